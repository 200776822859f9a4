"""The reading of numbers: an option's, an hour, a day, or a place in the list. Each function takes what begins at the
cursor, or answers False if it makes no sense there.
"""

from typing import Any

from pipelines.domain.choices.clock import clock_at, dates_of, minutes_of_day
from pipelines.domain.choices.cursor import Cursor
from pipelines.domain.choices.folding import Sign
from pipelines.domain.choices.reading import Bare, Ordinal, Pair
from pipelines.domain.choices.words import Alternative, Slot, Word, only


def takes_digits(cursor: Cursor) -> bool:
    """A number in digits."""
    ordinal = cursor.phrases.ordinal(cursor.at)
    if ordinal is not None:
        return _adds_ordinal(cursor, ordinal.end, ordinal.value, is_written_out=False)
    # Nobody means an option, an hour or a day by more digits; a few are enough to see that.
    return takes_number(cursor, cursor.at + 1, int(cursor.tokens[cursor.at].text[:5]))


def takes_number(cursor: Cursor, end: int, number: Any) -> bool:
    """A number that ends before a token: a time, if it is said to be one, else any number."""
    clock = clock_at(cursor.phrases, number, end, is_time=cursor.awaits is Word.AT)
    if clock is not None:
        return bool(clock.value) and cursor.adds(only(Slot.CLOCK, clock.value), clock.end)
    is_apart = end < len(cursor.tokens) and cursor.tokens[end].sign is Sign.BREAK
    return cursor.adds(Bare(number, not cursor.reading.atoms, is_apart), end)


def takes_ordinal(cursor: Cursor, end: int, number: Any) -> bool:
    """An ordinal that is written out."""
    return _adds_ordinal(cursor, end, number, is_written_out=True)


def _adds_ordinal(cursor: Cursor, end: int, number: int, is_written_out: bool) -> bool:
    following = cursor.phrases.entry(end)
    is_place = following is not None and following.word in (Word.NOUN, Word.MARK, Word.SOFT_ONE)
    return cursor.adds(Ordinal(number, is_written_out, is_place), end)


def takes_one(cursor: Cursor, end: int, _: Any) -> bool:
    """ "One": after what was understood a pronoun, before a noun an article, else a number."""
    if cursor.awaits is Word.AT or clock_at(cursor.phrases, 1, end) is not None:
        return takes_number(cursor, end, 1)
    following = cursor.phrases.entry(end)
    is_article = following is not None and following.word in (Word.NOUN, Word.MARK)
    if is_article or (cursor.reading.atoms and not cursor.is_after_bare_number):
        return cursor.passes(end)
    cursor.has_soft_one = True
    return cursor.is_at_start and takes_number(cursor, end, 1)


def takes_mark(cursor: Cursor, end: int, _: Any) -> bool:
    """ "Option" and its number; without a number, a noun."""
    number = cursor.phrases.number(cursor.phrases.skip(Word.LINK, end))
    if number is None:
        return cursor.tokens[cursor.at].text != "#" and takes_noun(cursor, end, None)
    if cursor.awaits is not None or clock_at(cursor.phrases, 3, number.end) is not None:
        return False
    return cursor.adds(only(Slot.NUMBER, number.value), number.end)


def takes_noun(cursor: Cursor, end: int, _: Any) -> bool:
    """A noun; after a bare number it would be counted: "2 appointments"."""
    return not cursor.is_after_bare_number and cursor.passes(end)


def takes_before_hour(cursor: Cursor, end: int, offset: Any) -> bool:
    """Half past, quarter to, and the hour."""
    number = cursor.phrases.number(end)
    hour = None if number is None else clock_at(cursor.phrases, number.value, number.end, is_time=True)
    if hour is None:
        return False
    minutes = tuple((minute + offset) % (24 * 60) for minute in hour.value if minute % 60 == 0)
    return cursor.adds(only(Slot.CLOCK, minutes), hour.end) if minutes else False


def takes_pair(cursor: Cursor) -> bool:
    """Two numbers with a sign between: a time, a date, or two choices."""
    phrases, text, end = cursor.phrases, cursor.tokens[cursor.at].text, cursor.at + 1
    sign = next(character for character in text if not character.isdigit())
    first, second = (int(number) for number in text.split(sign))
    end = phrases.after(Word.UNIT, end) or end
    meridiem = phrases.value(end) if phrases.after(Word.MERIDIEM, end) else None
    end = phrases.after(Word.MERIDIEM, end) or end
    is_clock = sign in ":." and len(text) - text.index(sign) == 3
    minutes = minutes_of_day(first, second, meridiem) if is_clock else ()
    if sign == ":" or end > cursor.at + 1 or cursor.awaits is Word.AT:
        is_morning = text.startswith("0") and meridiem is None and len(minutes) == 2
        return bool(minutes) and cursor.adds(_before_noon(minutes) if is_morning else only(Slot.CLOCK, minutes), end)
    alternatives = dates_of(first, second)
    if minutes and cursor.awaits is not Word.ON:
        alternatives += only(Slot.CLOCK, minutes)
    is_sensible = bool(alternatives) or (first <= 31 and second <= 31)
    return is_sensible and cursor.adds(Pair((first, second), alternatives), end)


def _before_noon(minutes: tuple[int, ...]) -> tuple[Alternative, ...]:
    """What 08:00 means: where people write so, it is in the morning, but somebody may have left out the pm."""
    return only(Slot.CLOCK, (min(minutes),)) + only(Slot.CLOCK, (max(minutes),), is_strong=False)
