"""Times of the day and dates, as they stand among the tokens of a text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pipelines.domain.choices.folding import Sign, Token
from pipelines.domain.choices.vocabulary import Entry, Vocabulary
from pipelines.domain.choices.words import Alternative, Slot, Word

_HALF_DAY = 12 * 60
_DAY = 24 * 60
_SAID_AFTER_AN_HOUR = ("00", "15", "30", "45")


class Found(NamedTuple):
    """A value that was found among tokens, and the first token after it."""

    value: Any
    end: int


class Phrases:
    """The tokens of a text, and the phrase of a language that begins at each."""

    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
        self.tokens = tokens
        self._vocabulary = vocabulary
        self._words = tuple(token.text for token in tokens)

    def entry(self, at: int) -> Entry | None:
        """The longest phrase that begins at a token, if any does."""
        return self._vocabulary.longest(self._words, at) if at < len(self._words) else None

    def after(self, word: Word, at: int) -> int | None:
        """The token after a phrase of that kind which begins at `at`."""
        entry = self.entry(at)
        return at + entry.length if entry is not None and entry.word is word else None

    def value(self, at: int) -> Any:
        """What the phrase at a token stands for."""
        entry = self.entry(at)
        return None if entry is None else entry.value

    def is_named(self, name: tuple[str, ...], at: int) -> bool:
        """Whether a name stands at a token."""
        return self._words[at : at + len(name)] == name

    def skip(self, word: Word, at: int) -> int:
        """The first token from `at` on that is no such phrase."""
        while (end := self.after(word, at)) is not None:
            at = end
        return at

    def number(self, at: int) -> Found | None:
        """The number at a token, in digits or written out."""
        if at < len(self.tokens) and self.tokens[at].sign is Sign.NUMBER:
            return Found(int(self.tokens[at].text[:5]), at + 1)
        end = self.after(Word.NUMBER, at) or self.after(Word.SOFT_ONE, at)
        return None if end is None else Found(self.value(at) or 1, end)

    def ordinal(self, at: int) -> Found | None:
        """The ordinal at a token, in digits or written out."""
        if (end := self.after(Word.ORDINAL, at)) is not None:
            return Found(self.value(at), end)
        if at + 1 < len(self.tokens) and self.tokens[at].sign is Sign.NUMBER:
            suffix = self.tokens[at + 1]
            if suffix.is_attached and suffix.text in self._vocabulary.suffixes:
                return Found(int(self.tokens[at].text[:5]), at + 2)
        return None


@lru_cache(maxsize=2048)
def minutes_of_day(hour: int, minute: int = 0, meridiem: str | None = None) -> tuple[int, ...]:
    """The minutes of the day that a time can mean; none where it is no time.

    >>> minutes_of_day(3), minutes_of_day(15), minutes_of_day(12, 0, "am"), minutes_of_day(4, -15, "pm"), minutes_of_day(25)
    ((180, 900), (900,), (0,), (945,), ())
    """
    if not 0 <= hour <= 24 or not -_HALF_DAY < minute < 60:
        return ()
    if meridiem is not None and 1 <= hour <= 12:
        hours: tuple[int, ...] = (hour % 12 + (12 if meridiem == "pm" else 0),)
    elif meridiem is not None:
        hours = (hour,) if meridiem == "pm" and 12 < hour < 24 else ()
    else:
        hours = (hour % 12, hour % 12 + 12) if 1 <= hour <= 12 else (hour % 24,)
    return tuple((each * 60 + minute) % _DAY for each in hours)


def clock_at(phrases: Phrases, hour: int, at: int, is_time: bool = False) -> Found | None:
    """The time of an hour and what follows it at `at`, as minutes of the day; None unless something there, or
    `is_time`, says that it is one."""
    minute, meridiem, end = 0, None, at
    if (after := phrases.after(Word.UNIT, end)) is not None:
        end, is_time = after, True
        if end < len(phrases.tokens) and phrases.tokens[end].sign is Sign.NUMBER and len(phrases.tokens[end].text) == 2:
            minute, end = int(phrases.tokens[end].text), end + 1
    elif (said := _minutes_said(phrases, end)) is not None:
        minute, end, is_time = *said, True
        end = phrases.after(Word.UNIT, end) or end
    elif hour > 99:
        hour, minute = divmod(hour, 100)
        is_time = True
    if (after := phrases.after(Word.AFTER_HOUR, end)) is not None:
        minute, end, is_time = minute + phrases.value(end), after, True
    if (after := phrases.after(Word.MERIDIEM, end)) is not None:
        meridiem, end, is_time = phrases.value(end), after, True
    return Found(minutes_of_day(hour, minute, meridiem), end) if is_time else None


def _minutes_said(phrases: Phrases, at: int) -> tuple[int, int] | None:
    """The minutes of "3 30" and of "three thirty"."""
    number = phrases.number(at)
    if number is None:
        return None
    in_digits = phrases.tokens[at].sign is Sign.NUMBER
    if in_digits and phrases.tokens[at].text not in _SAID_AFTER_AN_HOUR:
        return None
    return (number.value, number.end) if number.value in (0, 15, 30, 45) else None


def date_at(phrases: Phrases, at: int) -> Found | None:
    """The date that begins at a token with its month or its day, as (day, month, year or None)."""
    day = phrases.ordinal(at) or phrases.number(at)
    if day is not None:
        at = phrases.skip(Word.LINK, day.end)
        if (end := phrases.after(Word.MONTH, at)) is None:
            return None
        return _with_year(phrases, day.value, phrases.value(at), end)
    if (end := phrases.after(Word.MONTH, at)) is None:
        return None
    after = phrases.skip(Word.LINK, end)
    day = phrases.ordinal(after) or phrases.number(after)
    if day is None or (clock_at(phrases, 3, day.end) is not None and phrases.ordinal(after) is None):
        return None
    return _with_year(phrases, day.value, phrases.value(at), day.end)


def _with_year(phrases: Phrases, day: object, month: object, end: int) -> Found:
    tokens = phrases.tokens
    after = end + 1 if end < len(tokens) and tokens[end].text == "," else phrases.skip(Word.LINK, end)
    if after < len(tokens) and tokens[after].sign is Sign.NUMBER and len(tokens[after].text) == 4:
        year = int(tokens[after].text)
        if 2000 <= year <= 2099:
            return Found((day, month, year), after + 1)
    return Found((day, month, None), end)


def dates_of(first: int, second: int, year: int | None = None) -> tuple[Alternative, ...]:
    """The dates that two numbers can mean: day and month, or month and day.

    >>> [alternative.meanings[0][1] for alternative in dates_of(24, 11)]
    [(24, 11, None)]
    """
    orders = dict.fromkeys(((first, second), (second, first)))
    return tuple(
        Alternative(((Slot.DATE, (day, month, year)),)) for day, month in orders if 1 <= day <= 31 and 1 <= month <= 12
    )


def dates_of_triple(text: str) -> tuple[Alternative, ...]:
    """The dates that three numbers can mean.

    >>> [alternative.meanings[0][1] for alternative in dates_of_triple("2026-11-24")]
    [(24, 11, 2026)]
    """
    first, second, third = (int(number) for number in text.replace("/", "-").replace(".", "-").split("-"))
    if first > 31:
        return dates_of(third, second, first) if second <= 12 < third else dates_of(third, second, first)[:1]
    return dates_of(first, second, third if third > 99 else 2000 + third)
