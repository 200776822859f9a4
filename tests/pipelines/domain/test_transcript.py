import pytest

from pipelines.domain.transcript import TranscriptFault, differences, read_transcript
from tests.pipelines.domain.test_converse import BANK

ASKS = "flow: charge\n\n< First Harbor Bank:…\n> {text}\n{came}\n"


def test_a_program_that_does_as_written_has_no_difference() -> None:
    written = ASKS.format(text="no", came="< First Harbor Bank: thank you. We are holding…\n! denied")
    assert differences(BANK, read_transcript(written)) == []


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ("< First Harbor Bank: something else", ["< First Harbor Bank: something else"]),
        ("", [None, None]),
        ("< First Harbor Bank:…\n! approved", ["! approved"]),
        ("< First Harbor Bank:…\n! denied\n! denied", ["! denied"]),
    ],
)
def test_where_it_does_otherwise_is_told_by_line(came: str, told: list[str | None]) -> None:
    found = differences(BANK, read_transcript(ASKS.format(text="no", came=came)))
    assert [each.expected for each in found][: len(told)] == told


@pytest.mark.parametrize(
    ("text", "line"), [("hello", 1), ("> hi\nflow: charge", 2), ("+2 hours", 1), ("at: tomorrow", 1), ("slot: 3 pm", 1)]
)
def test_a_line_that_is_none_is_told_with_its_number(text: str, line: int) -> None:
    with pytest.raises(TranscriptFault) as caught:
        read_transcript(text)
    assert caught.value.line == line
