"""The ways in which a keyword is found in a text, each as a table that costs the same however many keywords it holds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

import re2
from rapidfuzz.distance import OSA

from pipelines.domain.gate import Gate, Lines
from schemas.program import Keyword


class MatchKind(StrEnum):
    """How a message was recognised. Stored in `inbound.match_kind`."""

    EXACT = "exact"  # the whole message is a keyword
    FIRST_WORD = "first_word"  # it begins with a keyword
    PHRASE = "phrase"  # the words of a keyword stand in it, in a row
    ALL_WORDS = "all_words"  # the words of a keyword stand in it
    REGEX = "regex"  # an expression of the keyword is found in it
    ANY_WORDS = "any_words"  # one of the words of a keyword stands in it
    MEANING = "meaning"  # it is a plain yes, or no, and a keyword stands for that
    FUZZY = "fuzzy"  # it is a keyword but for slips of the finger
    RESERVED = "reserved"  # stop, help, start
    WORDING = "wording"  # a wording that asks to stop, or perhaps does
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """The keyword that a message matched (as the program spells it, not the synonym), how, and its template.

    `score`, 0 to 1: how close the match is; what it is worth by its kind, and for fuzzy ones the share of letters kept.
    """

    keyword: str
    match_kind: MatchKind
    template: str
    score: float


_SCORES = {
    MatchKind.EXACT: 1.0,
    MatchKind.FIRST_WORD: 0.95,
    MatchKind.PHRASE: 0.9,
    MatchKind.ALL_WORDS: 0.85,
    MatchKind.REGEX: 0.85,
    MatchKind.ANY_WORDS: 0.7,
    MatchKind.MEANING: 0.9,
}
# Where words are not spaced, a keyword is looked for as it stands.
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")
SHORTEST_FUZZY = {1: 4, 2: 7}
"""Edits → letters that a spelling has at least, to be matched with so many; shorter ones are matched with fewer."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a keyword, normalised."""

    text: str
    keyword: Keyword

    def by(self, kind: MatchKind, score: float | None = None) -> KeywordMatch:
        worth = _SCORES[kind] if score is None else score
        return KeywordMatch(self.keyword.keyword, kind, self.keyword.template, worth)


class Phrases:
    """Spellings of one or more words, found at the beginning of a text or anywhere in it: the longest, then the first."""

    def __init__(self, kind: MatchKind) -> None:
        self._kind = kind
        self._by_words: dict[str, KeywordMatch] = {}
        self._lengths: dict[str, int] = {}
        self._unspaced: list[tuple[str, KeywordMatch]] = []

    @property
    def heads(self) -> Iterable[str]:
        """The first word of each spelling."""
        return self._lengths

    @property
    def has_unspaced(self) -> bool:
        """Whether a spelling is in a script without spaces."""
        return bool(self._unspaced)

    def add(self, spelling: Spelling) -> None:
        match = spelling.by(self._kind)
        self._by_words.setdefault(spelling.text, match)
        first = spelling.text.split(" ", 1)[0]
        self._lengths[first] = max(self._lengths.get(first, 0), spelling.text.count(" ") + 1)
        if _UNSPACED.search(spelling.text):
            self._unspaced.append((spelling.text, match))
            self._unspaced.sort(key=lambda each: -len(each[0]))

    def begin(self, words: Sequence[str], bare: str) -> KeywordMatch | None:
        if words and words[0] in self._lengths and (found := self._at(words, 0)) is not None:
            return found[1]
        if self._unspaced and not bare.isascii():
            return next((match for text, match in self._unspaced if bare.startswith(text)), None)
        return None

    def within(self, words: Sequence[str], bare: str) -> KeywordMatch | None:
        if not self._lengths.keys().isdisjoint(words):
            places = (self._at(words, place) for place, word in enumerate(words) if word in self._lengths)
            found = max(filter(None, places), key=lambda each: each[0], default=None)
            if found is not None:
                return found[1]
        if self._unspaced and not bare.isascii():
            return next((match for text, match in self._unspaced if text in bare), None)
        return None

    def _at(self, words: Sequence[str], place: int) -> tuple[int, KeywordMatch] | None:
        """The longest phrase that begins at a word, and its length."""
        for length in range(min(self._lengths[words[place]], len(words) - place), 0, -1):
            if (found := self._by_words.get(" ".join(islice(words, place, place + length)))) is not None:
                return length, found
        return None


class Expressions:
    """RE2 expressions, all searched in one pass: linear in the text, whatever they are."""

    def __init__(self, expressions: Sequence[tuple[str, KeywordMatch]], faults: list[str]) -> None:
        options = re2.Options()
        options.log_errors = False
        self._matches: list[KeywordMatch] = []
        self._set: Any = re2.Set.SearchSet(options)
        for text, match in expressions:
            try:
                self._set.Add(text)
            except re2.error as error:
                faults.append(f"{match.keyword}: the expression {text!r} is none of RE2's: {_said(error)}")
            else:
                self._matches.append(match)
        if self._matches:
            self._set.Compile()
            self._gate = Gate("|".join(f"(?:{text})" for text, _ in expressions), multiline=True)

    def __bool__(self) -> bool:
        return bool(self._matches)

    def held_by(self, texts: Lines) -> set[int]:
        return self._gate.held_by(texts)

    def match(self, bare: str) -> KeywordMatch | None:
        found = self._set.Match(bare)
        return self._matches[min(found)] if found else None


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else "cannot be read"
    return said.decode() if isinstance(said, bytes) else str(said)


class Near:
    """Spellings that a text may miss by a slip or two: a letter missing, added, wrong, or swapped with its neighbour.

    Found by what is left of both when letters are taken away (as in SymSpell), so that one look-up a deletion does for
    any number of keywords. The first letter must be right, or swapped with the second: `love` is no slip for `move`.
    """

    def __init__(self) -> None:
        self._left: dict[str, list[Spelling]] = {}
        self._shortest, self._longest, self._most = 1000, 0, 0

    def __bool__(self) -> bool:
        return bool(self._left)

    def add(self, spelling: Spelling) -> None:
        edits = _edits(spelling)
        if not edits:
            return
        self._shortest = min(self._shortest, len(spelling.text) - edits)
        self._longest, self._most = max(self._longest, len(spelling.text) + edits), max(self._most, edits)
        for left in _deletions(spelling.text, edits):
            self._left.setdefault(left, []).append(spelling)

    def match(self, text: str) -> KeywordMatch | None:
        """The nearest keyword; none when two are as near."""
        if len(text) > self._longest or len(text) < self._shortest:
            return None
        lefts = [left for left in _deletions(text, self._most) if left in self._left]
        if not lefts:
            return None
        near: dict[str, tuple[int, Spelling]] = {}
        for left in lefts:
            for spelling in self._left[left]:
                edits = _edits(spelling)
                distance = OSA.distance(text, spelling.text, score_cutoff=edits)
                name = spelling.keyword.keyword
                if (
                    distance <= edits
                    and _begins_alike(text, spelling.text)
                    and distance < near.get(name, (9, spelling))[0]
                ):
                    near[name] = (distance, spelling)
        ranked = sorted(near.values(), key=lambda each: each[0])
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return None
        distance, spelling = ranked[0]
        return spelling.by(MatchKind.FUZZY, round(1 - distance / max(len(text), len(spelling.text)), 2))


def _edits(spelling: Spelling) -> int:
    allowed = (edits for edits, shortest in SHORTEST_FUZZY.items() if len(spelling.text) >= shortest)
    return min(spelling.keyword.max_edits, max(allowed, default=0))


def _begins_alike(text: str, spelling: str) -> bool:
    return (
        text[0] == spelling[0]
        or (text[:2] == spelling[1::-1])
        or (text[1:2] == spelling[0] and text[0] not in spelling)
    )


def _deletions(text: str, most: int) -> Iterable[str]:
    """`text`, and all that is left of it when up to `most` letters are taken away."""
    if most == 1:
        return [text, *[text[:place] + text[place + 1 :] for place in range(len(text))]]
    found = last = {text}
    for _ in range(most):
        last = {each[:place] + each[place + 1 :] for each in last for place in range(len(each))}
        found = found | last
    return found
