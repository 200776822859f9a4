"""Which characters turn a text into UCS-2, and what they could become."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.segments import is_gsm, segments
from pipelines.domain.substitution import _SPELLING, _TYPOGRAPHY, Kind, Offender, Substitutions, substitutions


def plain(text: str) -> str | None:
    return substitutions(text).plain


def test_a_gsm_text_has_nothing_to_substitute() -> None:
    text = "10 € for {two}\nÇa é à Ñ ß"
    assert substitutions(text) == Substitutions((), segments(text), None, None)


def test_an_offender_is_told_with_its_place_its_name_and_what_it_could_be() -> None:
    [found] = substitutions("It’s").offenders
    assert found == Offender(2, "’", "RIGHT SINGLE QUOTATION MARK", "'", Kind.TYPOGRAPHY)


def test_what_is_offered_is_counted_before_and_after() -> None:
    found = substitutions("It’s " + "a" * 95)
    assert (found.before.parts, found.before.encoding) == (2, "UNICODE")
    assert found.after == segments("It's " + "a" * 95)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘one’ “two” „three“ «four»", '\'one\' "two" "three" "four"'),
        ("9–5 — or 9‑5 − 1", "9-5 - or 9-5 - 1"),
        ("wait…", "wait..."),
        ("10\u00a0am\u202f–\u2009noon\u3000ok\tnow", "10 am - noon ok now"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("• bread\n• cake · tea", "- bread\n- cake - tea"),
        ("no\u200bthing\ufeff to\u00ad see\u200e\0", "nothing to see"),
        ("ﬁne eﬀect œuvre", "fine effect oeuvre"),
        ("ＳＡＬＥ 𝗦𝗔𝗟𝗘 50％", "SALE SALE 50%"),
        ("Acme™ ©️ ®", "AcmeTM (c) (R)"),
        ("reply 1\ufe0f\u20e3 or 2\ufe0f\u20e3", "reply 1 or 2"),
        ("2 × 3 ≤ 10 → yes", "2 x 3 <= 10 -> yes"),
        ("ΑΘΗΝΑ", "AΘHNA"),
        ("\u212b \u2126 \u037e", "\u00c5 \u03a9 ;"),
        ("ole\u0301 man\u0303ana", "olé mañana"),
    ],
)
def test_typography_becomes_the_same_in_plainer_signs(text: str, expected: str) -> None:
    found = substitutions(text)
    assert found.plain == expected
    assert {offender.kind for offender in found.offenders} == {Kind.TYPOGRAPHY}


@pytest.mark.parametrize(
    ("text", "expected"), [("José está aquí", "José esta aqui"), ("garçon", "garcon"), ("a\u0303", "a"), ("1º", "1o")]
)
def test_an_accent_that_gsm_lacks_is_offered_as_another_spelling(text: str, expected: str) -> None:
    found = substitutions(text)
    assert found.plain == expected
    assert {offender.kind for offender in found.offenders} == {Kind.SPELLING}


@pytest.mark.parametrize(
    "text", ["👍", "ok ❤\ufe0f", "ışık", "łódź", "10°", "½ price", "привет", "5²", "\ufffd", "q\u0301"]
)
def test_what_would_say_something_else_has_no_replacement(text: str) -> None:
    found = substitutions(text + " it’s")
    assert found.plain is None
    assert None in {offender.replacement for offender in found.offenders}
    assert found.offenders[-1].replacement == "'"


def test_an_emoji_of_several_characters_is_one_offender() -> None:
    [found] = substitutions("👩\u200d👦 hi").offenders
    assert (found.position, found.character, found.name) == (0, "👩\u200d👦", "WOMAN + ZERO WIDTH JOINER + BOY")


def test_what_has_no_name_is_told_by_its_number() -> None:
    assert [offender.name for offender in substitutions("\0\ud83d").offenders] == ["U+0000", "U+D83D"]


def test_nothing_is_offered_that_would_take_more_parts() -> None:
    assert plain("…" * 70) is None
    assert plain("…" * 53) == "..." * 53


def test_nothing_is_offered_when_nothing_would_be_left() -> None:
    assert plain("\u200b \ufeff") is None


def test_every_replacement_is_gsm_and_of_what_is_not() -> None:
    table = _TYPOGRAPHY | _SPELLING
    assert [key for key in table if is_gsm(key)] == []
    assert [value for value in table.values() if not is_gsm(value)] == []
    assert {unicodedata.normalize("NFC", key) for key in _SPELLING} == set(_SPELLING)


_ANY = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=300),
    st.text(alphabet="abe’“…\u0301\u0303\ufe0f\u20e3\u200d\u200b👩™œáş€\ud83d\ude00\0\t", max_size=300),
    st.text(alphabet=[*_TYPOGRAPHY, *_SPELLING, "a", "€"], max_size=300),
)


@given(_ANY)
def test_offenders_are_all_that_is_beyond_gsm_in_their_order(text: str) -> None:
    found, end, rest = substitutions(text).offenders, 0, []
    for offender in found:
        assert offender.position >= end
        assert text.startswith(offender.character, offender.position)
        assert not is_gsm(offender.character)
        rest.append(text[end : offender.position])
        end = offender.position + len(offender.character)
    assert is_gsm("".join(rest) + text[end:])
    assert bool(found) == (segments(text).encoding == "UNICODE")


@given(_ANY)
def test_the_plain_text_is_gsm_and_never_takes_more_parts(text: str) -> None:
    found = substitutions(text)
    if found.plain is not None:
        assert is_gsm(found.plain)
        assert found.after == segments(found.plain)
        assert found.after.parts <= found.before.parts
        assert substitutions(found.plain).offenders == ()
