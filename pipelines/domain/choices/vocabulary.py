"""The vocabularies, as the reader of texts looks them up: phrases by their first word."""

import re
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from pipelines.domain.choices.folding import words_of_name
from pipelines.domain.choices.words import Alternative, Meaning, Rank, Slot, Word, Words, only
from pipelines.domain.choices.words_germanic import DUTCH, ENGLISH, GERMAN
from pipelines.domain.choices.words_romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH

LANGUAGES = {
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "it": ITALIAN,
    "nl": DUTCH,
    "pt": PORTUGUESE,
}
"""The languages whose words are known, by ISO 639-1 code."""

Phrase = tuple[str, ...]


class Entry(NamedTuple):
    """A phrase: how many tokens long it is, what it does in a text, and the value that it carries (see `Word`)."""

    length: int
    word: Word
    value: Any


_GROUP = re.compile(r"\(([^)]*)\)")


class Vocabulary:
    """The phrases of a language."""

    def __init__(self) -> None:
        self._entries: dict[Phrase, Entry] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self.suffixes: frozenset[str] = frozenset()
        """What makes an ordinal of the number that it is attached to: "nd" of 2nd."""

    def add(self, word: Word, patterns: str, value: Any = None) -> None:
        """Take in the phrases of a comma-separated list of patterns. What is said first of a phrase counts, but
        contents that share one are alternatives."""
        for phrase in phrases(patterns):
            entry = Entry(len(phrase), word, value)
            known = self._entries.setdefault(phrase, entry)
            if known is not entry and (meanings := _alternatives(entry)):
                self._entries[phrase] = Entry(len(phrase), Word.CONTENT, _alternatives(known) + meanings)
            lengths = {*self._lengths.get(phrase[0], ()), len(phrase)}
            self._lengths[phrase[0]] = tuple(sorted(lengths, reverse=True))

    def add_groups(self, word: Word, groups: str, first: int) -> None:
        """Take in groups that stand for `first` and the numbers after it."""
        for value, patterns in enumerate(groups.split(";"), first):
            self.add(word, patterns, value)

    def add_values(self, word: Word, patterns: str) -> None:
        """Take in a list of `pattern=number`."""
        for pattern in filter(None, patterns.split(",")):
            phrase, value = pattern.split("=")
            self.add(word, phrase, int(value))

    def longest(self, words: Phrase, start: int) -> Entry | None:
        """The longest phrase that begins at a place among words."""
        for length in self._lengths.get(words[start], ()):
            if (entry := self._entries.get(words[start : start + length])) is not None:
                return entry
        return None


def phrases(patterns: str) -> list[Phrase]:
    """The phrases that patterns stand for.

    >>> phrases("I(’ll| can) take, sí")
    [('ill', 'take'), ('i', 'can', 'take'), ('si',)]
    """
    spelt = (
        "".join(choice)
        for pattern in patterns.split(",")
        for choice in product(*(piece.split("|") for piece in _GROUP.split(pattern)))
    )
    return [phrase for phrase in map(words_of_name, spelt) if phrase]


def _alternatives(entry: Entry) -> tuple[Alternative, ...]:
    """What a phrase means that may have other meanings besides."""
    if entry.word is Word.CONTENT:
        alternatives: tuple[Alternative, ...] = entry.value
        return alternatives
    if entry.word is Word.WEEKDAY:
        return only(Slot.WEEKDAY, (entry.value,))
    return only(Slot.RANK, entry.value, is_strong=False) if entry.word is Word.ORDINAL else ()


@lru_cache(maxsize=64)
def vocabulary(language: str) -> Vocabulary:
    """The phrases of a language, by its code; of one that is not known, those that need no language."""
    made = Vocabulary()
    words = LANGUAGES.get(language)
    if words is not None:
        _add_time(made, words)
        _add_places(made, words)
        _add_the_rest(made, words)
    _add_international(made)
    return made


def _content(made: Vocabulary, patterns: str, *meanings: Meaning, is_strong: bool = True) -> None:
    made.add(Word.CONTENT, patterns, (Alternative(meanings, is_strong),))


def _add_time(made: Vocabulary, words: Words) -> None:
    morning = (Slot.PART, (0, 12 * 60 - 1))
    afternoon = (Slot.PART, (12 * 60, words.afternoon_ends * 60))
    evening = (Slot.PART, (17 * 60, 24 * 60 - 1))
    made.add_groups(Word.WEEKDAY, words.weekdays, first=0)
    made.add_groups(Word.MONTH, words.months, first=1)
    _content(made, words.today, (Slot.OFFSET, 0))
    _content(made, f"{words.tomorrow},{words.tomorrow_or_morning}", (Slot.OFFSET, 1))
    _content(made, words.overmorrow, (Slot.OFFSET, 2))
    _content(made, words.morning, morning)
    _content(made, words.tomorrow_or_morning, morning, is_strong=False)
    _content(made, words.afternoon, afternoon)
    _content(made, words.evening, evening)
    _content(made, words.noon, (Slot.CLOCK, (12 * 60,)))
    _content(made, words.midnight, (Slot.CLOCK, (0,)))
    _content(made, words.this_morning, (Slot.OFFSET, 0), morning)
    _content(made, words.this_afternoon, (Slot.OFFSET, 0), afternoon)
    _content(made, words.tonight, (Slot.OFFSET, 0), evening)
    _content(made, words.this_week, (Slot.WEEK, 0))
    _content(made, words.next_week, (Slot.WEEK, 1))
    _content(made, words.weekend, (Slot.WEEKDAY, (5, 6)))
    made.add_values(Word.NUMBER, words.minutes)
    made.add_values(Word.BEFORE_HOUR, words.before_hour)
    made.add_values(Word.AFTER_HOUR, words.after_hour)


def _add_places(made: Vocabulary, words: Words) -> None:
    made.add(Word.SOFT_ONE, words.soft_one)
    made.add_groups(Word.NUMBER, words.numbers, first=1)
    made.add_groups(Word.ORDINAL, words.ordinals, first=1)
    for rank, patterns in (
        (Rank.LAST, words.last),
        (Rank.MIDDLE, words.middle),
        (Rank.EARLIEST, words.earliest),
        (Rank.LATEST, words.latest),
        (Rank.EARLIER, words.earlier),
        (Rank.LATER, words.later),
    ):
        _content(made, patterns, (Slot.RANK, rank))
    made.suffixes = frozenset(phrase[0] for phrase in phrases(words.suffixes))


def _add_the_rest(made: Vocabulary, words: Words) -> None:
    for word, patterns in (
        (Word.UNIT, words.unit),
        (Word.NEXT, words.following),
        (Word.THIS, words.this),
        (Word.AT, words.at),
        (Word.ON, words.on),
        (Word.WITHIN, words.within),
        (Word.FOR, words.for_),
        (Word.MARK, words.mark),
        (Word.NOUN, words.noun),
        (Word.LINK, words.link),
        (Word.REQUEST, words.request),
        (Word.AND, words.and_),
        (Word.OR, words.or_),
        (Word.NOT, words.not_),
        (Word.ANY_BUT, words.any_but),
        (Word.DOUBT, words.doubt),
        (Word.ANY, words.whichever),
        (Word.MORE, words.more),
        (Word.NONE, words.none),
        (Word.FILLER, words.filler),
        (Word.POLITE, words.polite),
        (Word.LEAD, words.lead),
    ):
        made.add(word, patterns)


def _add_international(made: Vocabulary) -> None:
    made.add(Word.MERIDIEM, "am", "am")
    made.add(Word.MERIDIEM, "pm", "pm")
    made.add(Word.MARK, "#")
    made.add(Word.AND, "&")
    made.add(Word.OR, "/")
    made.add(
        Word.POLITE,
        "ok, okay, k, please, thanks, 👍, 👌, 🙏, 😊, 🙂, 😀, 😃, 😄, 😁, ❤, ♥, ✅, ✔, 🎉, 💯, 👏, 🤝, 😉, ☺, 🤗, 💪, 🥰, 🫶",
    )
