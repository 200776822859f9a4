"""What an operator writes: a messaging program. The model, fingerprinted; `program_file` reads it from YAML."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from schemas.errors import ConfigurationFault
from schemas.program_parts import (
    Answer,
    AwsKeyword,
    Flow,
    Keyword,
    Language,
    Model,
    Name,
    Number,
    QuietHours,
    Replies,
    Step,
    Template,
)
from schemas.program_terms import (
    CARRIER_HELP,
    CARRIER_OPT_IN,
    CARRIER_OPT_OUT,
    END,
    LONGEST_TEXT,
    PLACEHOLDER,
    WHEN,
    AwsAction,
    Match,
    Means,
    NumberType,
    OptOuts,
    Outcome,
)
from schemas.pseudonym import canonical_number

__all__ = [
    "CARRIER_HELP",
    "CARRIER_OPT_IN",
    "CARRIER_OPT_OUT",
    "END",
    "LONGEST_TEXT",
    "PLACEHOLDER",
    "WHEN",
    "Answer",
    "AwsAction",
    "AwsKeyword",
    "Flow",
    "Keyword",
    "Match",
    "Means",
    "Number",
    "NumberType",
    "OptOuts",
    "Outcome",
    "Program",
    "ProgramFaults",
    "ProgramSet",
    "QuietHours",
    "Replies",
    "Step",
    "program_json_schema",
]


class ProgramFaults(ConfigurationFault):
    """All that is wrong with the given files, a line each: `file:line: field: what is wrong; what to do`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


class Program(Model):
    """An operator's program. `load_program` also checks what shows only between fields."""

    program: Name
    """Its name; stands in every row that it reads."""
    description: str = ""
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    """Language tags such as en or pt-BR. The first is what customers are answered in whose language is not known."""
    keywords: tuple[Keyword, ...] = ()
    templates: dict[str, Template] = Field({})
    """Name → text, with variables like {name}; or name → language → text."""
    variables: dict[str, str] = Field({})
    """Name of a variable → an example of its value, as long as it gets: what lengths and costs are reckoned with."""
    replies: Replies = Replies()
    flows: tuple[Flow, ...] = ()
    promotional: tuple[str, ...] = ()
    """Templates that advertise: sent as PROMOTIONAL, and never in the customer's quiet hours."""
    quiet_hours: QuietHours = QuietHours()
    """By the customer's own clock; 21:00 to 08:00 unless said otherwise."""
    at_least_once: tuple[str, ...] = ()
    """Reminders that are sent again when it is not known whether they left: a duplicate does no harm."""

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

    def text(self, template: str, language: str | None = None) -> str:
        """The text of a template in a customer's language: that very tag, else the same language of another country,
        else the program's first language.

        Raises:
            KeyError: no template of that name.
        """
        texts = self.templates[template]
        if isinstance(texts, str):
            return texts
        spoken = (language or "").partition("-")[0]
        near = [tag for tag in texts if tag.partition("-")[0] == spoken]
        fallback = next((tag for tag in self.languages if tag in texts), next(iter(texts)))
        return texts[language if language in texts else near[0] if near else fallback]

    def texts(self, template: str) -> Mapping[str, str]:
        """Language → text of a template; one text for all stands under the program's first language.

        Raises:
            KeyError: no template of that name.
        """
        texts = self.templates[template]
        return {self.languages[0]: texts} if isinstance(texts, str) else texts

    @property
    def replying_templates(self) -> list[str]:
        """Names of the templates that answer keywords and what is no keyword, each once."""
        replies = self.replies.model_dump().values()
        keywords = (name for keyword in self.keywords for name in (keyword.template, keyword.again))
        return list(dict.fromkeys(name for name in (*keywords, *replies) if name is not None))

    def number(self, number: str) -> Number | None:
        """What is set up for one of the program's numbers."""
        wanted = canonical_number(number)
        return next((n for n in self.numbers if n.number == wanted), None)

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
    _by_name: Mapping[str, Program] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        claimed = [(number.number, program) for program in self.programs for number in program.numbers]
        names = {program.name for program in self.programs}
        if len(dict(claimed)) < len(claimed) or len(names) < len(self.programs):
            raise ConfigurationFault("Two programs share a number or a name. load_programs tells where.")
        object.__setattr__(self, "programs", tuple(self.programs))
        object.__setattr__(self, "_by_number", dict(claimed))
        object.__setattr__(self, "_by_name", {program.name: program for program in self.programs})

    def named(self, name: str | None) -> Program | None:
        """The program of that name."""
        return None if name is None else self._by_name.get(name)

    def for_number(self, number: str) -> Program | None:
        """The program that answers on `number`, ours, as AWS writes it or as people do."""
        return self._by_number.get(number) or self._by_number.get(canonical_number(number))


def program_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a program file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Program.model_json_schema()}
