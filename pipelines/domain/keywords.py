"""A program's keywords as dictionaries: finding one costs the same among fifty and among five thousand.

Within a scope (a number, a campaign, or the whole program) the closest kind of match wins: exact, first word, phrase, all
words, expression, any word, meaning, fuzzy. Of several of one kind the longer wins, then the earlier in the file.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipelines.domain.gate import Lines
from pipelines.domain.keyword_kinds import SHORTEST_FUZZY, Expressions, KeywordMatch, MatchKind, Near, Phrases, Spelling
from pipelines.domain.normalise import normalise, read
from pipelines.domain.opt_out import requested
from schemas.errors import ConfigurationFault
from schemas.program import Keyword, Match, Means, Program

__all__ = ["SHORTEST_FUZZY", "KeywordMatch", "KeywordMatcher", "MatchKind", "ScopedMatchers"]


class KeywordMatcher:
    """The keywords of one scope of a program. Picklable.

    Raises:
        ConfigurationFault: a keyword that no message can reach, because the whole of it asks to stop, for help or to
            start, or reads as another keyword; or an expression that is none.
    """

    def __init__(self, name: str, keywords: Iterable[Keyword]) -> None:
        self._name, self._keywords = name, tuple(keywords)
        self._whole: dict[str, KeywordMatch] = {}
        self._leading = Phrases(MatchKind.FIRST_WORD)
        self._inside = Phrases(MatchKind.PHRASE)
        self._all: dict[str, list[tuple[frozenset[str], KeywordMatch]]] = {}
        self._any: dict[str, KeywordMatch] = {}
        self._near = Near()
        self._meanings: dict[Means, KeywordMatch] = {}
        expressions: list[tuple[str, KeywordMatch]] = []
        faults: list[str] = []
        for keyword in self._keywords:
            if keyword.means is not None:
                self._meanings.setdefault(keyword.means, Spelling("", keyword).by(MatchKind.MEANING))
            for place, text in enumerate((keyword.keyword, *keyword.synonyms)):
                if place and keyword.match is Match.REGEX:
                    expressions.append((text, Spelling(text, keyword).by(MatchKind.REGEX)))
                else:
                    faults += self._add(Spelling(normalise(text), keyword))
        self._expressions = Expressions(expressions, faults)
        if faults:
            raise ConfigurationFault("\n".join(f"program {name}: {fault}" for fault in faults))
        self._filed_under = frozenset((*self._leading.heads, *self._inside.heads, *self._all, *self._any))
        self._has_unspaced = self._leading.has_unspaced or self._inside.has_unspaced

    def expressed_by(self, texts: Lines) -> set[int]:
        """The places of the texts in which an expression may be found."""
        return self._expressions.held_by(texts) if self._expressions else set()

    def __reduce__(self) -> tuple[type["KeywordMatcher"], tuple[str, tuple[Keyword, ...]]]:
        return (KeywordMatcher, (self._name, self._keywords))

    def _add(self, spelling: Spelling) -> Iterator[str]:
        """Take in a spelling; what is wrong with it."""
        text, name = spelling.text, spelling.keyword.keyword
        if requested(*read(text)).word is not None:
            yield f"{name}: {text!r} reads as stop, help or start; choose another word"
            return
        if not text:
            yield f"{name}: a spelling has nothing that can be seen; write a word"
            return
        whole = spelling.by(MatchKind.EXACT)
        if self._whole.setdefault(text, whole) != whole:
            yield f"{name}: {text!r} reads as a keyword of {self._whole[text].keyword} too; keep one"
            return
        match spelling.keyword.match:
            case Match.FIRST_WORD:
                self._leading.add(spelling)
            case Match.PHRASE:
                self._inside.add(spelling)
            case Match.ALL_WORDS:
                self._add_all(spelling)
            case Match.ANY_WORDS:
                for word in text.split():
                    self._any.setdefault(word, spelling.by(MatchKind.ANY_WORDS))
            case Match.FUZZY:
                self._near.add(spelling)

    def _add_all(self, spelling: Spelling) -> None:
        words = frozenset(spelling.text.split())
        # Filed under its longest word, which is the rarest as a rule.
        filed = self._all.setdefault(max(words, key=lambda word: (len(word), word)), [])
        filed.append((words, spelling.by(MatchKind.ALL_WORDS)))
        filed.sort(key=lambda each: -len(each[0]))

    def match(
        self, readings: Sequence[str], means: Means | None = None, may_express: bool = True
    ) -> KeywordMatch | None:
        """The keyword that a text matches: its words as `normalise.read` gives them, then other readings of them;
        `means`: the plain yes or no that it is; `may_express`: an expression may be found in it."""
        for bare in readings:
            if (found := self._closest(bare, bare.split(), may_express)) is not None:
                return found
        if means is not None and (found := self._meanings.get(means)) is not None:
            return found
        return self._near.match(readings[0]) if self._near else None

    def exact(self, bare: str) -> KeywordMatch | None:
        """The keyword that is the whole of a text."""
        return self._whole.get(bare)

    def plain(self, bare: str, words: list[str]) -> KeywordMatch | None:
        """`match` of a text that has no other readings, means neither yes nor no, and holds no expression."""
        return self._closest(bare, words, False) or (self._near.match(bare) if self._near else None)

    def _closest(self, bare: str, words: list[str], may_express: bool) -> KeywordMatch | None:
        """The match of a text and its words by anything but meaning and slips of the finger."""
        if (found := self._whole.get(bare)) is not None:
            return found
        # Most texts hold no word that any keyword is filed under.
        if self._filed_under.isdisjoint(words) and not (self._has_unspaced and not bare.isascii()):
            return self._expressions.match(bare) if may_express and self._expressions else None
        return (
            self._leading.begin(words, bare)
            or self._inside.within(words, bare)
            or self._all_of(words)
            or (self._expressions.match(bare) if may_express and self._expressions else None)
            or self._any_of(words)
        )

    def _all_of(self, words: list[str]) -> KeywordMatch | None:
        if self._all.keys().isdisjoint(words):
            return None
        held = set(words)
        filed = self._all.keys() & held
        fits = [each for word in sorted(filed) for each in self._all[word] if each[0] <= held]
        return max(fits, key=lambda each: len(each[0]))[1] if fits else None

    def _any_of(self, words: list[str]) -> KeywordMatch | None:
        if self._any.keys().isdisjoint(words):
            return None
        return next(self._any[word] for word in words if word in self._any)


class ScopedMatchers:
    """A program's keywords for one of its numbers: those kept to a campaign first, then those kept to the number."""

    def __init__(self, program: Program, number: str) -> None:
        here = [keyword for keyword in program.keywords if not keyword.numbers or number in keyword.numbers]
        self._open = [
            KeywordMatcher(program.name, keywords)
            for keywords in (
                [keyword for keyword in here if keyword.numbers and not keyword.campaigns],
                [keyword for keyword in here if not keyword.numbers and not keyword.campaigns],
            )
            if keywords
        ]
        campaigns = dict.fromkeys(campaign for keyword in here for campaign in keyword.campaigns)
        self._by_campaign = {
            campaign: [
                KeywordMatcher(program.name, keywords)
                for keywords in (
                    [keyword for keyword in here if keyword.numbers and campaign in keyword.campaigns],
                    [keyword for keyword in here if not keyword.numbers and campaign in keyword.campaigns],
                )
                if keywords
            ]
            for campaign in campaigns
        }

    def match(
        self, readings: Sequence[str], means: Means | None = None, campaign: str | None = None, may_express: bool = True
    ) -> KeywordMatch | None:
        """What the nearest scope that knows the text makes of it; see `KeywordMatcher.match`."""
        for scope in self._scopes(campaign):
            if (found := scope.match(readings, means, may_express)) is not None:
                return found
        return None

    def plain(self, bare: str, words: list[str]) -> KeywordMatch | None:
        """See `KeywordMatcher.plain`."""
        for scope in self._open:
            if (found := scope.plain(bare, words)) is not None:
                return found
        return None

    def expressed_by(self, texts: Lines) -> set[int]:
        """The places of the texts in which an expression may be found, those kept to campaigns aside."""
        return set().union(*(scope.expressed_by(texts) for scope in self._open))

    def exact(self, bare: str, campaign: str | None = None) -> KeywordMatch | None:
        """The keyword that is the whole of a text, in the nearest scope that has it."""
        return next((found for scope in self._scopes(campaign) if (found := scope.exact(bare)) is not None), None)

    def _scopes(self, campaign: str | None) -> list[KeywordMatcher]:
        return self._open if campaign is None else [*self._by_campaign.get(campaign, ()), *self._open]
