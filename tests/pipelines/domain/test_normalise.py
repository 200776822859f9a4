import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.domain.normalise import normalise, trim

TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Yes \t\r\n please ", "yes please"),
        ("STOP!!", "stop"),
        ("“Stop.”", "stop"),
        ("¿Qué?", "qué"),
        ("*yes*", "yes"),
        ("#1)", "1"),
        ("ＳＴＯＰ", "stop"),
        ("ﬁne", "fine"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("can’t", "can't"),
        ("can´t", "can't"),
        ("can`t", "can't"),
        ("opt–out", "opt-out"),
        ("st\u200bo\u2060p\ufeff", "stop"),
        ("\u202estop\u202c", "stop"),
        ("s\x00top\x07", "stop"),
        ("❤️", "❤"),
        ("👍", "👍"),
        ("👍🏽!", "👍🏽"),
        ("e\u0301", "é"),
        ("α\u0345\u0302", "α\u0302ι"),
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


def test_trimming_keeps_what_is_inside_and_signs_that_mean_something() -> None:
    assert trim("(can't — won't)") == "can't — won't"
    assert trim("$5") == "$5"
    assert trim("...") == ""
