"""Rows of a campaign's file to prompts: every fault of a row is found, and each says what to do. No number and no words of
a text stand in a fault."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pipelines.domain.campaign import (
    COLUMNS,
    FLOW,
    ID,
    LANGUAGE,
    NUMBER,
    OF_CALENDARS,
    VARIANT,
    CampaignRow,
    flow_named,
    prompt_text,
    variables_of,
)
from pipelines.domain.campaign_numbers import NoNumber, e164
from pipelines.domain.segments import max_characters, segments
from schemas.program import Program
from schemas.program_rules import meant
from schemas.pseudonym import mask

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_ID = 200
_MOST_SHOWN = 40
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a column of a line, and what to do. `shown`: the value as it may be shown, None where it may not."""

    line: int
    column: str
    shown: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.line}: {self.column}: {f'{self.shown} ' if self.shown else ''}{self.what}"


@dataclass(frozen=True, slots=True)
class Given:
    """What rows are read with. `flow`: of rows that name none. `country`: ISO code of numbers without a country code.
    `ours`: numbers that are no customer's, besides the program's."""

    program: Program
    flow: str | None = None
    country: str | None = None
    ours: Collection[str] = ()


class _Unreadable(Exception):
    """A cell that is at fault; its words go into the `RowFault`."""


@dataclass(slots=True)
class Rows:
    """Reads the rows of one file, in their order.

    `unused`: columns that no template names. They are left out: what a business has in its file is not for the lake.
    """

    given: Given
    unused: tuple[str, ...] = ()
    _columns: tuple[str, ...] = ()
    _needed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _absent: set[str] = field(default_factory=set)
    _ids: dict[str, int] = field(default_factory=dict)
    _said: dict[tuple[str, int], int] = field(default_factory=dict)

    def head(self, columns: Sequence[str]) -> list[RowFault]:
        """Take the names of the columns, in line 1, and tell what is wrong with them."""
        program, names = self.given.program, [name for name in columns if name]
        self._columns = tuple(names)
        self._needed = {flow.flow: variables_of(program, flow) for flow in program.flows}
        known = {*COLUMNS, *OF_CALENDARS, *program.variables}.union(*self._needed.values())
        self.unused = tuple(name for name in names if name not in known)
        faults = [(name, "is a column twice; remove one") for name in dict.fromkeys(names) if names.count(name) > 1]
        if NUMBER not in names:
            faults.append((NUMBER, f"is missing; {self._instead(NUMBER)}"))
        if FLOW not in names and self._default_flow() is None:
            flows = ", ".join(self._needed) or "none"
            faults.append((FLOW, f"is missing; add the column, or give --flow. {program.name} has: {flows}"))
        absent = [] if FLOW in names else self._absent_of(self._default_flow(), 1)
        return [RowFault(1, name, None, what) for name, what in faults] + absent

    def read(self, line: int, cells: Mapping[str, str]) -> CampaignRow | list[RowFault]:
        """The prompt that a row is, or all that is wrong with it; nothing, where the head has told it already. `cells`: by
        column; an empty one is as if it were absent."""
        cells = {name: text for name, cell in cells.items() if (text := cell.strip())}
        faults: list[RowFault] = []

        def tried(column: str, read: Callable[[str | None], _Read]) -> _Read | None:
            try:
                return read(_plain(cells.get(column)))
            except (_Unreadable, NoNumber) as fault:
                faults.append(RowFault(line, column, _shown(column, cells.get(column)), str(fault)))
                return None

        number = tried(NUMBER, lambda cell: self._number(cell, line))
        row_id = tried(ID, lambda cell: self._row_id(cell, line)) if ID in self._columns else number
        flow = tried(FLOW, self._flow)
        variant = tried(VARIANT, _variant)
        language = tried(LANGUAGE, self._language)
        faults += self._absent_of(flow, line)
        values = {name: tried(name, _value) for name in self._needed.get(flow or "", ()) if name in self._columns}
        values |= {name: tried(name, _plain) for name in self._allowed(cells) if name not in values}
        whole = self._absent.isdisjoint(self._needed.get(flow or "", ()))
        if faults or number is None or row_id is None or flow is None or not whole:
            return faults
        variables = {name: value for name, value in values.items() if value is not None}
        row = CampaignRow(line, row_id, number, flow, variant, language, variables)
        return self._unsendable(row) or row

    def _absent_of(self, flow: str | None, line: int) -> list[RowFault]:
        """Columns that a flow needs and the file has not, each told once: at the head, or at the first row of the flow."""
        names = [name for name in self._needed.get(flow or "", ()) if name not in self._columns]
        told = [RowFault(line, n, None, f"is missing; {self._instead(n)}") for n in names if n not in self._absent]
        self._absent.update(names)
        return told

    def _instead(self, name: str) -> str:
        """What to do about a column that is missing: perhaps it is called otherwise."""
        called = {other.casefold(): other for other in self.unused}
        near = difflib.get_close_matches(name.casefold(), called, n=1)
        return f"call the column {called[near[0]]!r} so" if near else "add the column"

    def _default_flow(self) -> str | None:
        flows = self.given.program.flows
        return self.given.flow or (flows[0].flow if len(flows) == 1 else None)

    def _allowed(self, cells: Mapping[str, str]) -> list[str]:
        """Variables that a row may have besides: the program lists them, or the calendar asks for them."""
        return [name for name in (*self.given.program.variables, *OF_CALENDARS) if name in cells]

    def _number(self, cell: str | None, line: int) -> str | None:
        if NUMBER not in self._columns:
            return None
        if cell is None:
            raise _Unreadable("is missing; fill it in, like +12065550100")
        number = e164(cell, self.given.country)
        if number in self.given.ours or self.given.program.number(number) is not None:
            raise _Unreadable("is one of our own numbers; remove the row")
        if ID not in self._columns and (before := self._ids.setdefault(number, line)) != line:
            raise _Unreadable(f"is the number of line {before} too; keep one, or add a column id")
        return number

    def _row_id(self, cell: str | None, line: int) -> str:
        if cell is None:
            raise _Unreadable("is missing; fill it in, or remove the column")
        if len(cell) > _LONGEST_ID:
            raise _Unreadable(f"has {len(cell)} characters; {_LONGEST_ID} are the most")
        if (before := self._ids.setdefault(cell, line)) != line:
            raise _Unreadable(f"is the id of line {before} too; keep one, or give each its own")
        return cell

    def _flow(self, cell: str | None) -> str | None:
        name = cell or self._default_flow()
        if name is None and FLOW in self._columns:
            raise _Unreadable("is missing; fill it in, or give --flow")
        if name is not None and name not in self._needed:
            known = ", ".join(self._needed) or "none"
            raise _Unreadable(
                f"is no flow of {self.given.program.name}; {meant(name, self._needed, f'it has: {known}')}"
            )
        return name

    def _language(self, cell: str | None) -> str | None:
        spoken = self.given.program.languages
        if cell is not None and not _LANGUAGE.fullmatch(cell):
            raise _Unreadable(f"is no language tag; write one of {', '.join(spoken)}, or leave it empty")
        if cell is not None and cell.partition("-")[0] not in {tag.partition("-")[0] for tag in spoken}:
            raise _Unreadable(f"is no language of the program; write one of {', '.join(spoken)}, or leave it empty")
        return cell

    def _unsendable(self, row: CampaignRow) -> list[RowFault]:
        """Why a row that can be read cannot be sent."""
        text = prompt_text(self.given.program, row)
        cut, before = segments(text), self._said.setdefault((row.number, hash(text)), row.line)
        if not cut.fits:
            alphabet = "GSM's alphabet" if cut.encoding == "GSM" else "UCS-2"
            most = f"{cut.units:,} characters in {alphabet}, and AWS sends {max_characters(cut.encoding):,}"
            return [RowFault(row.line, self._longest(row), None, f"makes a prompt of {most}; shorten it")]
        if before != row.line:
            what = f"gets the very text of line {before} again; keep one of them"
            return [RowFault(row.line, NUMBER, mask(row.number), what)]
        return []

    def _longest(self, row: CampaignRow) -> str:
        """The variable of the prompt with the longest value."""
        prompt = flow_named(self.given.program, row.flow).prompt
        text = self.given.program.text(prompt, row.language)
        named = [name for name in row.variables if f"{{{name}}}" in text]
        return max(named, key=lambda name: len(row.variables[name]), default=FLOW)


def _variant(cell: str | None) -> str | None:
    if cell is not None and not _TOKEN.fullmatch(cell):
        raise _Unreadable("is no token; write up to 64 letters, digits and _.- without spaces, as short_text")
    return cell


def _value(cell: str | None) -> str:
    if cell is None:
        raise _Unreadable("is empty; fill it in")
    return cell


def _plain(cell: str | None) -> str | None:
    """A cell as it is, if every character of it can be sent."""
    if cell is not None and any(unicodedata.category(each) in ("Cc", "Cs") and each != "\n" for each in cell):
        raise _Unreadable("has characters that are no text; save the file as UTF-8, or remove them")
    return cell


def _shown(column: str, cell: str | None) -> str | None:
    """A cell as it may be shown: numbers and ids masked, and not at all what may be said to the customer."""
    if cell is None or column not in COLUMNS:
        return None
    if column in (NUMBER, ID) or sum(each.isdigit() for each in cell) > 4:
        return mask(cell[:_MOST_SHOWN])
    return repr(cell if len(cell) <= _MOST_SHOWN else f"{cell[:_MOST_SHOWN]}…")
