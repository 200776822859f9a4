"""Rows of a campaign's file to prompts: every fault of a row is found, and each says what to do. No number and no words of
a text stand in a fault."""

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
from pipelines.domain.campaign_cells import (
    RowFault,
    Unreadable,
    filled,
    may_be_number,
    plain,
    shown,
    shown_cell,
    variant_of,
)
from pipelines.domain.campaign_numbers import NoNumber, e164
from pipelines.domain.segments import max_characters, segments
from schemas.program import Program
from schemas.program_rules import meant
from schemas.pseudonym import mask

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_ID = 200
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Given:
    """What rows are read with. `flow`: of rows that name none. `country`: ISO code of numbers without a country code.
    `ours`: numbers that are no customer's, besides the program's."""

    program: Program
    flow: str | None = None
    country: str | None = None
    ours: Collection[str] = ()


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
        absent = [] if FLOW in names else self._absent_of(self._default_flow(), 1)
        return [RowFault(1, shown(name), None, what) for name, what in self._misnamed()] + absent

    def read(self, line: int, cells: Mapping[str, str]) -> CampaignRow | list[RowFault]:
        """The prompt that a row is, or all that is wrong with it; nothing, where the head has told it already. `cells`: by
        column; an empty one is as if it were absent."""
        cells = {name: text for name, cell in cells.items() if (text := cell.strip())}
        faults: list[RowFault] = []

        def tried(column: str, read: Callable[[str | None], _Read]) -> _Read | None:
            try:
                return read(plain(cells.get(column)))
            except (Unreadable, NoNumber) as fault:
                faults.append(RowFault(line, column, shown_cell(column, cells.get(column)), str(fault)))
                return None

        number = tried(NUMBER, lambda cell: self._number(cell, line))
        row_id = tried(ID, lambda cell: self._row_id(cell, line)) if ID in self._columns else number
        flow = tried(FLOW, self._flow)
        variant = tried(VARIANT, variant_of)
        language = tried(LANGUAGE, self._language)
        faults += self._absent_of(flow, line)
        values = {name: tried(name, filled) for name in self._needed.get(flow or "", ()) if name in self._columns}
        values |= {name: tried(name, plain) for name in self._allowed(cells) if name not in values}
        whole = self._absent.isdisjoint(self._needed.get(flow or "", ()))
        if faults or number is None or row_id is None or flow is None or not whole:
            return faults
        variables = {name: value for name, value in values.items() if value is not None}
        row = CampaignRow(line, row_id, number, flow, variant, language, variables)
        return self._unsendable(row) or row

    def _misnamed(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the columns, whatever the flow needs."""
        names = self._columns
        yield from ((n, "is a column twice; remove one") for n in dict.fromkeys(names) if names.count(n) > 1)
        if NUMBER not in names:
            # Without a line of names, the first customer's number stands where a name should.
            unnamed = any(map(may_be_number, names))
            instead = "begin the file with the names of the columns" if unnamed else self._instead(NUMBER)
            yield NUMBER, f"is missing; {instead}"
        if FLOW not in names and self._default_flow() is None:
            flows = ", ".join(self._needed) or "none"
            what = f"is missing; add the column, or give --flow. {self.given.program.name} has: {flows}"
            yield FLOW, what

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
        return f"call the column {shown(called[near[0]])} so" if near else "add the column"

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
            raise Unreadable("is missing; fill it in, like +12065550100")
        number = e164(cell, self.given.country)
        if number in self.given.ours or self.given.program.number(number) is not None:
            raise Unreadable("is one of our own numbers; remove the row")
        if ID not in self._columns and (before := self._ids.setdefault(number, line)) != line:
            raise Unreadable(f"is the number of line {before} too; keep one, or add a column id")
        return number

    def _row_id(self, cell: str | None, line: int) -> str:
        if cell is None:
            raise Unreadable("is missing; fill it in, or remove the column")
        if len(cell) > _LONGEST_ID:
            raise Unreadable(f"has {len(cell)} characters; {_LONGEST_ID} are the most")
        if (before := self._ids.setdefault(cell, line)) != line:
            raise Unreadable(f"is the id of line {before} too; keep one, or give each its own")
        return cell

    def _flow(self, cell: str | None) -> str | None:
        name = cell or self._default_flow()
        if name is None and FLOW in self._columns:
            raise Unreadable("is missing; fill it in, or give --flow")
        if name is not None and name not in self._needed:
            known = ", ".join(self._needed) or "none"
            raise Unreadable(
                f"is no flow of {self.given.program.name}; {meant(name, self._needed, f'it has: {known}')}"
            )
        return name

    def _language(self, cell: str | None) -> str | None:
        spoken = self.given.program.languages
        if cell is not None and not _LANGUAGE.fullmatch(cell):
            raise Unreadable(f"is no language tag; write one of {', '.join(spoken)}, or leave it empty")
        if cell is not None and cell.partition("-")[0] not in {tag.partition("-")[0] for tag in spoken}:
            raise Unreadable(f"is no language of the program; write one of {', '.join(spoken)}, or leave it empty")
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
