"""What a text says of a choice, once it is read: the shape that the reader fills and the offer is held against."""

from dataclasses import dataclass, field

from pipelines.domain.choices.words import Alternative, Word


@dataclass(frozen=True, slots=True)
class Bare:
    """A number with nothing that says whether it is an option's, an hour or a day."""

    number: int
    is_first: bool  # nothing that was understood stands before it
    is_apart: bool  # a full stop, a comma or the like follows


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in the list, or a day of the month."""

    number: int
    is_written_out: bool
    is_place: bool  # "the 2nd one"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers, as in 24/11 or 1-2: a date, a time, or two choices."""

    numbers: tuple[int, int]
    alternatives: tuple[Alternative, ...]


Atom = tuple[Alternative, ...] | Bare | Ordinal | Pair


@dataclass(slots=True)
class Reading:
    """What a text says: clauses of atoms, divided by "or" and "and", and what "not" excludes."""

    clauses: list[list[Atom]] = field(default_factory=lambda: [[]])
    excluded: list[Atom] | None = None
    words: set[Word] = field(default_factory=set)
    is_question: bool = False
    has_names: bool = False

    @property
    def atoms(self) -> list[Atom]:
        """The atoms of the clause that is being read."""
        return self.clauses[-1] if self.excluded is None else self.excluded
