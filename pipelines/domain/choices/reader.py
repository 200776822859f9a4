"""The reader of texts: every word of a text is understood, or none of it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipelines.domain.choices.clock import Phrases, date_at, dates_of_triple
from pipelines.domain.choices.cursor import Cursor
from pipelines.domain.choices.folding import Sign, Token
from pipelines.domain.choices.numbers import (
    takes_before_hour,
    takes_digits,
    takes_mark,
    takes_noun,
    takes_number,
    takes_one,
    takes_ordinal,
    takes_pair,
)
from pipelines.domain.choices.reading import Reading
from pipelines.domain.choices.vocabulary import Entry, Vocabulary
from pipelines.domain.choices.words import Slot, Word, only

Names = Mapping[str, Sequence[tuple[tuple[str, ...], int]]]
"""The names of the options by their first word: all words, and the mask of the options that have the name."""

_REFUSALS = frozenset(("no", "non", "nein", "nee", "nao"))


def read(tokens: Sequence[Token], vocabulary: Vocabulary, names: Names) -> Reading | None:
    """What tokens say, by the words of a language and the names of the options; None unless every word is
    understood."""
    cursor = Cursor(Phrases(tokens, vocabulary))
    while cursor.at < len(tokens):
        if not _takes_next(cursor, names):
            return None
    return cursor.reading if cursor.awaits is None and _soft_one_stands_alone(cursor) else None


def _takes_next(cursor: Cursor, names: Names) -> bool:
    token = cursor.tokens[cursor.at]
    if token.sign in (Sign.BREAK, Sign.QUESTION):
        cursor.reading.is_question |= token.sign is Sign.QUESTION
        cursor.is_closed |= cursor.reading.excluded is not None
        return _takes_filler(cursor, cursor.at + 1, None)
    for name, mask in names.get(token.text, ()):
        if cursor.phrases.is_named(name, cursor.at):
            cursor.reading.has_names = True
            return cursor.adds(only(Slot.NAME, mask), cursor.at + len(name))
    if token.sign is Sign.PAIR:
        return takes_pair(cursor)
    if token.sign is Sign.TRIPLE:
        return cursor.adds(dates_of_triple(token.text), cursor.at + 1)
    return _takes_phrase(cursor)


def _takes_phrase(cursor: Cursor) -> bool:
    date = date_at(cursor.phrases, cursor.at)
    if date is not None:
        return cursor.adds(only(Slot.DATE, date.value), date.end)
    entry = cursor.phrases.entry(cursor.at)
    if cursor.tokens[cursor.at].sign is Sign.NUMBER and (entry is None or entry.length == 1):
        return takes_digits(cursor)
    if entry is None:
        return False
    cursor.reading.words.add(entry.word)
    return _TAKERS.get(entry.word, _takes_filler)(cursor, cursor.at + entry.length, entry.value)


def _soft_one_stands_alone(cursor: Cursor) -> bool:
    """Whether "one" is the option's number: "one, please", not "I'll take one" or "nice one"."""
    reading = cursor.reading
    is_alone = sum(map(len, reading.clauses)) == 1 and reading.excluded is None
    return not cursor.has_soft_one or (is_alone and reading.words <= {Word.SOFT_ONE, Word.POLITE})


def _takes_filler(cursor: Cursor, end: int, _: Any) -> bool:
    """What only has to be there; but in "not good, 2" it would be what is negated."""
    return cursor.reading.excluded != [] and cursor.passes(end)


def _takes_nothing(*_: Any) -> bool:
    return False


def _takes_link(cursor: Cursor, end: int, _: Any) -> bool:
    cursor.at = end
    return True


def _takes_lead(cursor: Cursor, end: int, _: Any) -> bool:
    """Words that lead to a wish for more; "no" must not negate it: "no more"."""
    is_refusal = end == cursor.at + 1 and cursor.tokens[cursor.at].text in _REFUSALS
    return not (is_refusal and cursor.phrases.after(Word.MORE, end)) and cursor.passes(end)


def _takes_or(cursor: Cursor, end: int, _: Any) -> bool:
    cursor.reading.clauses.append([])
    return cursor.reading.excluded is None and cursor.passes(end)


def _takes_not(cursor: Cursor, end: int, _: Any) -> bool:
    is_first = cursor.reading.excluded is None
    cursor.reading.excluded = []
    return is_first and cursor.passes(end)


def _takes_preposition(cursor: Cursor, end: int, _: Any) -> bool:
    entry = cursor.phrases.entry(cursor.at)
    if entry is None or cursor.awaits is not None:
        return False
    cursor.awaits, cursor.at = entry.word, end
    return True


def _takes_content(cursor: Cursor, end: int, alternatives: Any) -> bool:
    """What has a meaning of its own; "segunda" before a noun is the second, otherwise rather Monday."""
    following = cursor.phrases.entry(end)
    places = [value for each in alternatives for slot, value in each.meanings if slot is Slot.RANK]
    if len(alternatives) > 1 and places and following is not None and following.word in (Word.NOUN, Word.MARK):
        return cursor.adds(only(Slot.RANK, places[0]), end)
    return cursor.adds(alternatives, end)


def _takes_weekday(cursor: Cursor, end: int, weekday: Any) -> bool:
    after = cursor.phrases.after(Word.NEXT, end)
    if after is not None:
        return cursor.adds(only(Slot.NEXT_WEEKDAY, weekday), after)
    return cursor.adds(only(Slot.WEEKDAY, (weekday,)), end)


def _takes_next_weekday(cursor: Cursor, end: int, _: Any) -> bool:
    return _adds_weekday(cursor, end, Slot.NEXT_WEEKDAY)


def _takes_this_weekday(cursor: Cursor, end: int, _: Any) -> bool:
    return _adds_weekday(cursor, end, Slot.THIS_WEEKDAY)


def _adds_weekday(cursor: Cursor, at: int, slot: Slot) -> bool:
    at = cursor.phrases.skip(Word.LINK, at)
    entry = cursor.phrases.entry(at)
    days = [] if entry is None else _weekdays(entry)
    return entry is not None and len(days) == 1 and cursor.adds(only(slot, days[0]), at + entry.length)


def _weekdays(entry: Entry) -> list[int]:
    """The weekdays that a phrase can name, where it may mean other things too: "segunda", Monday or second."""
    if entry.word is Word.WEEKDAY:
        return [entry.value]
    meanings = [each.meanings[0] for each in entry.value] if entry.word is Word.CONTENT else []
    return [value[0] for slot, value in meanings if slot is Slot.WEEKDAY]


def _takes_month(cursor: Cursor, end: int, month: Any) -> bool:
    return cursor.adds(only(Slot.MONTH, month), end)


def _takes_half_day(cursor: Cursor, end: int, meridiem: Any) -> bool:
    return cursor.adds(only(Slot.PART, (0, 719) if meridiem == "am" else (720, 1439)), end)


_TAKERS: dict[Word, Callable[[Cursor, int, Any], bool]] = {
    Word.CONTENT: _takes_content,
    Word.NUMBER: takes_number,
    Word.SOFT_ONE: takes_one,
    Word.ORDINAL: takes_ordinal,
    Word.MONTH: _takes_month,
    Word.WEEKDAY: _takes_weekday,
    Word.MERIDIEM: _takes_half_day,
    Word.UNIT: _takes_nothing,
    Word.BEFORE_HOUR: takes_before_hour,
    Word.AFTER_HOUR: _takes_nothing,
    Word.NEXT: _takes_next_weekday,
    Word.THIS: _takes_this_weekday,
    Word.AT: _takes_preposition,
    Word.ON: _takes_preposition,
    Word.WITHIN: _takes_preposition,
    Word.FOR: _takes_preposition,
    Word.MARK: takes_mark,
    Word.NOUN: takes_noun,
    Word.LINK: _takes_link,
    Word.AND: _takes_or,
    Word.OR: _takes_or,
    Word.NOT: _takes_not,
    Word.ANY_BUT: _takes_not,
    Word.LEAD: _takes_lead,
}
