"""A program's keywords as two dictionaries: finding one costs the same among five and among five thousand."""

from dataclasses import dataclass
from typing import Literal

from pipelines.domain.normalise import normalise
from schemas.program import Match, Program


@dataclass(frozen=True, slots=True)
class Hit:
    """The keyword that a text matched, how, and the template that answers it."""

    keyword: str
    match: Literal["exact", "first_word"]
    template: str


class KeywordIndex:
    """The keywords of one program."""

    def __init__(self, program: Program) -> None:
        self._exact: dict[str, tuple[str, str]] = {}
        self._first: dict[str, tuple[str, str]] = {}
        for keyword in program.keywords:
            for word in (keyword.keyword, *keyword.synonyms):
                plain = normalise(word)
                self._exact.setdefault(plain, (keyword.keyword, keyword.template))
                if keyword.match is Match.FIRST_WORD and " " not in plain:
                    self._first.setdefault(plain, (keyword.keyword, keyword.template))

    def find(self, normalised: str) -> Hit | None:
        """The keyword that is the whole of a normalised text, else the one that it begins with."""
        if (hit := self._exact.get(normalised)) is not None:
            return Hit(hit[0], "exact", hit[1])
        first = normalised.split(" ", 1)[0].strip(".,;:!?'\"")
        if (hit := self._first.get(first)) is not None:
            return Hit(hit[0], "first_word", hit[1])
        return None
