"""Whether a text says yes or no, in which language, and how surely.

A text is cut into clauses and each clause into known phrases, longest first. Its first phrase decides; what follows may
take it back: `yes but later` is neither. Sure is only what was understood whole. The words are in `yes_no_words`.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from unicodedata import category

from pipelines.domain import yes_no_words as said
from pipelines.domain.gate import Gate
from pipelines.domain.languages import spoken
from pipelines.domain.normalise import normalise, read, squeezed
from schemas.program import Means

SURE = 1.0
"""Score of an answer whose every word was understood."""
LIKELY = 0.7
"""Score of an answer that goes on in words that are not known."""

_LONGEST = 25
"""Words of a text that is looked at: longer ones say more than yes or no."""


@dataclass(frozen=True, slots=True)
class YesNo:
    """An answer. `means` None: neither yes nor no, or both. `score` is `SURE`, `LIKELY`, or 0 for neither."""

    means: Means | None
    score: float = 0.0
    language: str | None = None


NEITHER = YesNo(None)


class _Kind(IntEnum):
    UNKNOWN = 0
    FILLER = 1
    YES = 2
    NO = 3
    CONTRARY = 4
    ASKS = 5


def _listed(text: str) -> Iterator[str]:
    yield from (phrase for phrase in map(normalise, text.split(",")) if phrase)


_ANSWERS: dict[str, dict[str, _Kind]] = {}
"""Phrase → language → yes or no. Some are both: `no` is a Polish yes."""
for _answer, _by_language in ((_Kind.YES, said.YES), (_Kind.NO, said.NO)):
    for _tag, _text in _by_language.items():
        for _phrase in _listed(_text):
            _ANSWERS.setdefault(_phrase, {}).setdefault(_tag, _answer)
_FILLERS = frozenset(_listed(said.FILLERS))
_CONTRARY = frozenset(_listed(said.CONTRARY))
_ASKS = frozenset(_listed(said.ASKS))
_TAKES_BACK_NO = frozenset(_listed(said.TAKES_BACK_NO))
_KNOWN = _ANSWERS.keys() | _FILLERS | _CONTRARY | _ASKS | _TAKES_BACK_NO
_LONGEST_FROM: dict[str, int] = {}
for _phrase in _KNOWN:
    _first = _phrase.split(" ", 1)[0]
    _LONGEST_FROM[_first] = max(_LONGEST_FROM.get(_first, 1), _phrase.count(" ") + 1)
# A letter alone is a yes or a no only where the program speaks that language; y, n and k go everywhere.
_LETTERS = frozenset(phrase for phrase in _ANSWERS if re.fullmatch("[a-z\u0370-\u06ff\u0900-\u097f]", phrase)) - {
    *"ynk"
}
_IF = {"fr": "si", "sv": "om"}  # words that are no condition in other languages
_UNSPACED_SCRIPT = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")
_UNSPACED = re.compile(
    "|".join(sorted(filter(_UNSPACED_SCRIPT.search, _KNOWN), key=lambda phrase: (-len(phrase), phrase)))
)
_TELLING = frozenset(
    phrase.split(" ", 1)[0] for phrase in _ANSWERS.keys() - _FILLERS | _CONTRARY | _ASKS | _TAKES_BACK_NO
)
# Said of an answer these are whole clauses: `I do.` is one, `I do wonder` is none.
_ELLIPTIC = frozenset(_listed(said.ELLIPTIC))
_ALTERNATIVES = "|".join(map(re.escape, sorted(_ANSWERS.keys() - _ELLIPTIC - _LETTERS)))
_BEFORE = "|".join((*map(re.escape, sorted(_FILLERS)), r"\p{S}"))
GATE = Gate(
    rf"[.?] (?:(?:{_BEFORE}) )*(?:(?:{_ALTERNATIVES})[ .?]|(?:{'|'.join(map(re.escape, sorted(_ELLIPTIC)))}) [.?])"
    rf"|(?m:^\. (?:{'|'.join(sorted(_LETTERS))}) \.$)"
    f"|{'|'.join(letter * 3 for letter in string.ascii_lowercase)}"
    f"|[.?] (?:{'|'.join(map(re.escape, sorted(filter(_UNSPACED_SCRIPT.search, _ANSWERS.keys() | _FILLERS))))})"
)
"""Texts that do not hold it are neither yes nor no."""
_ORDER = {language: place for place, language in enumerate(said.YES)}


def answer(clauses: str, bare: str, languages: Sequence[str] = ()) -> YesNo:
    """What a text answers: its clauses and its words as `normalise.read` gives them. `languages` are those of the program:
    they decide what is yes in one language and no in another. Never raises.

    >>> from pipelines.domain.normalise import read
    >>> def says(text): found = answer(*read(text)); return found.means and found.means.value, found.score
    >>> says("Yep, see you then 👍"), says("no can't make it"), says("Sí, confirmo"), says("no problem!")
    (('yes', 1.0), ('no', 1.0), ('yes', 1.0), ('yes', 1.0))
    >>> says("yes but it was not me"), says("yes?"), says("maybe"), says("yes my dog says hi")
    ((None, 0.0), (None, 0.0), (None, 0.0), ('yes', 0.7))
    """
    if not bare or bare.count(" ") >= _LONGEST:
        return NEITHER
    if (whole := _whole(bare, languages)) is not None and "?" not in clauses:
        return whole
    languages = tuple(languages)
    spaced = clauses if clauses.isascii() else _UNSPACED.sub(r" \g<0> ", clauses)
    found = _of_clauses(spaced, languages)
    if found is NEITHER and (readings := squeezed(spaced)):
        return next((made for each in readings if (made := _of_clauses(each, languages)) is not NEITHER), NEITHER)
    return found


def _whole(text: str, languages: Sequence[str]) -> YesNo | None:
    found = _ANSWERS.get(text)
    if found is None:
        return None
    language = _language(found, languages)
    if text in _LETTERS and language not in languages:
        return NEITHER
    return _made(found[language], SURE, language)


def _made(kind: _Kind, score: float, language: str | None) -> YesNo:
    return YesNo(Means.YES if kind is _Kind.YES else Means.NO, score, spoken(language))


def _language(found: dict[str, _Kind], languages: Sequence[str]) -> str:
    return next((language for language in languages if language in found), min(found, key=lambda each: _ORDER[each]))


def _of_clauses(marked: str, languages: tuple[str, ...]) -> YesNo:
    verdict, language, unknown = _Kind.UNKNOWN, None, 0
    for clause, asked in _clauses(marked):
        said_here = _of_clause(clause, asked, languages)
        if said_here.verdict is _Kind.CONTRARY:
            return NEITHER
        if said_here.verdict is not _Kind.UNKNOWN:
            if verdict not in (_Kind.UNKNOWN, said_here.verdict):
                return NEITHER
            verdict, language = said_here.verdict, language or said_here.language
        elif said_here.takes_back and verdict is not _Kind.NO:
            return NEITHER
        unknown += said_here.unknown + (asked and said_here.verdict is _Kind.UNKNOWN)
    if verdict is _Kind.UNKNOWN:
        return NEITHER
    return _made(verdict, LIKELY if unknown else SURE, language)


def _clauses(marked: str) -> Iterator[tuple[str, bool]]:
    """Each clause, and whether a question mark follows it."""
    for sentence in marked.replace("?", "?\n").split("\n"):
        asked = sentence.endswith("?")
        clauses = [clause for clause in map(str.strip, sentence.rstrip("?").split(".")) if clause]
        yield from ((clause, asked and place == len(clauses) - 1) for place, clause in enumerate(clauses))


@dataclass(slots=True)
class _Clause:
    verdict: _Kind = _Kind.UNKNOWN
    language: str | None = None
    unknown: int = 0
    takes_back: bool = False


@lru_cache(maxsize=16_384)  # `ok`, `yup`, `haha`: the clauses of texts repeat when the texts do not
def _of_clause(text: str, asked: bool, languages: tuple[str, ...]) -> _Clause:
    """What one clause says; not to be changed. Verdict `CONTRARY`: it speaks against itself."""
    clause, words, place = _Clause(), text.split(), 0
    while place < len(words):
        if clause.unknown:
            if clause.verdict is _Kind.UNKNOWN:
                # An answer comes first; what follows can only speak against another clause.
                clause.takes_back |= not _CONTRARY.isdisjoint(words[place:])
                break
            if _TELLING.isdisjoint(words[place:]):
                break
        phrase, length = _phrase_at(words, place)
        place += length
        kind, language = _kind(phrase, languages, clause.verdict)
        if phrase in _ELLIPTIC and clause.verdict is _Kind.UNKNOWN and place < len(words):
            kind = _Kind.UNKNOWN
        if clause.language is not None and phrase == _IF.get(clause.language):
            kind = _Kind.CONTRARY
        if kind is _Kind.UNKNOWN or (kind is _Kind.ASKS and clause.verdict is _Kind.UNKNOWN):
            clause.unknown += 1
        elif clause.verdict is _Kind.UNKNOWN:
            if kind in (_Kind.YES, _Kind.NO) and not clause.unknown and not clause.takes_back:
                clause.verdict, clause.language = kind, language
            elif kind in (_Kind.CONTRARY, _Kind.NO):
                clause.takes_back = True
        elif _against(kind, phrase, clause.verdict):
            clause.verdict = _Kind.CONTRARY
            return clause
    if asked and clause.verdict is not _Kind.UNKNOWN and (clause.verdict is _Kind.YES or len(words) < 3):
        clause.verdict = _Kind.CONTRARY
    return clause


def _phrase_at(words: Sequence[str], place: int) -> tuple[str, int]:
    """The longest known phrase that begins at a word, or that word."""
    for length in range(min(_LONGEST_FROM.get(words[place], 1), len(words) - place), 1, -1):
        phrase = " ".join(words[place : place + length])
        if phrase in _KNOWN:
            return phrase, length
    return words[place], 1


def _kind(phrase: str, languages: Sequence[str], verdict: _Kind) -> tuple[_Kind, str | None]:
    """What a phrase is: at the head of a clause an answer first, behind one a filler first."""
    found = _ANSWERS.get(phrase)
    if verdict is not _Kind.UNKNOWN and phrase in _FILLERS:
        return _Kind.FILLER, None
    if found is not None and phrase not in _LETTERS:
        # What is yes in one language and no in another agrees with what was said before it.
        language = _language(found, languages)
        return (verdict if verdict in found.values() else found[language]), language
    if phrase in _FILLERS or (len(phrase) == 1 and category(phrase)[0] == "S"):  # an emoji beside an answer is a mood
        return _Kind.FILLER, None
    if phrase in _CONTRARY:
        return _Kind.CONTRARY, None
    return (_Kind.ASKS if phrase in _ASKS else _Kind.UNKNOWN), None


def _against(kind: _Kind, phrase: str, verdict: _Kind) -> bool:
    if verdict is _Kind.YES:
        return kind in (_Kind.NO, _Kind.CONTRARY, _Kind.ASKS)
    return kind is _Kind.YES or phrase in _TAKES_BACK_NO


_TOLD = r"(?:to|for|if|means|is|and we) (?:(?!or )\w+ ){0,3}?"
_TO_SAY = {
    Means.YES: r"(?:confirm|yes|approve|accept|agree|keep|attend|authorize|authorise|recognize)",
    Means.NO: r"(?:cancel|no|deny|decline|reject|reschedule|move|change|fraud)",
}


def told_by(prompt: str, bare: str) -> YesNo:
    """What a short answer means that the prompt itself told people to give: `Reply C to confirm, X to cancel`.

    >>> told_by("Reply C to confirm or R to reschedule", "c").means, told_by("Reply 1 for yes, 2 for no", "2").means
    (<Means.YES: 'yes'>, <Means.NO: 'no'>)
    """
    if not 0 < len(bare) <= 20:
        return NEITHER
    told, _ = read(prompt[:2000])  # by clauses: the next instruction is not this one
    found = [m for m, verbs in _TO_SAY.items() if re.search(rf"(?<!\w){re.escape(bare)} {_TOLD}{verbs}\b", told)]
    return YesNo(found[0], SURE) if len(found) == 1 else NEITHER
