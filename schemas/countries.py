"""Where two-way SMS is to be had, and with what: AWS's table of countries and regions, as package data.

Source: Amazon Pinpoint User Guide, "Supported countries and regions (SMS channel)", as it last stood in public. Four slips
of it are put right in `countries.csv`: Tuvalu is TV, Kosovo XK; Puerto Rico dials 1-787, Jersey 44-1534. AWS adds
countries: a file of an operator's own can replace rows, and for a number that one owns the account itself is the truth.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import phonenumbers

from schemas.errors import ConfigurationFault

AS_OF = "2023-06-15"
"""The day of the table."""

TABLE = Path(__file__).with_name("countries.csv")
COLUMNS = ("country_or_region", "iso_code", "dialing_code", "short_codes", "long_codes", "sender_ids", "two_way")

NOTES: Mapping[int, str] = {
    1: "a sender id must be registered first",
    2: "message templates must be registered first",
    3: "a sender id must be registered first, in several steps (India's DLT)",
    4: "long codes there receive only: no reply leaves from one",
    5: "a sender id must stand in the country's registry",
}
"""The table's footnotes, by their numbers."""

RECEIVE_ONLY = 4
"""The footnote on long codes that cannot send."""


class Availability(StrEnum):
    """What the table says of one thing in one country."""

    YES = "yes"
    NO = "no"  # also the table's n/a: nothing there could have it
    AFTER_REGISTRATION = "registration_required"
    UNKNOWN = "unknown"  # the table's cell is empty


@dataclass(frozen=True, slots=True)
class Country:
    """A row of the table. `iso_code` is ISO 3166-1 alpha-2; `notes` are keys of `NOTES`."""

    name: str
    iso_code: str
    dialing_codes: tuple[str, ...]
    short_codes: Availability
    long_codes: Availability
    sender_ids: Availability
    two_way: Availability
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """The country of a number; not `exact` where only its prefix tells, which several countries may share."""

    iso_code: str
    exact: bool


def countries(own: Path | None = None) -> Mapping[str, Country]:
    """ISO code → row, in the table's order; the rows of a file of the operator's own replace those of the table.

    >>> countries()["GB"].two_way.value, countries()["IN"].notes
    ('yes', (3, 4))

    Raises:
        ConfigurationFault: the own file cannot be read as such a table.
    """
    return _shipped() if own is None else {**_shipped(), **_read(own)}


def origin_of(number: str) -> Origin | None:
    """The country of a canonical E.164 number by its digits, without asking anybody; None for what is none.

    A number that its plan knows belongs to one country. Of others the prefix alone is known, and +1, +44 and +7 are
    several countries': then it is the largest of them, not `exact`. A ported or virtual number keeps its prefix.

    >>> origin_of("+14165550100"), origin_of("+447700900123"), origin_of("55555")
    (Origin(iso_code='CA', exact=True), Origin(iso_code='GB', exact=False), None)
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    exact = phonenumbers.region_code_for_number(parsed)
    region = exact or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return Origin(region, exact=exact is not None) if region.isalpha() else None  # 001: satellites and the like


@cache
def _shipped() -> Mapping[str, Country]:
    return _read(TABLE)


def _read(path: Path) -> dict[str, Country]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise ConfigurationFault(f"{path}: the first line must name {','.join(COLUMNS)}")
            return {row["iso_code"]: _country(row, f"{path}:{rows.line_num}") for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationFault(f"{path}: cannot be read as CSV in UTF-8 ({type(error).__name__})") from None


def _country(row: Mapping[str, str | None], where: str) -> Country:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not re.fullmatch(r"[A-Z]{2}", said["iso_code"]):
        raise ConfigurationFault(f"{where}: iso_code is no country code; write two capitals, as in US")
    cells = [said[name] for name in COLUMNS[3:]]
    short_codes, long_codes, sender_ids, two_way = (_availability(cell, where) for cell in cells)
    dialing_codes = tuple(re.split(r", *", said["dialing_code"]))
    notes = _notes(cells)
    name = said["country_or_region"]
    return Country(name, said["iso_code"], dialing_codes, short_codes, long_codes, sender_ids, two_way, notes)


def _availability(cell: str, where: str) -> Availability:
    word = cell.partition(" ")[0]
    try:
        return {"": Availability.UNKNOWN, "n/a": Availability.NO}.get(word) or Availability(word)
    except ValueError:
        known = ", ".join(Availability)
        raise ConfigurationFault(f"{where}: {word!r} is none of {known}; write one of them") from None


def _notes(cells: Iterable[str]) -> tuple[int, ...]:
    found = {int(note) for cell in cells for note in re.findall(r"\(note (\d)\)", cell)}
    return tuple(sorted(found & NOTES.keys()))
