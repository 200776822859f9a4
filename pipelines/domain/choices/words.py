"""What words do in a text that chooses, and what a language has to say: the shape of the vocabularies."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Slot(Enum):
    """What a word says of a choice: all but `NUMBER` and `RANK` narrow the options down by themselves."""

    WEEKDAY = auto()  # a tuple of days, 0 = Monday
    DATE = auto()  # (day, month or None, year or None)
    MONTH = auto()
    OFFSET = auto()  # days from today
    WEEK = auto()  # 0 this, 1 next
    THIS_WEEKDAY = auto()
    NEXT_WEEKDAY = auto()
    CLOCK = auto()  # a tuple of minutes of the day
    PART = auto()  # (first, last) minute of the day
    NAME = auto()  # a mask of options
    NUMBER = auto()  # the number shown before an option
    RANK = auto()  # a `Rank`, or n for the n-th; 1 is the first in time as well


class Rank(Enum):
    """A place among options: in the list, in time, or in both."""

    LAST = auto()
    MIDDLE = auto()
    EARLIEST = auto()
    LATEST = auto()
    EARLIER = auto()  # of two
    LATER = auto()


class Word(Enum):
    """What a phrase does in a text, and the value that it carries."""

    CONTENT = auto()  # a tuple of `Alternative`
    NUMBER = auto()  # the number
    SOFT_ONE = auto()  # "one", "un", "una": a number, a pronoun or an article
    ORDINAL = auto()  # the number
    MONTH = auto()  # 1 to 12
    WEEKDAY = auto()  # 0 to 6
    MERIDIEM = auto()  # "am" or "pm"
    UNIT = auto()  # "o'clock", "Uhr"
    BEFORE_HOUR = auto()  # "half past": minutes to add
    AFTER_HOUR = auto()  # "y media": minutes to add
    NEXT = auto()
    THIS = auto()
    AT = auto()  # a time or a name follows
    ON = auto()  # a day follows
    WITHIN = auto()  # "in": a part of the day, a month or a name follows
    FOR = auto()  # anything but a bare number follows
    MARK = auto()  # "option": a number follows; otherwise it is a noun
    NOUN = auto()  # nouns, and verbs; after a bare number it would be counted, or be "to": "2 kids", "2 book"
    LINK = auto()  # articles and "of"
    POLITE = auto()
    FILLER = auto()  # "I'll take", "works for me"
    REQUEST = auto()  # "can I have": a question that is a choice
    AND = auto()
    OR = auto()
    NOT = auto()
    ANY_BUT = auto()
    DOUBT = auto()  # "maybe", "I think", "about"
    ANY = auto()  # "both", "whichever"
    MORE = auto()
    NONE = auto()
    LEAD = auto()  # "do you have", of those who ask for more


Meaning = tuple[Slot, Any]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to understand a phrase, in which all its meanings hold. A weak one is possible, but not what most people
    mean."""

    meanings: tuple[Meaning, ...]
    is_strong: bool = True


def only(slot: Slot, value: Any, is_strong: bool = True) -> tuple[Alternative, ...]:
    """The alternatives of what can be understood in one way."""
    return (Alternative(((slot, value),), is_strong),)


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says, spelt as the language does: comparing drops case and accents.

    Phrases are separated by commas; `(a|b|)` stands for each of them; semicolons separate groups, from Monday,
    January, one and first; `=` gives a value.
    """

    weekdays: str
    months: str
    numbers: str
    ordinals: str
    suffixes: str
    last: str
    middle: str
    earliest: str
    latest: str
    today: str
    tomorrow: str
    overmorrow: str
    morning: str
    afternoon: str
    evening: str
    noon: str
    midnight: str
    this_morning: str
    this_afternoon: str
    tonight: str
    this_week: str
    next_week: str
    weekend: str
    following: str  # "next", before or after a weekday
    this: str
    at: str
    within: str
    link: str
    mark: str
    noun: str
    polite: str
    filler: str
    request: str
    and_: str
    or_: str
    not_: str
    any_but: str
    doubt: str
    whichever: str
    more: str
    lead: str
    none: str
    earlier: str = ""  # of two
    later: str = ""
    soft_one: str = ""
    minutes: str = ""  # "thirty=30", said after an hour
    on: str = ""
    for_: str = ""
    unit: str = ""
    before_hour: str = ""
    after_hour: str = ""
    tomorrow_or_morning: str = ""
    afternoon_ends: int = 18  # hour
