"""Dates in the languages that we have no words for, as `dateparser` reads them: to ask about, never to book.

It knows the weekdays and months of some two hundred languages, and guesses: "tuesday at 3" is the 23rd of March to it.
So what it reads counts only if a time on offer is exactly that, and then only as a question.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import dateparser  # type: ignore[import-untyped]

LONGEST_DATE = 60
"""Characters of a text that are tried; what names a date and nothing else is shorter."""


def dates_meant(text: str, times: Sequence[datetime | None], now: datetime, language: str) -> tuple[int, ...]:
    """The places of the times that a text names in a language (ISO 639-1), seen from `now`.

    >>> from datetime import UTC
    >>> offer = [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (10, 15)]
    >>> now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> dates_meant("wtorek o 15:00", offer, now, "pl"), dates_meant("może", offer, now, "pl")
    ((1,), ())
    """
    if len(text) > LONGEST_DATE:
        return ()
    return tuple(place for place, at in enumerate(times) if at is not None and _names(text, at, now, language))


def _names(text: str, at: datetime, now: datetime, language: str) -> bool:
    read = _read(text, now.astimezone(at.tzinfo).date(), language)
    if read is None or read.date_obj is None or read.date_obj.tzinfo is not None or "day" not in read.parts:
        return False
    named: datetime = read.date_obj
    local = at.replace(tzinfo=None, fold=0)
    return named == local if "time" in read.parts else named.date() == local.date()


@lru_cache(maxsize=256)
def _read(text: str, today: date, language: str) -> Any:
    """What dateparser reads. Seen from the beginning of a day: it keeps settings that it was once given for good."""
    settings = {"RELATIVE_BASE": datetime.combine(today, time.min), "PREFER_DATES_FROM": "future"}
    try:
        return dateparser.DateDataParser(languages=[language], settings=settings).get_date_data(text)
    except (ValueError, OverflowError):  # a language that it does not know, a year beyond 9999
        return None
