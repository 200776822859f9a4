"""What a calendar of our own can do beside the port: be loaded, and be looked over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pipelines.domain.slot_times import CalendarTime, Loaded, Occupancy
from pipelines.ports import Calendar


class KeptCalendar(Calendar, Protocol):
    """`pipelines.ports.Calendar` whose times we keep ourselves."""

    def load(self, times: Sequence[CalendarTime], now: datetime) -> Loaded:
        """Add the times that are new; of those that are there, change only what no conversation holds or has booked: the
        zone it is shown in, and whether it is taken. Loading the same again changes nothing.

        Raises:
            TimeMoved: a key stands for another time already.
        """
        ...

    def known(self, times: Sequence[CalendarTime]) -> Mapping[tuple[str, str], datetime]:
        """(calendar, slot) → when it is, in UTC, for those that are there."""
        ...

    def occupancy(self, now: datetime) -> list[Occupancy]:
        """What is open and what is not, of the times after `now`; a row a calendar that was ever loaded, by name."""
        ...
