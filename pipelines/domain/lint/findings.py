"""What a check found: where, what it does wrong, what to do, and the message that shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.domain.lint.kinds import FindingKind, Severity, severity_of
from schemas.program_rules import Where, dotted


@dataclass(frozen=True, slots=True)
class Witness:
    """The messages that show a finding: what a customer texts, what they are sent, or both.

    `inbound`: what the customer texts, to `number`, as an answer to `prompt` of `campaign` where those are given.
    `outbound`: what they are sent; every variable has its example's value.
    """

    inbound: str | None = None
    outbound: str | None = None
    number: str | None = None
    campaign: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a rule makes it: the field by its path, its line not known yet."""

    kind: FindingKind
    at: Where
    what: str
    advice: str
    witness: Witness


Finds = Iterator[Found]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a field of a program's file, and what to do. `line`: the first is 1."""

    kind: FindingKind
    file: str
    line: int
    field: str
    what: str
    advice: str
    witness: Witness

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return severity_of(self.kind)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.what}; {self.advice}"


def placed(found: Found, file: str, lines: Mapping[Where, int]) -> Finding:
    """A finding with its line: that of its field, else of the nearest field around it."""
    near = next((found.at[:n] for n in range(len(found.at), -1, -1) if found.at[:n] in lines), ())
    line = lines.get(near, 1)
    return Finding(found.kind, file, line, dotted(found.at), found.what, found.advice, found.witness)
