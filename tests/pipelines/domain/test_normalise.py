import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.domain.normalise import look_alike, normalise, read, read_all, squeezed

TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Yes \t\r\n please ", "yes please"),
        ("STOP!!", "stop"),
        ("“Stop.”", "stop"),
        ("¿Qué?", "que"),
        ("*yes*", "yes"),
        ("#1)", "1"),
        ("ＳＴＯＰ", "stop"),
        ("ﬁne", "fine"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("can’t", "cant"),
        ("can´t", "cant"),
        ("can`t", "cant"),
        ("opt–out", "opt out"),
        ("opt-out", "opt out"),
        ("st\u200bo\u2060p\ufeff", "stop"),
        ("\u202estop\u202c", "stop"),
        ("s\x00top\x07", "stop"),
        ("❤️", "❤"),
        ("👍", "👍"),
        ("👍🏽!", "👍"),
        ("🙅🏾\u200d♀\ufe0f no", "🙅 no"),
        ("yes👍yes", "yes 👍 yes"),
        ("2\ufe0f\u20e3", "2"),
        ("٣", "3"),
        ("ハイ", "はい"),
        ("إيقاف", "ايقاف"),
        ("हाँ", "हां"),
        ("wrong #", "wrong number"),
        ("e\u0301", "e"),
        ("α\u0345\u0302", "αι"),
        ("yes\u00a0please", "yes please"),
        ("ok。", "ok"),
        ("?!", "?!"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_many_spellings_become_one(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(TEXT)
@example("\u0345")
@example("𝚤\u0301")
@example("″\u0301")
@example("İ")
def test_a_normalised_text_is_left_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(TEXT)
@example("can´t")
def test_the_unicode_form_does_not_matter(text: str) -> None:
    forms = {normalise(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {normalise(text)}


@given(st.text(st.characters(codec="cp1252"), max_size=40))
@example("dır")
def test_case_and_surrounding_space_do_not_matter(text: str) -> None:
    assert normalise(text.upper()) == normalise(text.lower()) == normalise(f" \t{text}\n ")


@given(TEXT)
def test_nothing_invisible_and_no_double_space_is_left(text: str) -> None:
    plain = normalise(text)
    assert "  " not in plain
    assert not [c for c in plain if unicodedata.category(c) == "Cc"]
    assert plain == plain.strip()


@settings(deadline=500)
@given(st.sampled_from(["!", " ", "a", "\u0301", "\u200b", "“", "ﷺ"]), st.sampled_from(["", "x"]))
def test_a_long_body_costs_little(character: str, end: str) -> None:
    normalise(character * 10_000 + end)


@given(st.lists(st.one_of(TEXT, st.sampled_from(["a\x1eb", "wrong #", "Ok. Where?", "- x - y", "é\x1e"])), max_size=8))
def test_many_texts_are_read_as_each_alone(texts: list[str]) -> None:
    assert read_all(texts) == [read(text) for text in texts]


def test_clauses_are_told_apart() -> None:
    assert read("Ok. Where? (now)") == (". ok . where ? . now . .", "ok where now")


@pytest.mark.parametrize("text", ["ЅТОР", "st0p", "ѕtoр", "$TOP"])
def test_a_word_dressed_up_in_other_letters_is_seen_for_what_it_looks_like(text: str) -> None:
    seen = look_alike(normalise(text))
    assert (seen or normalise(text)) in ("stop", "top")


@pytest.mark.parametrize("text", ["стоп", "да", "stop", "нет"])
def test_words_of_another_alphabet_stay_words(text: str) -> None:
    assert look_alike(normalise(text)) != "stop"


def test_drawn_out_letters_are_shortened_both_ways() -> None:
    assert squeezed("yesss") == ["yess", "yes"]
    assert squeezed("7000") == []
