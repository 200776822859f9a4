"""AWS's table of countries, and the country of a number."""

from pathlib import Path

import pytest

from schemas.countries import COLUMNS, NOTES, Availability, countries, origin_of
from schemas.errors import ConfigurationFault

HEADER = ",".join(COLUMNS)


def test_the_table_has_each_country_once_and_every_note_is_explained() -> None:
    table = countries()
    assert len(table) == 213
    assert {note for row in table.values() for note in row.notes} <= NOTES.keys()
    assert table["DO"].dialing_codes == ("1-809", "1-829", "1-849")


@pytest.mark.parametrize(
    ("iso", "two_way"),
    [("US", Availability.YES), ("PK", Availability.NO), ("LR", Availability.UNKNOWN), ("TV", Availability.NO)],
)
def test_what_the_table_says_of_two_way(iso: str, two_way: Availability) -> None:
    assert countries()[iso].two_way is two_way


def test_rows_of_an_operators_own_file_replace_those_of_the_table(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"{HEADER}\nPakistan,PK,92,yes,no,yes,yes\n", encoding="utf-8")
    table = countries(own)
    assert (table["PK"].two_way, table["US"]) == (Availability.YES, countries()["US"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("iso_code\nPK\n", "the first line must name"),
        (f"{HEADER}\nPakistan,pk,92,yes,no,yes,yes\n", "own.csv:2: iso_code"),
        (f"{HEADER}\nPakistan,PK,92,perhaps,no,yes,yes\n", "own.csv:2: 'perhaps' is none of yes, no"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_with_its_line(text: str | None, said: str, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    if text is not None:
        own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationFault, match=said):
        countries(own)


@pytest.mark.parametrize(
    ("number", "iso", "exact"),
    [
        ("+12065550100", "US", True),
        ("+18095550100", "DO", True),
        ("+77011234567", "KZ", True),
        ("+441534700000", "JE", True),
        ("+1999555", "US", False),
    ],
)
def test_a_number_shows_its_country_and_a_shared_prefix_the_largest(number: str, iso: str, exact: bool) -> None:
    origin = origin_of(number)
    assert origin is not None
    assert (origin.iso_code, origin.exact) == (iso, exact)


@pytest.mark.parametrize("number", ["55555", "rcs-abc", "+88213300000", "+99999999999", ""])
def test_what_is_no_countrys_number_has_no_origin(number: str) -> None:
    assert origin_of(number) is None
