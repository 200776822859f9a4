"""What it takes for a time on offer to be a Tuesday, tomorrow, or three o'clock, as the customer's clock shows it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from pipelines.domain.choices.words import Slot

_SMALL_HOURS = 4
"""Until this hour people who are still up call the day before "today"."""


class Moment:
    """A time on offer, seen from `now` in the time's own zone."""

    __slots__ = ("date", "minute", "todays", "weekday")

    def __init__(self, time: datetime, now: datetime) -> None:
        here = now.astimezone(time.tzinfo)
        today = here.date()
        self.date = time.date()
        self.weekday = time.weekday()
        self.minute = time.hour * 60 + time.minute
        self.todays = (today, today - timedelta(days=1)) if here.hour < _SMALL_HOURS else (today,)


def _is_date(moment: Moment, value: Any) -> bool:
    day, month, year = value
    return moment.date.day == day and month in (None, moment.date.month) and year in (None, moment.date.year)


def _is_offset(moment: Moment, days: Any) -> bool:
    return any((moment.date - today).days == days for today in moment.todays)


def _is_week(moment: Moment, weeks: Any) -> bool:
    """Whether it is so many weeks on, wherever weeks begin on Mondays or on Sundays."""
    return any((moment.date - _start(today, begins)).days // 7 == weeks for today in moment.todays for begins in (0, 6))


def _start(day: date, begins: int) -> date:
    return day - timedelta(days=(day.weekday() - begins) % 7)


def _is_this_weekday(moment: Moment, weekday: Any) -> bool:
    return moment.weekday == weekday and any(0 <= (moment.date - today).days < 7 for today in moment.todays)


def _is_next_weekday(moment: Moment, weekday: Any) -> bool:
    """Whether "next Tuesday" can mean it: the next there is, or the one of next week."""
    if moment.weekday != weekday:
        return False
    return _is_week(moment, 1) or any(0 < (moment.date - today).days <= 7 for today in moment.todays)


PREDICATES: dict[Slot, Callable[[Moment, Any], bool]] = {
    Slot.WEEKDAY: lambda moment, days: moment.weekday in days,
    Slot.DATE: _is_date,
    Slot.MONTH: lambda moment, month: moment.date.month == month,
    Slot.OFFSET: _is_offset,
    Slot.WEEK: _is_week,
    Slot.THIS_WEEKDAY: _is_this_weekday,
    Slot.NEXT_WEEKDAY: _is_next_weekday,
    Slot.CLOCK: lambda moment, minutes: moment.minute in minutes,
    Slot.PART: lambda moment, part: part[0] <= moment.minute <= part[1],
}
"""Whether a time fits a word's value, for each slot that is about time."""
