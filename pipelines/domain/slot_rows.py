"""Rows of an operator's file to times of a calendar: every fault of a row is found, and each says what to do."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pipelines.domain.slot_times import LONGEST, CalendarTime

NEEDED = ("calendar", "starts_at")
COLUMNS = (*NEEDED, "time_zone", "slot", "taken")
Cell = str | bool | int | float | datetime | None
"""As a file gives it; an empty one of CSV is None."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")
_YEARS = range(2000, 2100)
_MOST_SHOWN = 60
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a column of a row, and what to do."""

    column: str
    value: Cell
    what: str

    def __str__(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        shown = repr(value)
        told = "" if value is None else f"{shown if len(shown) <= _MOST_SHOWN else shown[:_MOST_SHOWN] + '…'} "
        return f"{self.column}: {told}{self.what}"


class _Unreadable(Exception):
    """A cell that is at fault; its words go into the `RowFault`."""


def read_row(cells: Mapping[str, Cell], zone: str | None) -> CalendarTime | list[RowFault]:
    """The time that a row is, or all that is wrong with it. `zone`: of rows that name none.

    >>> read_row({"calendar": "clinic", "starts_at": "2026-11-24 15:00"}, "Europe/London")  # doctest: +ELLIPSIS
    CalendarTime(calendar='clinic', slot='clinic/2026-11-24T15:00Z', starts_at=..., time_zone='Europe/London', taken=None)
    >>> [fault] = read_row({"calendar": "clinic", "starts_at": "2026-03-29 01:30"}, "Europe/London")
    >>> print(fault)
    starts_at: '2026-03-29 01:30' is skipped in Europe/London: the clocks go forward; write a time that comes, as 2026-03-29 02:30
    """
    faults: list[RowFault] = []

    def tried(column: str, read: Callable[[Cell], _Read]) -> _Read | None:
        try:
            return read(cells.get(column))
        except _Unreadable as fault:
            faults.append(RowFault(column, cells.get(column), str(fault)))
            return None

    calendar = tried("calendar", _name)
    in_zone = tried("time_zone", lambda cell: _zone(cell if cell is not None else zone))
    starts_at = tried("starts_at", lambda cell: _instant(cell, in_zone))
    key = tried("slot", lambda cell: None if cell is None else _name(cell))
    taken = tried("taken", _taken)
    if faults or calendar is None or starts_at is None or in_zone is None:
        return faults
    return CalendarTime(calendar, key or slot_of(calendar, starts_at), starts_at, in_zone.key, taken)


def slot_of(calendar: str, starts_at: datetime) -> str:
    """The key of a time that was given none.

    >>> slot_of("clinic", datetime(2026, 11, 24, 15, tzinfo=UTC))
    'clinic/2026-11-24T15:00Z'
    """
    exact = "minutes" if starts_at.second == starts_at.microsecond == 0 else "auto"
    return f"{calendar}/{starts_at.replace(tzinfo=None).isoformat(timespec=exact)}Z"


def header_faults(columns: Iterable[str]) -> list[RowFault]:
    """What is wrong with the names of a file's columns."""
    names = list(columns)
    faults = [
        RowFault(name, None, "is a column twice; remove one of them")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    faults += [RowFault(name, None, "is missing; add the column") for name in NEEDED if name not in names]
    return faults + [RowFault(repr(name), None, _meant(name)) for name in names if name not in COLUMNS]


def _meant(name: str) -> str:
    if set(";\t") & set(name):
        return "is no column; separate columns with commas"
    close = difflib.get_close_matches(name.casefold(), COLUMNS, n=1)
    return f"is no column; {f'write {close[0]}' if close else 'remove it'}. The columns are {', '.join(COLUMNS)}"


def check_zone(name: str | None) -> ZoneInfo:
    """The time zone of a name.

    Raises:
        ValueError: there is none of that name; with what to do.
    """
    if name in _zones():
        return ZoneInfo(name)
    close = difflib.get_close_matches(str(name).rsplit("/", 1)[-1].replace(" ", "_").casefold(), _cities(), 1, 0.8)
    raise ValueError(f"is no IANA time zone; write {_cities()[close[0]] if close else 'one, as Europe/London'}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _cities() -> dict[str, str]:
    """Place in a zone's name, in small letters → the zone. Abbreviations, as MST, are not near enough to anything."""
    return {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(_zones()) if "/" in name}


def _zone(cell: Cell) -> ZoneInfo:
    if cell is None:
        raise _Unreadable("is missing; fill it in, as Europe/London, or give --time-zone")
    try:
        return check_zone(str(cell))
    except ValueError as fault:
        raise _Unreadable(str(fault)) from None


def _name(cell: Cell) -> str:
    if cell is None:
        raise _Unreadable("is missing; fill it in")
    if not isinstance(cell, str):
        raise _Unreadable("is no text; make it a column of text")
    if cell != cell.strip() or not cell.isprintable():
        raise _Unreadable("has spaces around it, or characters that are not UTF-8 or cannot be printed; remove them")
    if len(cell) > LONGEST:
        raise _Unreadable(f"has {len(cell)} characters; {LONGEST} are the most")
    return cell


def _taken(cell: Cell) -> bool | None:
    if cell is None or isinstance(cell, bool):
        return cell
    said = {"true": True, "false": False}.get(str(cell).casefold())
    if said is None:
        raise _Unreadable("is neither true nor false; write one of them, or leave it empty")
    return said


def _instant(cell: Cell, zone: ZoneInfo | None) -> datetime:
    """A cell's time in UTC; for a zone that is at fault itself, any time, so that the form of the cell is looked at."""
    at = cell if isinstance(cell, datetime) else _moment(cell)
    if at.year not in _YEARS:
        raise _Unreadable(f"is outside {_YEARS.start} to {_YEARS.stop - 1}; write the year that is meant")
    if at.tzinfo is None:
        at = _local(at, zone or ZoneInfo("UTC"))
    return at.astimezone(UTC)


def _moment(cell: Cell) -> datetime:
    if cell is None:
        raise _Unreadable("is missing; fill it in, as 2026-11-24T15:00 or 2026-11-24T15:00+01:00")
    try:
        if isinstance(cell, str) and _TIME.fullmatch(cell):
            return datetime.fromisoformat(cell)
    except ValueError as fault:
        raise _Unreadable(f"is no time ({fault}); write one that there is") from None
    raise _Unreadable("is no ISO 8601 time; write it like 2026-11-24T15:00 or 2026-11-24T15:00+01:00")


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """A local time in its zone: one that comes, and comes once."""
    first, second = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    moved = first.astimezone(UTC).astimezone(zone)
    if moved.replace(tzinfo=None) != at:
        raise _Unreadable(
            f"is skipped in {zone.key}: the clocks go forward; write a time that comes, as {moved:%Y-%m-%d %H:%M}"
        )
    if first.utcoffset() != second.utcoffset():
        either = " or ".join(each.isoformat(timespec="minutes") for each in (first, second))
        raise _Unreadable(f"comes twice in {zone.key}: the clocks go back; write which, as {either}")
    return first
