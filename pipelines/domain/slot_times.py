"""Times as a calendar is loaded with them, what became of a load, and how a time is shown to a customer."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.domain.converse import Slot
from pipelines.domain.transcript import slot_at

LONGEST = 200
"""Characters of a calendar's name, or of a slot's key, at most."""


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """A time to load. `slot`: its key in `calendar`. `starts_at`: UTC. `time_zone`: IANA, in which customers are shown it.
    `taken`: somebody has it already; None says nothing of that, and leaves a time that is there as it is."""

    calendar: str
    slot: str
    starts_at: datetime
    time_zone: str
    taken: bool | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many times of a load were `added`, were `there` already and stay as they are, and were `changed`."""

    added: int = 0
    there: int = 0
    changed: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.added + other.added, self.there + other.there, self.changed + other.changed)


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How many times of a calendar that are still to come are open, held for a conversation, booked by one, or `taken`
    since they were loaded."""

    calendar: str
    open: int = 0
    held: int = 0
    booked: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a time. `taken` without a `holder`: whoever had it when it was loaded. `held_until`: of a hold, else None."""

    taken: bool = False
    holder: bytes | None = None
    held_until: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Whether a conversation holds it that has not booked it; at the end of a hold it does no longer."""
        return not self.taken and self.held_until is not None and self.held_until > now

    def is_a_conversations(self, now: datetime) -> bool:
        """Whether a conversation holds it or has booked it."""
        return self.is_held(now) or (self.taken and self.holder is not None)


class TimeMoved(Exception):
    """A key is loaded that stands for another time: customers may have been offered that one under it."""

    def __init__(self, time: CalendarTime, stands_at: datetime) -> None:
        super().__init__(f"{time.calendar} {time.slot} is at {stands_at.isoformat()}, not {time.starts_at.isoformat()}")
        self.time, self.stands_at = time, stands_at


def check_time(time: CalendarTime, stands_at: datetime) -> None:
    """Return if a time to load is when its key stands for.

    Raises:
        TimeMoved: its key stands for another time.
    """
    if stands_at != time.starts_at:
        raise TimeMoved(time, stands_at)


def reloaded(time: CalendarTime, standing: Standing, zone: str, now: datetime) -> CalendarTime | None:
    """What a load makes of a time that is there and shown in `zone`; None: it stays as it is. What a conversation holds or
    has booked always does."""
    if standing.is_a_conversations(now):
        return None
    taken = standing.taken if time.taken is None else time.taken
    return None if (taken, time.time_zone) == (standing.taken, zone) else replace(time, taken=taken)


def counted(calendar: str, standings: "list[Standing]", now: datetime) -> Occupancy:
    """The occupancy of a calendar whose times stand so.

    >>> counted("clinic", [Standing(), Standing(True), Standing(True, b"x")], datetime(2026, 3, 2))
    Occupancy(calendar='clinic', open=1, held=0, booked=1, taken=1)
    """
    held = sum(each.is_held(now) for each in standings)
    booked = sum(each.taken and each.holder is not None for each in standings)
    taken = sum(each.taken and each.holder is None for each in standings)
    return Occupancy(calendar, len(standings) - held - booked - taken, held, booked, taken)


def shown(key: str, at: datetime, time_zone: str) -> Slot:
    """An open time as a customer in its zone is shown it.

    >>> shown("a7", datetime.fromisoformat("2026-11-24T15:00+00:00"), "America/New_York").label
    'Tue 24 Nov 10:00 am'
    """
    return replace(slot_at(at.astimezone(ZoneInfo(time_zone))), key=key)
