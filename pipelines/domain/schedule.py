"""When a text may leave: quiet hours in the time zones that a customer may be in. Pure, and right when clocks change.

All reckoning is in UTC instants; a wall clock is only ever read (`zoneinfo`), never added to. Quiet hours are those that a
wall clock shows: where it is put back, the hour that comes twice is quiet twice; where it is put forward over their end,
they end at that instant. Source: 47 CFR 64.1200(c)(1), "local time at the called party's location".
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_geographical_number, time_zones_for_number

HORIZON = timedelta(hours=48)
"""How far ahead a time is looked for: a clock that is put forward can swallow one day's allowed hours, not two."""
NOWHERE = ("Etc/UTC",)
"""What stands for the zones of a number that tells none: satellites, RCS agents, short codes, what is no number."""
_STEP = timedelta(hours=6)
"""No zone changes its offset twice within it."""


def next_allowed(at: datetime, zones: Sequence[str], start: time, end: time) -> datetime:
    """The earliest time from `at` (aware) on, in UTC, that is outside quiet hours, `start` to `end`, in all of `zones`.

    A wall clock that shows `start` is in quiet hours, one that shows `end` is not; `start` and `end` alike are no quiet
    hours; no zones allow every time. Where within 48 hours no moment suits all zones, it is the earliest of those that
    suit the most.

    >>> night = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    >>> next_allowed(night, ["America/New_York"], time(21), time(8)).isoformat()
    '2026-11-24T13:00:00+00:00'
    >>> next_allowed(night, ["America/New_York", "America/Los_Angeles"], time(21), time(8)).isoformat()
    '2026-11-24T16:00:00+00:00'

    Raises:
        ValueError: `at` is naive.
        ZoneInfoNotFoundError: this machine does not know a zone.
    """
    if at.tzinfo is None:
        raise ValueError("at is naive")
    begin = at.astimezone(UTC)
    clocks = [ZoneInfo(name) for name in dict.fromkeys(zones)]

    def suited(moment: datetime) -> int:
        return sum(not is_quiet(moment.astimezone(clock).time(), start, end) for clock in clocks)

    moments = sorted({begin, *(moment for clock in clocks for moment in _openings(begin, clock, end))})
    return max(moments, key=lambda moment: (suited(moment), begin - moment))


def is_quiet(clock: time, start: time, end: time) -> bool:
    """Whether a wall clock shows a time in quiet hours.

    >>> [is_quiet(time(hour), time(21), time(8)) for hour in (7, 8, 20, 21)]
    [True, False, False, True]
    """
    return start <= clock < end if start <= end else clock >= start or clock < end


@lru_cache(65_536)
def zones_of(number: str) -> tuple[str, ...]:
    """IANA time zones in which the customer of an E.164 number may be, one at least: those of its prefix, as
    libphonenumber knows them; where it is no number of its country's plan, all that share its longest known prefix.
    A mobile number stays with who moves, so that this is a guess, the one that is made where no address is known.

    A number that tells no zone counts as one in UTC: nothing is known of whom it reaches, and some hours of the day are
    better than none.

    >>> zones_of("+12065550100"), zones_of("+34600000000"), zones_of("rcs-c020de")
    (('America/Los_Angeles',), ('Atlantic/Canary', 'Europe/Madrid'), ('Etc/UTC',))
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return NOWHERE
    found = time_zones_for_number(parsed)
    if UNKNOWN_TIMEZONE in found:
        found = time_zones_for_geographical_number(parsed)
    return tuple(name for name in found if _is_known(name)) or NOWHERE


def _openings(begin: datetime, clock: ZoneInfo, end: time) -> Iterator[datetime]:
    """The instants within the horizon at which quiet hours may end in a zone: its wall clock shows `end`, or jumps."""
    last = begin + HORIZON
    for day in _days(begin.astimezone(clock).date(), last.astimezone(clock).date()):
        for fold in (0, 1):
            moment = datetime.combine(day, end, clock).replace(fold=fold).astimezone(UTC)
            if begin < moment <= last:
                yield moment
    yield from _jumps(begin, last, clock)


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _jumps(begin: datetime, last: datetime, clock: ZoneInfo) -> Iterator[datetime]:
    """The instants at which a zone's offset changes."""
    while begin < last:
        following = min(begin + _STEP, last)
        if _offset(begin, clock) != _offset(following, clock):
            yield _jump(begin, following, clock)
        begin = following


def _jump(before: datetime, after: datetime, clock: ZoneInfo) -> datetime:
    """The first whole second with the offset of `after`."""
    old, low, high = _offset(before, clock), int(before.timestamp()), int(after.timestamp()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), clock) == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(moment: datetime, clock: ZoneInfo) -> timedelta | None:
    return moment.astimezone(clock).utcoffset()


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except ZoneInfoNotFoundError:  # the machine's table is older than libphonenumber's, or lacks old names
        return False
    return True
