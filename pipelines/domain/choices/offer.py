"""An offer, and which of its options fit what a text says. Sets of options are masks: bit 0 is the first option."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import Any

from pipelines.domain.choices.calendar import PREDICATES, Moment
from pipelines.domain.choices.clock import minutes_of_day
from pipelines.domain.choices.reading import Atom, Bare, Ordinal, Pair
from pipelines.domain.choices.words import Alternative, Meaning, Rank, Slot, only

MOST_SAID = 10
"""Atoms of a clause that are looked at; whoever says more names several things."""
MOST_WAYS = 64
"""Ways to understand one clause that are looked at; a text with more of them is ambiguous anyway."""


@dataclass(frozen=True, slots=True)
class Fits:
    """The options that fit a clause: understood as most would (`strong`), and in any possible way (`all`)."""

    strong: int
    all: int

    @property
    def is_one(self) -> bool:
        """Whether there is one option that it can mean, and it is what most would understand."""
        return self.all.bit_count() == 1 and self.strong == self.all


class Offer:
    """The times on offer at a moment; None for an option that is no time."""

    def __init__(self, times: Sequence[datetime | None], now: datetime) -> None:
        self.count = len(times)
        self.everything = (1 << self.count) - 1
        self._moments = [(1 << place, Moment(time, now)) for place, time in enumerate(times) if time is not None]
        self._masks: dict[Meaning, int] = {}
        self._instants = [None if time is None else time.astimezone(UTC) for time in times]

    def fits(self, atoms: Sequence[Atom]) -> Fits:
        """The options that fit all of a clause."""
        if len(atoms) > MOST_SAID or self._counts(atoms):
            return Fits(0, self._named_by_any(atoms))
        strong = everything = 0
        for ways, combination in enumerate(product(*(self._alternatives(atom, atoms) for atom in atoms))):
            if ways == MOST_WAYS:
                return Fits(0, self.everything)
            mask, rivals = self._fit([meaning for each in combination for meaning in each.meanings])
            everything |= mask
            if all(each.is_strong for each in combination):
                strong |= mask
                everything |= rivals
        return Fits(strong, everything)

    def _counts(self, atoms: Sequence[Atom]) -> bool:
        """Whether numbers stand beside numbers or places: "1 2", "first 2", "1-2"."""
        bare = sum(isinstance(atom, Bare) for atom in atoms)
        pairs = [atom for atom in atoms if isinstance(atom, Pair)]
        if bare > 1 or any(0 < number <= self.count for pair in pairs[1:] for number in pair.numbers):
            return True
        if any(all(0 < number <= self.count for number in pair.numbers) for pair in pairs):
            return True
        return bare == 1 and any(self._is_place(atom) for atom in atoms)

    def _is_place(self, atom: Atom) -> bool:
        if isinstance(atom, Ordinal):
            return atom.number <= self.count
        return isinstance(atom, tuple) and any(each.meanings[0][0] is Slot.RANK for each in atom)

    def _named_by_any(self, atoms: Iterable[Atom]) -> int:
        named = 0
        for atom in atoms:
            for number in atom.numbers if isinstance(atom, Pair) else ():
                named |= self._numbered(number)
            for each in self._alternatives(atom, [atom]):
                named |= self._fit(each.meanings)[0]
        return named

    def _numbered(self, number: int) -> int:
        return 1 << (number - 1) if 0 < number <= self.count else 0

    def _alternatives(self, atom: Atom, atoms: Sequence[Atom]) -> tuple[Alternative, ...]:
        """All that an atom can mean among the other atoms of its clause."""
        if isinstance(atom, tuple):
            return atom
        if isinstance(atom, Pair):
            return atom.alternatives
        context = {each.meanings[0][0] for other in atoms if isinstance(other, tuple) for each in other} - {Slot.NAME}
        if any(isinstance(other, Pair) for other in atoms):
            context.add(Slot.DATE)
        if isinstance(atom, Bare):
            return self._of_bare(atom, context | ({Slot.RANK} if any(isinstance(o, Ordinal) for o in atoms) else set()))
        return self._of_ordinal(atom, is_alone=not context and not any(isinstance(other, Bare) for other in atoms))

    def _of_bare(self, bare: Bare, context: set[Slot]) -> tuple[Alternative, ...]:
        """A number alone is an option's; among words of time it is an hour, or a day, unless it is set apart."""
        number = bare.number
        is_option = self._numbered(number) != 0
        has_clock = Slot.CLOCK in context
        is_label = not context or (bare.is_first and (bare.is_apart or has_clock))
        is_hour = Slot.PART in context and not is_label  # "3 in the afternoon"
        found: tuple[Alternative, ...] = only(Slot.NUMBER, number, is_label) if is_option and not is_hour else ()
        if is_label and is_option and has_clock:
            return found
        if not has_clock and (minutes := minutes_of_day(number)):
            found += only(Slot.CLOCK, minutes, not (is_label and is_option))
        if Slot.DATE not in context and 1 <= number <= 31 and not (is_label and is_option and context):
            found += only(Slot.DATE, (number, None, None), not (is_label and is_option) and (number > 12 or has_clock))
        return found

    def _of_ordinal(self, ordinal: Ordinal, is_alone: bool) -> tuple[Alternative, ...]:
        """A place in the list, or a day of the month: among words of time, "2nd" is a day and "second" a place."""
        day = (ordinal.number, None, None)
        if not 0 < ordinal.number <= self.count:
            return only(Slot.DATE, day)
        if ordinal.is_place:
            return only(Slot.RANK, ordinal.number)
        is_rank = is_alone or ordinal.is_written_out
        return only(Slot.RANK, ordinal.number, is_rank) + only(Slot.DATE, day, not is_rank)

    def _fit(self, meanings: Sequence[Meaning]) -> tuple[int, int]:
        """The options that fit all meanings; and, where they contradict each other, those that fit some."""
        mask, rivals = self.everything, 0
        seen: dict[Slot, int] = {}
        for slot, value in meanings:
            if slot is Slot.RANK:
                continue
            fitting = self._mask(slot, value)
            before = seen.setdefault(slot, fitting)
            if before != fitting and (slot is not Slot.NAME or not before & fitting):
                rivals |= before | fitting
            mask &= fitting
        if Slot.NUMBER in seen and not mask and all(seen.values()):
            rivals |= reduce(or_, seen.values())
        places = {self._ranked(value, mask) for slot, value in meanings if slot is Slot.RANK}
        if len(places) > 1 or (places and Slot.NUMBER in seen and places != {mask}):
            rivals |= reduce(or_, places, mask)
        mask = reduce(and_, places) if places else mask
        return (0 if rivals else mask), rivals

    def _mask(self, slot: Slot, value: Any) -> int:
        if slot is Slot.NUMBER:
            return self._numbered(value)
        if slot is Slot.NAME:
            mask: int = value
            return mask
        if (slot, value) not in self._masks:
            fits = PREDICATES[slot]
            self._masks[slot, value] = sum(bit for bit, moment in self._moments if fits(moment, value))
        return self._masks[slot, value]

    def _ranked(self, rank: Rank | int, mask: int) -> int:
        """The options at a place, among those of a mask or among all: where the two differ, both. There is no place
        among a single one: "last Tuesday" is not the only Tuesday on offer."""
        among_all = self._placed(rank, self.everything) if self._has_place(rank, self.count) else 0
        among_fitting = self._placed(rank, mask) if mask.bit_count() > 1 else 0
        if isinstance(rank, int) and rank > 1 and among_fitting:
            return among_all | among_fitting
        return (mask & among_all) | among_fitting

    @staticmethod
    def _has_place(rank: Rank | int, count: int) -> bool:
        """Whether so many options have such a place."""
        if rank in (Rank.EARLIER, Rank.LATER):
            return count == 2
        return rank is not Rank.MIDDLE or count % 2 == 1

    def _placed(self, rank: Rank | int, mask: int) -> int:
        places = [place for place in range(self.count) if mask >> place & 1]
        if not places:
            return 0
        if not self._has_place(rank, len(places)):
            return mask
        times = [self._instants[place] for place in places]
        in_time = sorted(time for time in times if time is not None)
        has_times = len(in_time) == len(places)
        if isinstance(rank, int):
            index = rank - 1
        else:
            index = len(places) // 2 if rank is Rank.MIDDLE else 0 if rank in (Rank.EARLIEST, Rank.EARLIER) else -1
        if index >= len(places):
            return 0
        in_list = 1 << places[index]
        at_time = sum(
            1 << place for place, time in zip(places, times, strict=True) if has_times and time == in_time[index]
        )
        if rank in (Rank.EARLIEST, Rank.LATEST, Rank.EARLIER, Rank.LATER):
            return at_time if has_times else mask
        return in_list | at_time if rank in (1, Rank.LAST, Rank.MIDDLE) else in_list
