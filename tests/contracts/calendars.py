"""Calendars as the contract tests open them: one contract, on every adapter that keeps it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.adapters.calendar_dynamodb import DynamoCalendar
from pipelines.adapters.calendar_http import HttpCalendar
from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.kept_calendar import KeptCalendar
from pipelines.domain.slot_times import CalendarTime, Loaded
from pipelines.ports import Calendar, Hold
from tests.contracts.calendar_server import Provider, provider
from tests.contracts.dynamodb import made_table
from tests.contracts.replies import NOON

ANN, BOB, CID = (name.encode().ljust(16, b".") for name in ("ann", "bob", "cid"))
LONG = timedelta(minutes=10)
UNTIL = NOON + LONG
DAY = timedelta(days=1)


@dataclass
class Place:
    """One and the same calendar, opened as often as `open` is called; `keeper` is whoever loads it."""

    open: Callable[[], Calendar]
    keeper: KeptCalendar
    server: Provider | None = None

    def load(self, *times: CalendarTime) -> Loaded:
        return self.keeper.load(times, NOON)


class Timed(HttpCalendar):
    """Sets the provider's clock to the time of the test."""

    def __init__(self, server: Provider) -> None:
        super().__init__(server.url, "TESTS_TOKEN")
        self._server = server

    def hold(self, holds: Sequence[Hold], now: datetime, until: datetime) -> list[bool]:
        self._server.now = now
        return super().hold(holds, now, until)

    def book(self, holds: Sequence[Hold], now: datetime) -> list[bool]:
        self._server.now = now
        return super().book(holds, now)


@contextmanager
def calendar_on(kind: str, folder: Path) -> Iterator[Place]:
    """A new calendar: in a file, in memory, on DynamoDB, which must be there, or a provider's over HTTP."""
    if kind == "http":
        with provider(folder) as server:
            yield Place(partial(Timed, server), server.calendar, server)
        return
    if kind == "dynamodb":
        opens: Callable[[], Any] = partial(DynamoCalendar, made_table())
    else:
        opens = partial(SqliteCalendar, folder / "store.sqlite" if kind == "file" else ":memory:")
    keeper = opens()
    yield Place((lambda: keeper) if kind == "memory" else opens, keeper)
    keeper.close()


def at(
    slot: str, hours: float = 24, taken: bool | None = None, zone: str = "Europe/London", name: str = "clinic"
) -> Any:
    return CalendarTime(name, slot, NOON + timedelta(hours=hours), zone, taken)


def ask(slot: str, holder: bytes | None = ANN, name: str = "clinic") -> Hold:
    return Hold(name, slot, holder)


def keys(calendar: Calendar, after: datetime = NOON, limit: int = 10, name: str = "clinic") -> list[str]:
    return [slot.key for slot in calendar.open_times(name, after, limit)]


@dataclass
class Model:
    """What a calendar is meant to do, slot by slot: (holder, taken, held until)."""

    slots: dict[str, tuple[bytes | None, bool, datetime | None]] = field(default_factory=dict)

    def free(self, slot: str, now: datetime) -> bool:
        _, taken, until = self.slots[slot]
        return not taken and (until is None or until <= now)

    def hold(self, slot: str, holder: bytes | None, now: datetime) -> bool:
        has, taken, _ = self.slots[slot]
        if taken or holder is None:
            return taken and has == holder
        if self.free(slot, now) or has == holder:
            self.slots[slot] = (holder, False, now + LONG)
            return True
        return False

    def book(self, slot: str, holder: bytes | None, now: datetime) -> bool:
        has, taken, _ = self.slots[slot]
        if has == holder and (taken or holder is not None):
            self.slots[slot] = (holder, True, None)
            return True
        return False

    def release(self, slot: str, holder: bytes | None, now: datetime) -> None:
        has, taken, _ = self.slots[slot]
        if has == holder and (taken or holder is not None):
            self.slots[slot] = (None, False, None)
