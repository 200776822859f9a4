"""What a customer chose among what was offered.

The law: no booking from an ambiguous text. An option is chosen only if every word of the text is understood and all of
them fit that option and no other; whatever else is a reason to ask. Why our own small grammar decides, and no parser of
dates: `docs/adr/0011-choices.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipelines.domain.choices.dates import dates_meant
from pipelines.domain.choices.folding import tokens_of, words_of_name
from pipelines.domain.choices.offer import Fits, Offer
from pipelines.domain.choices.reader import Names, read
from pipelines.domain.choices.reading import Reading
from pipelines.domain.choices.vocabulary import LANGUAGES, vocabulary
from pipelines.domain.choices.words import Word

__all__ = ["LONGEST_CHOICE", "Choice", "Chosen", "Option", "choose"]

LONGEST_CHOICE = 200
"""Characters of a text that can be a choice; a longer one is for a person to read."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the options on offer: its time, aware and in the zone that the customer sees, if it is a time; what the
    prompt showed; and other names for it, such as a doctor's or a place's.

    Raises:
        ValueError: a time without a zone.
    """

    at: datetime | None
    label: str
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.at is not None and self.at.utcoffset() is None:
            raise ValueError("the time of an option needs its zone")


class Chosen(StrEnum):
    """What a text says to an offer."""

    ONE = "one"  # this option and no other
    AMBIGUOUS = "ambiguous"  # several fit, or one that the customer is not sure of: ask
    NONE_OFFERED = "none_offered"  # a time or a number, but nothing on offer fits it
    MORE = "more"  # the customer wants to see other options
    NONE_OF_THESE = "none_of_these"  # the customer wants none of the options
    UNCLEAR = "unclear"  # not understood


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen. `index`, from 0, only with ONE. `fits`, only with AMBIGUOUS: the options to ask about, in their
    order; a single one is named but doubtful ("maybe 2"), and a plain yes to it would settle it. `language`: the code
    whose words were understood."""

    chosen: Chosen
    index: int | None = None
    fits: tuple[int, ...] = ()
    language: str | None = None


def choose(text: str, options: Sequence[Option], now: datetime, languages: Sequence[str] = ("en",)) -> Choice:
    """What a text chooses among numbered options, for a customer who may write any of `languages` (ISO 639-1), at
    `now`, aware. Never raises, whatever the text.

    >>> from datetime import UTC
    >>> offer = [Option(datetime(2026, 11, 24, hour, tzinfo=UTC), f"Tue 24 Nov {hour - 12}:00 pm") for hour in (13, 15)]
    >>> now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> [choose(text, offer, now).index for text in ("2", "tomorrow at 3", "the later one")]
    [1, 1, 1]
    >>> [str(choose(text, offer, now).chosen) for text in ("tuesday", "tuesday at 4", "2 if I can get off work")]
    ['ambiguous', 'none_offered', 'unclear']
    """
    if len(text) > LONGEST_CHOICE or not options:
        return Choice(Chosen.UNCLEAR)
    tokens = tokens_of(text)
    offer = Offer([option.at for option in options], now)
    names = _names(options)
    understood: list[Choice] = []
    codes = tuple(dict.fromkeys(code.lower().replace("_", "-").partition("-")[0] for code in languages or ("",)))
    for language in codes:
        for known in (names, {}):
            reading = read(tokens, vocabulary(language), known)
            if reading is None:
                continue
            choice = _decided(reading, offer, language or None)
            if choice.chosen is not Chosen.UNCLEAR or any(reading.clauses):
                understood.append(choice)
            if not reading.has_names:
                break
    return _agreed(understood) if understood else _suggested(text, options, now, codes)


def _names(options: Sequence[Option]) -> Names:
    """The names of the options, the longest first. A label names an option that is no time."""
    masks: dict[tuple[str, ...], int] = {}
    for place, option in enumerate(options):
        for name in option.words if option.at is not None else (option.label, *option.words):
            if words := words_of_name(name):
                masks[words] = masks.get(words, 0) | 1 << place
    names: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for words, mask in sorted(masks.items(), key=lambda item: -len(item[0])):
        names.setdefault(words[0], []).append((words, mask))
    return names


def _decided(reading: Reading, offer: Offer, language: str | None) -> Choice:
    """What a reading chooses from an offer."""
    clauses = [clause for clause in reading.clauses if clause]
    words = reading.words
    wants_other = words & {Word.MORE, Word.NONE}
    if wants_other:
        is_plain = not clauses and reading.excluded is None and not words & {Word.ANY, Word.OR}
        return Choice(
            (Chosen.MORE if Word.MORE in words else Chosen.NONE_OF_THESE) if is_plain else Chosen.UNCLEAR,
            language=language,
        )
    if Word.LEAD in words:
        return Choice(Chosen.UNCLEAR)
    if reading.excluded is not None:
        return _after_excluding(reading, offer, language)
    fits = [offer.fits(clause) for clause in clauses]
    named = _union(fits)
    if not fits:
        return _ambiguous(offer.everything, language) if Word.ANY in words else Choice(Chosen.UNCLEAR)
    if not named:
        return Choice(Chosen.NONE_OFFERED, language=language)
    if len(fits) == 1 and fits[0].is_one and not _is_doubtful(reading):
        return _one(named, language)
    return _ambiguous(named, language)


def _is_doubtful(reading: Reading) -> bool:
    """Whether a text asks, wavers or leaves something open."""
    is_asking = reading.is_question and Word.REQUEST not in reading.words
    return is_asking or bool(reading.words & {Word.DOUBT, Word.OR, Word.ANY})


def _after_excluding(reading: Reading, offer: Offer, language: str | None) -> Choice:
    """ "Not 2": of two options the other. "1, not 2": the first. Nothing but plain words may stand around it."""
    clauses = [clause for clause in reading.clauses if clause]
    out = offer.fits(reading.excluded or [])
    if not reading.excluded or len(reading.clauses) > 1 or not out.all:
        return Choice(Chosen.UNCLEAR)
    left = offer.everything & ~out.all
    is_sure = out.strong == out.all and not reading.is_question and not reading.words & _NOT_PLAIN
    if clauses:
        wanted = offer.fits(clauses[0])
        if wanted.is_one and not wanted.all & out.all and is_sure:
            return _one(wanted.all, language)
        return _ambiguous(wanted.all & left, language) if wanted.all & left else Choice(Chosen.UNCLEAR)
    if offer.count == 2 and left.bit_count() == 1 and is_sure:
        return _one(left, language)
    return _ambiguous(left, language) if left else Choice(Chosen.UNCLEAR)


_NOT_PLAIN = frozenset((Word.FILLER, Word.REQUEST, Word.DOUBT, Word.OR, Word.AND))


def _union(fits: Sequence[Fits]) -> int:
    named = 0
    for each in fits:
        named |= each.all
    return named


def _one(mask: int, language: str | None) -> Choice:
    return Choice(Chosen.ONE, index=mask.bit_length() - 1, language=language)


def _ambiguous(mask: int, language: str | None) -> Choice:
    return Choice(Chosen.AMBIGUOUS, fits=_places(mask), language=language)


def _places(mask: int) -> tuple[int, ...]:
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)


def _agreed(choices: Sequence[Choice]) -> Choice:
    """What several ways to read a text agree on: where they differ, all that they name."""
    fitting = [choice for choice in choices if choice.chosen is not Chosen.NONE_OFFERED] or choices[:1]
    first = fitting[0]
    if all((choice.chosen, choice.index, choice.fits) == (first.chosen, first.index, first.fits) for choice in fitting):
        return first
    named = {place for choice in fitting for place in choice.fits}
    named |= {choice.index for choice in fitting if choice.index is not None}
    if not named:
        return Choice(Chosen.UNCLEAR)
    return Choice(Chosen.AMBIGUOUS, fits=tuple(sorted(named)), language=first.language)


def _suggested(text: str, options: Sequence[Option], now: datetime, languages: Sequence[str]) -> Choice:
    """A date in a language whose words are not known here: enough to ask about, never to choose."""
    for language in languages:
        if language and language not in LANGUAGES:
            fits = dates_meant(text, [option.at for option in options], now, language)
            if fits:
                return Choice(Chosen.AMBIGUOUS, fits=fits, language=language)
    return Choice(Chosen.UNCLEAR)
