"""What an operator writes: a messaging program. The model, fingerprinted; `program_file` reads it from YAML."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from schemas.errors import ConfigurationFault
from schemas.pseudonym import NumberKind, canonical_number, kind_of

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A variable in a template. Braces have no other use there."""

LONGEST_TEXT = 1530
"""Characters AWS sends at most, in the GSM alphabet (AWS End User Messaging SMS user guide, "SMS character limits")."""

CARRIER_OPT_OUT = frozenset(
    (
        *("arret", "cancel", "end", "opt-out", "optout", "quit", "remove", "stop", "td", "unsubscribe"),
        *("revoke", "opt out"),
        *("stop all", "stopall", "unsub"),
    )
)
"""In this order: AWS user guide, "Required keywords"; what 47 CFR 64.1200(a)(10) adds; what carriers' default lists add
under CTIA's Messaging Principles."""
CARRIER_HELP = frozenset(("help", "info", "aide"))
"""CTIA's Messaging Principles; the Canadian short code guidelines."""
CARRIER_OPT_IN = frozenset(("start", "unstop"))
"""US toll-free: the network itself acts on them."""


class OptOuts(StrEnum):
    """Who answers STOP, HELP and START on a number, as the number is set up at AWS."""

    AWS = "aws"  # AWS answers and keeps the list; we neither reply nor usually see them
    SELF = "self"  # self-managed opt-outs: AWS routes them to us, and we answer


class Match(StrEnum):
    """How a keyword is found in a text."""

    EXACT = "exact"  # the whole text is the keyword
    FIRST_WORD = "first_word"  # the whole text, or the text begins with it


class NumberType(StrEnum):
    """AWS's NumberType, as DescribePhoneNumbers names it."""

    SHORT_CODE = "SHORT_CODE"
    LONG_CODE = "LONG_CODE"
    TOLL_FREE = "TOLL_FREE"
    TEN_DLC = "TEN_DLC"
    SIMULATOR = "SIMULATOR"


class ProgramFaults(ConfigurationFault):
    """All that is wrong with the given files, a line each: `file:line: field: what is wrong; what to do`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


def _answerable(number: str) -> str:
    canonical = canonical_number(number)
    if kind_of(canonical) not in (NumberKind.E164, NumberKind.SHORT_CODE, NumberKind.RCS_AGENT):
        raise ValueError("is no number that customers can text; write it like +12065550100 or 55555")
    return canonical


def _sendable(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write the text, or remove the template")
    if not {"{", "}"}.isdisjoint(PLACEHOLDER.sub("", text)):
        raise ValueError("has a brace that is no variable; write variables like {name}, and no other braces")
    return text


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)


_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]


class Number(_Model):
    """A number that the program answers on."""

    number: Annotated[str, AfterValidator(_answerable)]
    """E.164 such as +12065550100, a short code, or an RCS agent; kept in its canonical form."""
    opt_outs: OptOuts
    """Who answers STOP and HELP: aws, or self where self-managed opt-outs are switched on."""
    number_type: NumberType | None = None


class Keyword(_Model):
    """What customers text, other ways to write it, and the template that answers it."""

    keyword: Annotated[_Word, Field(max_length=30)]
    """At most 30 characters, as AWS's PutKeyword has it."""
    synonyms: tuple[_Word, ...] = ()
    match: Match = Match.EXACT
    template: str


class Replies(_Model):
    """Templates for what is no keyword; absent: no reply."""

    unmatched: str | None = None
    help: str | None = None
    stop: str | None = None
    start: str | None = None


class Program(_Model):
    """An operator's program. `load_program` also checks what shows only between fields."""

    program: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    """Its name; stands in every row that it reads."""
    description: str = ""
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")], ...] = ("en",)
    """Language tags such as en or pt-BR."""
    keywords: tuple[Keyword, ...] = ()
    templates: dict[str, Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_sendable)]] = {}
    """Name → text, with variables like {name}."""
    replies: Replies = Replies()

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program

    @cached_property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 of the program's canonical JSON. Comments, the order of keys, and defaults
        that are written out do not change it."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]

    def opt_outs_on(self, number: str) -> OptOuts | None:
        """Who answers STOP on one of the program's numbers."""
        wanted = canonical_number(number)
        return next((n.opt_outs for n in self.numbers if n.number == wanted), None)


@dataclass(frozen=True, slots=True)
class ProgramSet:
    """Several programs, no number and no name in two of them.

    Raises:
        ConfigurationFault: two of them share a number or a name.
    """

    programs: Sequence[Program]
    _by_number: Mapping[str, Program] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        claimed = [(number.number, program) for program in self.programs for number in program.numbers]
        names = {program.name for program in self.programs}
        if len(dict(claimed)) < len(claimed) or len(names) < len(self.programs):
            raise ConfigurationFault("Two programs share a number or a name. load_programs tells where.")
        object.__setattr__(self, "programs", tuple(self.programs))
        object.__setattr__(self, "_by_number", dict(claimed))

    def for_number(self, number: str) -> Program | None:
        """The program that answers on `number`, ours, as AWS writes it or as people do."""
        return self._by_number.get(number) or self._by_number.get(canonical_number(number))


def program_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a program file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Program.model_json_schema()}
