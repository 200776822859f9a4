"""A provider's own calendar, over the protocol of `docs/calendars.md`: the provider decides who has a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from pipelines.adapters.calendar_calls import CalendarCalls
from pipelines.domain.slot_times import LONGEST, shown
from pipelines.ports import Hold, Slot

_AT_ONCE = 8
_Answer = TypeVar("_Answer")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError("is no IANA time zone, as Europe/London") from None
    return name


class _Time(BaseModel):
    slot: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    starts_at: AwareDatetime
    time_zone: Annotated[str, AfterValidator(_known_zone)]


class _OpenTimes(BaseModel):
    times: list[_Time]


class _Held(BaseModel):
    held: bool


class _Booked(BaseModel):
    booked: bool


class HttpCalendar:
    """`pipelines.ports.Calendar` at a base URL; any number of threads. The provider's clock says when a hold has run out.

    Raises, from every method:
        CalendarAway: the provider gives no answer that can be used, after some tries. Some of the holds that were asked
            for may be kept; the same call again makes all of them what they would have been.
    """

    def __init__(self, base_url: str, token_variable: str) -> None:
        self._calls = CalendarCalls(base_url, token_variable, _AT_ONCE)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "calendar")

    def open_times(self, calendar: str, after: datetime, limit: int) -> list[Slot]:
        query = {"calendar": calendar, "after": _utc(after), "limit": str(limit)}
        times = self._calls.get("/open-times", query, _OpenTimes).times
        later = sorted((time for time in times if time.starts_at > after), key=lambda time: (time.starts_at, time.slot))
        return [shown(time.slot, time.starts_at, time.time_zone) for time in later[:limit]]

    def hold(self, holds: Sequence[Hold], now: datetime, until: datetime) -> list[bool]:
        def ask(hold: Hold) -> bool:
            return self._calls.post("/holds", {**_named(hold), "until": _utc(until)}, _Held).held

        return self._each(ask, holds)

    def book(self, holds: Sequence[Hold], now: datetime) -> list[bool]:
        return self._each(lambda hold: self._calls.post("/bookings", _named(hold), _Booked).booked, holds)

    def release(self, holds: Sequence[Hold], now: datetime) -> None:
        self._each(lambda hold: self._calls.tell("/releases", _named(hold)), holds)

    def _each(self, ask: Callable[[Hold], _Answer], holds: Sequence[Hold]) -> list[_Answer]:
        """The answers in order. The first that does not come ends it: the others would wait as long for as little."""
        return list(self._threads.map(ask, holds))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._calls.close()


def _named(hold: Hold) -> dict[str, object]:
    return {
        "calendar": hold.calendar,
        "slot": hold.slot,
        "holder": None if hold.holder is None else hold.holder.hex(),
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
