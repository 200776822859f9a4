"""How many message parts a text becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.segments import Segments, fits, max_characters, segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM", 1, 0, 160)),
        ("a" * 153, Segments("GSM", 1, 153, 7)),
        ("a" * 154, Segments("GSM", 1, 154, 6)),
        ("a" * 160, Segments("GSM", 1, 160, 0)),
        ("a" * 161, Segments("GSM", 2, 161, 145)),
        ("a" * 306, Segments("GSM", 2, 306, 0)),
        ("a" * 307, Segments("GSM", 3, 307, 152)),
        ("’" * 70, Segments("UNICODE", 1, 70, 0)),
        ("’" * 71, Segments("UNICODE", 2, 71, 63)),
        ("’" * 134, Segments("UNICODE", 2, 134, 0)),
        ("’" * 135, Segments("UNICODE", 3, 135, 66)),
    ],
)
def test_parts_change_where_the_standard_says(text: str, expected: Segments) -> None:
    assert segments(text) == expected


def test_an_extension_character_takes_two_units() -> None:
    assert segments("€" * 80) == Segments("GSM", 1, 160, 0)
    assert segments("€" * 80 + "a").parts == 2


@pytest.mark.parametrize("character", list("^{}\\[]~|€\f"))
def test_every_extension_character_stays_gsm(character: str) -> None:
    assert segments(character) == Segments("GSM", 1, 2, 158)


def test_a_euro_at_the_end_of_a_part_moves_whole_to_the_next() -> None:
    assert segments("a" * 152 + "€" + "a" * 8) == Segments("GSM", 2, 162, 153 - 2 - 8)
    assert segments("a" * 151 + "€" + "a" * 8) == Segments("GSM", 2, 161, 153 - 8)


def test_an_emoji_is_never_split_over_parts() -> None:
    assert segments("😀" * 35) == Segments("UNICODE", 1, 70, 0)
    assert segments("😀" * 36) == Segments("UNICODE", 2, 72, 67 - 3 * 2)


def test_one_curly_quote_turns_the_whole_text_to_unicode() -> None:
    straight = "It's " + "a" * 95
    assert segments(straight).encoding == "GSM"
    assert segments(straight.replace("'", "’")) == Segments("UNICODE", 2, 100, 34)


def test_capital_c_cedilla_is_gsm_and_the_small_one_is_not() -> None:
    assert segments("GARÇON").encoding == "GSM"
    assert segments("garçon").encoding == "UNICODE"


def test_lone_surrogates_count_one_unit() -> None:
    assert segments("\ud83d").units == 1


@pytest.mark.parametrize("text", ["a" * 1530, "€" * 760, "’" * 630, "😀" * 315])
def test_the_longest_text_fits(text: str) -> None:
    assert fits(text)


@pytest.mark.parametrize("text", ["a" * 1531, "€" * 766, "’" * 631, "😀" * 316, "a" * 600 + "’" * 31])
def test_a_longer_text_does_not(text: str) -> None:
    assert not fits(text)


def test_a_text_that_boundaries_push_into_an_eleventh_part_does_not_fit() -> None:
    text = ("a" * 152 + "€" + "a" * 151) * 5 + "a" * 5
    assert segments(text).units <= 1530
    assert segments(text).parts == 11
    assert not fits(text)


_TEXT = st.one_of(st.text(max_size=800), st.text(alphabet="abc€|^ 😀’Çç", max_size=800))


@given(_TEXT)
def test_parts_always_hold_their_units(text: str) -> None:
    cut = segments(text)
    capacity = {"GSM": (160, 153), "UNICODE": (70, 67)}[cut.encoding][cut.parts > 1]
    assert cut.parts * capacity >= cut.units + cut.remaining
    # A part is left at most one unit short, by a character of two units that did not fit.
    assert (cut.parts - 1) * (capacity - 1) < max(cut.units, 1)
    assert 0 <= cut.remaining <= capacity


@given(st.text(max_size=400))
def test_units_are_what_the_encoding_writes(text: str) -> None:
    cut = segments(text)
    if cut.encoding == "UNICODE":
        assert cut.units == len(text.encode("utf-16-le", "surrogatepass")) // 2
    else:
        assert len(text) <= cut.units <= 2 * len(text)


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert segments(text + more).parts >= segments(text).parts


def test_max_characters_are_the_real_limits_of_aws() -> None:
    assert (max_characters("GSM"), max_characters("UNICODE")) == (1530, 630)
