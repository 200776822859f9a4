"""Rows of an operator's file: what a time is, and what is told of one that is none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.domain.slot_rows import Cell, header_faults, read_row
from pipelines.domain.slot_times import CalendarTime

THREE = datetime(2026, 11, 24, 15, tzinfo=UTC)


def row(**cells: Cell) -> dict[str, Cell]:
    return {"calendar": "clinic", "starts_at": "2026-11-24T15:00", "time_zone": "Europe/London", **cells}


def told(**cells: Cell) -> list[str]:
    read = read_row(row(**cells), None)
    assert isinstance(read, list)
    return [str(fault) for fault in read]


@pytest.mark.parametrize(
    ("starts_at", "zone"),
    [
        ("2026-11-24T15:00", "Europe/London"),
        ("2026-11-24 15:00:00", "Europe/London"),
        ("2026-11-24T16:00", "Europe/Berlin"),
        ("2026-11-24T15:00Z", "America/New_York"),
        ("2026-11-24T10:00-05:00", "Asia/Tokyo"),
        ("2026-11-24T10:00-0500", "UTC"),
        (datetime.fromisoformat("2026-11-24T16:00"), "Europe/Berlin"),
        (THREE.astimezone(ZoneInfo("Asia/Tokyo")), "Europe/Berlin"),
    ],
)
def test_a_time_is_that_of_its_offset_or_of_its_zone(starts_at: Cell, zone: str) -> None:
    read = read_row(row(starts_at=starts_at, time_zone=zone), None)
    assert read == CalendarTime("clinic", "clinic/2026-11-24T15:00Z", THREE, zone)


def test_a_row_that_names_no_zone_is_in_the_one_given() -> None:
    read = read_row(row(time_zone=None), "Europe/Berlin")
    assert isinstance(read, CalendarTime)
    assert (read.time_zone, read.starts_at) == ("Europe/Berlin", THREE - timedelta(hours=1))


@pytest.mark.parametrize(
    ("said", "taken"), [(None, None), ("true", True), ("FALSE", False), (True, True), ("False", False)]
)
def test_taken_is_true_false_or_not_said(said: Cell, taken: bool | None) -> None:
    read = read_row(row(taken=said, slot="chair 1 · 15:00"), None)
    assert read == CalendarTime("clinic", "chair 1 · 15:00", THREE, "Europe/London", taken)


def test_a_key_that_is_made_is_the_same_however_the_time_is_written() -> None:
    rows = [row(), row(starts_at="2026-11-24T10:00-05:00", time_zone="America/New_York")]
    keys = {read.slot for cells in rows if isinstance(read := read_row(cells, None), CalendarTime)}
    assert keys == {"clinic/2026-11-24T15:00Z"}
    seconds = read_row(row(starts_at="2026-11-24T15:00:30.5"), None)
    assert isinstance(seconds, CalendarTime)
    assert seconds.slot == "clinic/2026-11-24T15:00:30.500000Z"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"calendar": None}, "calendar: is missing; fill it in"),
        ({"calendar": " clinic"}, "calendar: ' clinic' has spaces around it, or characters that"),
        (
            {"calendar": "cl\udce4nic"},
            "calendar: 'cl\\udce4nic' has spaces around it, or characters that are not UTF-8",
        ),
        ({"calendar": True}, "calendar: True is no text; make it a column of text"),
        ({"slot": "k" * 201}, f"slot: '{'k' * 59}… has 201 characters; 200 are the most"),
        ({"time_zone": None}, "time_zone: is missing; fill it in, as Europe/London, or give --time-zone"),
        ({"time_zone": "berlin"}, "time_zone: 'berlin' is no IANA time zone; write Europe/Berlin"),
        ({"time_zone": "PST"}, "time_zone: 'PST' is no IANA time zone; write one, as Europe/London"),
        ({"time_zone": "/etc/passwd"}, "time_zone: '/etc/passwd' is no IANA time zone; write one"),
        ({"starts_at": None}, "starts_at: is missing; fill it in, as 2026-11-24T15:00 or 2026-11-24T15:00+01:00"),
        ({"starts_at": "24/11/2026 15:00"}, "starts_at: '24/11/2026 15:00' is no ISO 8601 time; write it like 2026-"),
        ({"starts_at": "2026-11-24"}, "starts_at: '2026-11-24' is no ISO 8601 time"),
        ({"starts_at": "2026-11-31T15:00"}, "starts_at: '2026-11-31T15:00' is no time (day is out of range for month)"),
        ({"starts_at": "0206-11-24T15:00Z"}, "starts_at: '0206-11-24T15:00Z' is outside 2000 to 2099; write the year"),
        (
            {"starts_at": datetime.fromisoformat("1970-01-01")},
            "starts_at: '1970-01-01T00:00:00' is outside 2000 to 2099",
        ),
        ({"taken": "maybe"}, "taken: 'maybe' is neither true nor false; write one of them, or leave it empty"),
    ],
)
def test_a_fault_is_told_with_its_value_and_what_to_do(cells: dict[str, Cell], fault: str) -> None:
    [said] = told(**cells)
    assert said.startswith(fault)


def test_every_fault_of_a_row_is_told() -> None:
    faults = told(calendar=None, starts_at="soon", time_zone="Mars", slot=" ", taken="no")
    assert [fault.partition(":")[0] for fault in faults] == ["calendar", "time_zone", "starts_at", "slot", "taken"]


def test_a_local_time_that_the_clocks_skip_is_a_fault() -> None:
    [fault] = told(starts_at="2026-03-29T02:30", time_zone="Europe/Berlin")
    assert fault == (
        "starts_at: '2026-03-29T02:30' is skipped in Europe/Berlin: the clocks go forward; write a time that comes, as"
        " 2026-03-29 03:30"
    )
    assert isinstance(read_row(row(starts_at="2026-03-29T02:30+01:00", time_zone="Europe/Berlin"), None), CalendarTime)


def test_a_local_time_that_comes_twice_is_a_fault() -> None:
    [fault] = told(starts_at="2026-11-01 01:30", time_zone="America/New_York")
    assert fault == (
        "starts_at: '2026-11-01 01:30' comes twice in America/New_York: the clocks go back; write which, as"
        " 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00"
    )
    for offset in ("-04:00", "-05:00"):
        read = read_row(row(starts_at=f"2026-11-01 01:30{offset}", time_zone="America/New_York"), None)
        assert isinstance(read, CalendarTime)


_DAYS = [
    *(("Europe/Dublin", "2026-03-29"), ("Europe/Dublin", "2026-10-25"), ("Australia/Lord_Howe", "2026-10-04")),
    *(("Australia/Lord_Howe", "2026-04-05"), ("Atlantic/Azores", "2026-03-29"), ("Asia/Kathmandu", "2026-06-01")),
    *(("America/Havana", "2026-11-01"), ("Africa/Casablanca", "2026-02-15"), ("Pacific/Apia", "2011-12-30")),
]


@pytest.mark.parametrize(("zone", "day"), _DAYS)
def test_a_local_time_is_read_as_the_only_moment_that_is_shown_so(zone: str, day: str) -> None:
    for minutes in range(0, 24 * 60, 15):
        at = datetime.fromisoformat(day) + timedelta(minutes=minutes)
        near = (at.replace(tzinfo=UTC) + timedelta(minutes=n) for n in range(-15 * 60, 15 * 60, 15))
        moments = {each for each in near if each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == at}
        read = read_row(row(starts_at=at.isoformat(), time_zone=zone), None)
        assert (len(moments) == 1) is isinstance(read, CalendarTime)
        assert not isinstance(read, CalendarTime) or moments == {read.starts_at}


def test_what_is_wrong_with_columns_is_told() -> None:
    assert [str(fault) for fault in header_faults(["calendar", "Starts_at", "taken", "taken", "room"])] == [
        "taken: is a column twice; remove one of them",
        "starts_at: is missing; add the column",
        "'Starts_at': is no column; write starts_at. The columns are calendar, starts_at, time_zone, slot, taken",
        "'room': is no column; remove it. The columns are calendar, starts_at, time_zone, slot, taken",
    ]
    assert "separate columns with commas" in str(header_faults(["calendar;starts_at"])[-1])
