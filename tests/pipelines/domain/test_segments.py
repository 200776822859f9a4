"""How many message parts a text becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.graphemes import graphemes
from pipelines.domain.segments import (
    Segments,
    fits,
    is_gsm,
    max_characters,
    part_texts,
    segments,
    segments_as_unicode,
)


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


# 3GPP TS 23.038, section 6.2.1, row by row; 0x1B is the escape to the extension table and no character.
_ALPHABET = [
    *(0x40, 0xA3, 0x24, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, 0x0A, 0xD8, 0xF8, 0x0D, 0xC5, 0xE5),
    *(0x394, 0x5F, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0xC6, 0xE6, 0xDF, 0xC9),
    *(*range(0x20, 0x24), 0xA4, *range(0x25, 0x40)),
    *(0xA1, *range(0x41, 0x5B), 0xC4, 0xD6, 0xD1, 0xDC, 0xA7),
    *(0xBF, *range(0x61, 0x7B), 0xE4, 0xF6, 0xF1, 0xFC, 0xE0),
]
# Section 6.2.1.1.
_EXTENSION = [0x0C, 0x5E, 0x7B, 0x7D, 0x5C, 0x5B, 0x7E, 0x5D, 0x7C, 0x20AC]


def test_the_alphabet_is_that_of_the_standard_and_nothing_else() -> None:
    assert (len(_ALPHABET), len(_EXTENSION)) == (127, 10)
    assert {code for code in range(0x110000) if is_gsm(chr(code))} == {*_ALPHABET, *_EXTENSION}
    assert {segments(chr(code)).units for code in _ALPHABET} == {1}
    assert {segments(chr(code)).units for code in _EXTENSION} == {2}


@pytest.mark.parametrize("text", ["\x1b", "\0", "\t", "`", "ç", "á", "’", "\ufeff", "\ud800", "°"])
def test_what_the_standard_lacks_is_unicode(text: str) -> None:
    assert segments(text) == Segments("UNICODE", 1, 1, 69)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("1" * 160, [160]),
        ("1" * 160 + "2" * 10, [153, 17]),
        ("1" * 145 + "{" * 15, [149, 11]),
        ("1" * 152 + "{" + "1" * 12, [152, 13]),
        ("1" * 152 + "€" + "1" * 12, [152, 13]),
        ("1" * 151 + "€" + "1" * 12, [152, 12]),
        ("あ" * 70, [70]),
        ("あ" * 71, [67, 4]),
        ("あ" * 66 + "🍔" + "あ" * 3, [66, 4]),
        ("あ" * 65 + "🍔" + "あ" * 4, [66, 4]),
        ("🍔" * 35, [35]),
        ("🍔" * 36, [33, 3]),
    ],
)
def test_a_text_is_cut_where_other_counters_cut_it(text: str, lengths: list[int]) -> None:
    assert [len(part) for part in part_texts(text)] == lengths


def test_two_halves_of_a_pair_are_one_character() -> None:
    assert segments("\ud83d\ude00" * 36) == segments("😀" * 36)
    assert part_texts("a" * 66 + "\ud83d\ude00" + "b" * 9) == ("a" * 66, "😀" + "b" * 9)


def test_an_emoji_of_several_characters_stays_whole_where_that_is_free() -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"
    assert part_texts("a" * 60 + family + "b" * 9) == ("a" * 60, family + "b" * 9)
    # Here it would take a third part, and so it is cut; the pairs in it are not.
    tight = "a" * 60 + family + "b" * 62
    assert (segments(tight).parts, len(part_texts(tight))) == (2, 2)


def test_a_letter_with_more_accents_than_a_part_holds_is_cut() -> None:
    assert [len(part) for part in part_texts("a" + "\u0301" * 200)] == [67, 67, 67]


def test_flags_accents_and_keycaps_are_one_character_each() -> None:
    whole = [
        "🇫🇷",
        "🇩🇪",
        "n\u0303",
        "1\ufe0f\u20e3",
        "👍🏽",
        "🏴\U000e0067\U000e0062\U000e007f",
        "❤\ufe0f\u200d🔥",
        "\r\n",
        "x",
    ]
    assert graphemes("".join(whole)) == whole


_ANY = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=400),
    st.text(alphabet="abc€|^ 😀’Çç\u0301\u200d\ud83d\ude00👩\0\r\n", max_size=800),
)


def _filled(widths: list[int], single: int, joined: int) -> tuple[int, int]:
    """Parts and what is left in the last, counted the slow way."""
    if sum(widths) <= single:
        return 1, single - sum(widths)
    parts = [0]
    for width in widths:
        if parts[-1] + width > joined:
            parts.append(0)
        parts[-1] += width
    return len(parts), joined - parts[-1]


@given(_ANY)
def test_the_count_is_that_of_filling_part_after_part(text: str) -> None:
    cut = segments(text)
    if all(ord(character) in (*_ALPHABET, *_EXTENSION) for character in text):
        widths = [1 + (ord(character) in _EXTENSION) for character in text]
        expected = ("GSM", *_filled(widths, 160, 153))
    else:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        expected = ("UNICODE", *_filled([1 + (character > "\uffff") for character in whole], 70, 67))
    assert (cut.encoding, cut.parts, cut.remaining) == expected


@given(_ANY)
def test_the_parts_are_the_text_and_each_holds_what_it_may(text: str) -> None:
    cut, parts = segments(text), part_texts(text)
    assert len(parts) == cut.parts
    assert "".join(parts).encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
    capacity = {"GSM": (160, 153), "UNICODE": (70, 67)}[cut.encoding][cut.parts > 1]
    held = [segments(part) if cut.encoding == "GSM" else segments_as_unicode(part) for part in parts]
    assert all(part.units <= capacity for part in held)
    assert sum(part.units for part in held) == cut.units


@given(_ANY)
def test_unicode_never_takes_fewer_parts(text: str) -> None:
    assert segments_as_unicode(text).parts >= segments(text).parts
