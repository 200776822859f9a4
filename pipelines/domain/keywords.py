"""A program's keywords as dictionaries: finding one costs the same among five and among five thousand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from pipelines.domain.normalise import normalise
from pipelines.domain.opt_out import reserved_word
from schemas.errors import ConfigurationFault
from schemas.program import Match, Program


class MatchKind(StrEnum):
    """How a message was recognised. Stored in `inbound.match_kind`."""

    EXACT = "exact"  # the whole message is a keyword
    FIRST_WORD = "first_word"  # it begins with a keyword
    RESERVED = "reserved"  # stop, help, start
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """The keyword that a message matched (as the program spells it, not the synonym), how, and its template."""

    keyword: str
    match_kind: MatchKind
    template: str


# Emoji stand for themselves, however close to a word: "yes👍" begins with "yes".
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_WORD = re.compile(rf"[^\s,.;:!?/\"()،。、！？।{_EMOJI}]+|[{_EMOJI}]")


class KeywordMatcher:
    """The keywords of one program; where a message begins with several, the longest wins.

    Raises:
        ConfigurationFault: a keyword that no message can reach, because the whole of it reads as stop, help or start,
            or as another keyword.
    """

    def __init__(self, program: Program) -> None:
        self._whole: dict[str, KeywordMatch] = {}
        self._leading: dict[str, KeywordMatch] = {}
        faults: list[str] = []
        for text, match, first_word in _spellings(program):
            if reserved_word(text) is not None:
                faults.append(f"{match.keyword}: {text!r} reads as stop, help or start; choose another word")
            elif self._whole.setdefault(text, match) is not match:
                faults.append(
                    f"{match.keyword}: {text!r} reads as a keyword of {self._whole[text].keyword} too; keep one"
                )
            elif first_word and (words := " ".join(_WORD.findall(text))):
                self._leading.setdefault(words, replace(match, match_kind=MatchKind.FIRST_WORD))
        if faults:
            raise ConfigurationFault("\n".join(f"program {program.name}: {fault}" for fault in faults))
        self._longest = max((words.count(" ") + 1 for words in self._leading), default=0)

    @property
    def matches(self) -> tuple[KeywordMatch, ...]:
        """All that `match` can return, each once."""
        return tuple(dict.fromkeys([*self._whole.values(), *self._leading.values()]))

    def match(self, normalised: str) -> KeywordMatch | None:
        """The keyword that is the whole of a normalised message, else the one that it begins with."""
        if (found := self._whole.get(normalised)) is not None:
            return found
        words = [word.group() for word in islice(_WORD.finditer(normalised), self._longest)]
        for count in range(len(words), 0, -1):
            if (found := self._leading.get(" ".join(words[:count]))) is not None:
                return found
        return None


def _spellings(program: Program) -> Iterator[tuple[str, KeywordMatch, bool]]:
    """Each way to write a keyword, normalised; its match; whether the beginning of a message is enough."""
    for keyword in program.keywords:
        match = KeywordMatch(keyword.keyword, MatchKind.EXACT, keyword.template)
        for text in (keyword.keyword, *keyword.synonyms):
            yield normalise(text), match, keyword.match is Match.FIRST_WORD
