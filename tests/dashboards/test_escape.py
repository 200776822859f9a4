"""Texts by strangers, made safe to show."""

import pytest

from dashboards.escape import csv_cell, markdown, visible


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "\r=1", "＝1", "|calc", "+1 =2"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["yes", "", "-1.5", "+12065550100", "+1•••••••182", "12:30", "1e-05", "a=b", "'x"])
def test_words_numbers_and_masks_stay_as_they_are(text: str) -> None:
    assert csv_cell(text) == text


def test_control_and_direction_codes_are_shown_and_not_obeyed() -> None:
    shown = visible("a\x00b\x1b[31mc\x7fd\x9be\u202ef\u2028g\ufeff")
    assert shown == "a␀b␛[31mc␡d⟨U+009B⟩e⟨U+202E⟩f⟨U+2028⟩g⟨U+FEFF⟩"
    assert visible("naïve 🙂 日本語 עברית") == "naïve 🙂 日本語 עברית"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("[a](b)", r"\[a\]\(b\)"), (":red[x]", r"\:red\[x\]"), ("$x$", r"\$x\$"), ("&lt;", r"\&lt;"), ("# h\n", "\\# h␊")],
)
def test_marks_with_a_meaning_are_escaped(text: str, escaped: str) -> None:
    assert markdown(text) == escaped
