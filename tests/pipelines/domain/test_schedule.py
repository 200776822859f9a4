"""Quiet hours: the result is allowed, no earlier than asked, and no allowed moment lies before it. In all zones, on all days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers.tzdata import TIMEZONE_DATA

from pipelines.domain.schedule import HORIZON, NOWHERE, next_allowed, zones_of

NIGHT = (time(21), time(8))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EVERY_ZONE = sorted({name for names in TIMEZONE_DATA.values() for name in names if name != "Etc/Unknown"})
CHANGING = [
    "America/New_York", "America/Los_Angeles", "America/St_Johns", "Europe/Lisbon", "Europe/London", "Australia/Lord_Howe",
    "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca", "Asia/Gaza", "America/Havana", "America/Asuncion",
    "Antarctica/Troll", "Asia/Kathmandu", "Pacific/Kiritimati", "Atlantic/Azores",
]  # fmt: skip


def changes(zone: str) -> Iterator[datetime]:
    """The hours of 2005 to 2030 in which a zone's clock is changed."""
    clock = ZoneInfo(zone)
    hours = [datetime(2005, 1, 1, tzinfo=UTC) + n * 6 * HOUR for n in range(4 * 365 * 25)]
    for before, after in pairwise(hours):
        if before.astimezone(clock).utcoffset() != after.astimezone(clock).utcoffset():
            yield before


DAYS = {zone: [*changes(zone), datetime(2026, 1, 1, tzinfo=UTC)] for zone in CHANGING}


def quiet(moment: datetime, zone: str, start: time, end: time) -> bool:
    """Whether a wall clock shows a time in quiet hours, minutes counted from the beginning of these."""
    shown, begins, ends = (_minutes(each) for each in (moment.astimezone(ZoneInfo(zone)).time(), start, end))
    return (shown - begins) % (24 * 60) < (ends - begins) % (24 * 60)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def by_the_minute(at: datetime, zones: Sequence[str], start: time, end: time) -> datetime:
    """The same by looking at every minute: no clock is changed, and no quiet hour ends, between two."""
    first = at.replace(second=0, microsecond=0) + MINUTE
    best, found = -1, at
    for moment in (at, *(first + n * MINUTE for n in range(HORIZON // MINUTE))):
        suited = sum(not quiet(moment, zone, start, end) for zone in zones)
        if suited > best:
            best, found = suited, moment
        if best == len(zones):
            break
    return found


minutes = st.times().map(lambda each: each.replace(second=0, microsecond=0))
years = st.timedeltas(timedelta(0), timedelta(days=37 * 365)).map(
    lambda since: datetime(2000, 1, 1, tzinfo=UTC) + since
)
hours = st.one_of(st.just(NIGHT), st.tuples(minutes, minutes))


@st.composite
def days(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and a moment within two days of a change of its clock."""
    zone = draw(st.sampled_from(CHANGING))
    near = draw(st.timedeltas(-2 * 24 * HOUR, 2 * 24 * HOUR))
    return zone, draw(st.sampled_from(DAYS[zone])) + near


@given(days(), hours)
@settings(deadline=None, max_examples=1000)
def test_about_a_change_of_clock_it_is_the_first_allowed_moment(
    day: tuple[str, datetime], hours: tuple[time, time]
) -> None:
    (zone, at), (start, end) = day, hours
    found = next_allowed(at, [zone], start, end)
    assert found >= at
    assert not quiet(found, zone, start, end)
    assert found == by_the_minute(at, [zone], start, end)


@given(
    years,
    st.lists(st.sampled_from(EVERY_ZONE), min_size=1, max_size=4),
    hours,
)
@settings(deadline=None, max_examples=300)
def test_in_several_zones_it_is_the_first_moment_that_suits_the_most(
    at: datetime, zones: list[str], hours: tuple[time, time]
) -> None:
    assert next_allowed(at, zones, *hours) == by_the_minute(at, list(dict.fromkeys(zones)), *hours)


@given(
    years,
    st.sampled_from(sorted({names for names in TIMEZONE_DATA.values() if "Etc/Unknown" not in names})),
)
@settings(deadline=None, max_examples=300)
def test_by_night_no_prefix_in_the_world_is_without_a_moment_that_suits_all_its_zones(
    at: datetime, zones: tuple[str, ...]
) -> None:
    found = next_allowed(at, zones, *NIGHT)
    assert timedelta(0) <= found - at <= 24 * HOUR
    assert not any(quiet(found, zone, *NIGHT) for zone in zones)


@pytest.mark.parametrize(
    ("zone", "at", "hours", "found"),
    [
        # By day at once; at nine in the evening no more; at eight in the morning again.
        ("America/New_York", "2026-11-23T20:59:59-05:00", NIGHT, "2026-11-23T20:59:59-05:00"),
        ("America/New_York", "2026-11-23T21:00:00-05:00", NIGHT, "2026-11-24T08:00:00-05:00"),
        ("America/New_York", "2026-11-24T07:59:59-05:00", NIGHT, "2026-11-24T08:00:00-05:00"),
        # The nights in which clocks are put forward and back: eight o'clock comes ten and twelve hours after nine.
        ("America/New_York", "2026-03-07T21:00:00-05:00", NIGHT, "2026-03-08T08:00:00-04:00"),
        ("America/New_York", "2026-10-31T21:00:00-04:00", NIGHT, "2026-11-01T08:00:00-05:00"),
        # Half an hour in Lord Howe; Samoa had no 30 December 2011.
        ("Australia/Lord_Howe", "2026-04-04T23:00:00+11:00", NIGHT, "2026-04-05T08:00:00+10:30"),
        ("Pacific/Apia", "2011-12-29T21:00:00-10:00", NIGHT, "2011-12-31T08:00:00+14:00"),
        # Quiet hours that end within the hour that is left out end when it is left out.
        ("Europe/Lisbon", "2026-03-29T00:30:00+00:00", (time(22), time(1, 30)), "2026-03-29T02:00:00+01:00"),
        # In the hour that comes twice they are quiet twice, and what is between is allowed.
        ("America/New_York", "2026-11-01T01:10:00-04:00", (time(1), time(1, 30)), "2026-11-01T01:30:00-04:00"),
        ("America/New_York", "2026-11-01T01:10:00-05:00", (time(1), time(1, 30)), "2026-11-01T01:30:00-05:00"),
        # A clock that is put back out of quiet hours ends them.
        ("America/New_York", "2026-11-01T01:50:00-04:00", (time(1, 30), time(8)), "2026-11-01T01:00:00-05:00"),
        # The one allowed hour is left out: that of the day after.
        ("America/New_York", "2026-03-07T03:00:00-05:00", (time(3), time(2)), "2026-03-09T02:00:00-04:00"),
        ("America/New_York", "2026-11-23T23:00:00-05:00", (time(21), time(21)), "2026-11-23T23:00:00-05:00"),
    ],
)
def test_days_of_special_interest(zone: str, at: str, hours: tuple[time, time], found: str) -> None:
    answer = next_allowed(datetime.fromisoformat(at), [zone], *hours)
    assert answer == datetime.fromisoformat(found)
    assert answer.tzinfo is UTC


def test_where_nothing_suits_all_the_earliest_that_suits_the_most_is_taken() -> None:
    zones = ["Pacific/Honolulu", "Asia/Kolkata", "Asia/Dhaka"]
    found = next_allowed(datetime(2026, 11, 23, 20, tzinfo=UTC), zones, time(12), time(8))
    assert [quiet(found, zone, time(12), time(8)) for zone in zones] == [True, False, False]
    assert found == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def test_a_naive_time_is_refused_and_no_zones_allow_any() -> None:
    with pytest.raises(ValueError, match="naive"):
        next_allowed(datetime(2026, 11, 23, 20), ["UTC"], *NIGHT)  # noqa: DTZ001
    at = datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert next_allowed(at, [], *NIGHT) == at


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12065550100", ("America/Los_Angeles",)),
        ("+12125550100", ("America/New_York",)),
        ("+447700900123", ("Europe/Guernsey", "Europe/Isle_of_Man", "Europe/London")),
        ("+34600000000", ("Atlantic/Canary", "Europe/Madrid")),
        ("+881612345678", NOWHERE),
        ("+999123456789", NOWHERE),
        ("55555", NOWHERE),
        ("rcs-c020de2520714385", NOWHERE),
        ("", NOWHERE),
    ],
)
def test_the_zones_of_a_number(number: str, zones: tuple[str, ...]) -> None:
    assert zones_of(number) == zones


def test_a_number_without_an_area_may_be_in_any_zone_of_its_plan() -> None:
    zones = zones_of("+18005550100")
    assert {"Pacific/Honolulu", "America/St_Johns"} <= set(zones)
    assert not any(quiet(next_allowed(datetime(2026, 11, 23, 3, tzinfo=UTC), zones, *NIGHT), z, *NIGHT) for z in zones)


@given(st.text(alphabet="+0123456789 -", max_size=16))
@settings(deadline=None)
def test_any_number_has_a_zone_that_this_machine_knows(number: str) -> None:
    assert all(ZoneInfo(name) for name in zones_of(number))
    assert zones_of(number)
