"""A linter for messaging programs: what will go wrong, where, what to do, and the message that shows it."""

import re
from collections.abc import Mapping
from typing import Any

from pipelines.domain.lint.expressions import find_in_expressions
from pipelines.domain.lint.findings import Finding, Witness, placed
from pipelines.domain.lint.flows import find_in_flows
from pipelines.domain.lint.instructions import find_in_instructions
from pipelines.domain.lint.keywords import find_in_keywords
from pipelines.domain.lint.kinds import FindingKind, Severity
from pipelines.domain.lint.lengths import find_in_lengths
from pipelines.domain.lint.loose import find_in_loose_matches
from pipelines.domain.lint.numbers import find_in_numbers
from pipelines.domain.lint.once import find_in_periods
from pipelines.domain.lint.overruling import find_in_overruling
from pipelines.domain.lint.replies import find_in_replies
from pipelines.domain.lint.sending import find_in_sending
from pipelines.domain.lint.several import find_in_several
from pipelines.domain.lint.subject import Subject
from pipelines.domain.lint.templates import find_in_templates
from schemas.countries import Country
from schemas.program import Program
from schemas.program_file import Fault, Reading
from schemas.program_rules import Where

__all__ = ["Finding", "FindingKind", "Severity", "Witness", "check", "lint", "unread"]

_RULES = (
    *(find_in_keywords, find_in_loose_matches, find_in_expressions, find_in_templates, find_in_lengths),
    *(find_in_replies, find_in_instructions, find_in_flows, find_in_numbers),
    *(find_in_periods, find_in_overruling, find_in_several, find_in_sending),
)


def lint(program: Program, countries: Mapping[str, Country], file: str, lines: Mapping[Where, int]) -> list[Finding]:
    """What is wrong with a program, in the order of its lines; `lines` are those of its fields.

    `countries`: AWS's table, as `schemas.countries` reads it. Never raises for a program whose single fields are valid.
    """
    subject = Subject(program, countries)
    found = dict.fromkeys(placed(each, file, lines) for rule in _RULES for each in rule(subject))
    return sorted(found, key=lambda finding: (finding.line, finding.field, finding.kind))


def check(reading: Reading, countries: Mapping[str, Country]) -> list[Finding]:
    """What is wrong with a file: its faults, and as far as it can be read, what is wrong with its program.

    A fault that an error tells better is told once.
    """
    found = [] if reading.program is None else lint(reading.program, countries, reading.file, reading.lines)
    told = {finding.field for finding in found if finding.severity is Severity.ERROR}
    for fault in reading.faults:
        if fault.where not in told:
            found.append(_finding(fault, _unanswered(reading.data, fault.where)))
    return sorted(found, key=lambda finding: (finding.line, finding.field, finding.kind))


def unread(file: str, what: str, advice: str) -> Finding:
    """The finding that a file cannot be read at all."""
    return Finding(FindingKind.FAULT, file, 1, "file", what, advice, Witness(_ANYTHING))


_ANYTHING = "HELP"
"""What a customer texts who would be answered if the file could be loaded."""


def _finding(fault: Fault, witness: Witness) -> Finding:
    what, _, advice = fault.what.partition("; ")
    return Finding(FindingKind.FAULT, fault.file, fault.line, fault.where, what, advice, witness)


def _unanswered(data: Mapping[str, Any], where: str) -> Witness:
    """A text that nobody answers as long as the file cannot be loaded: the keyword that is at fault, else any."""
    place = re.match(r"keywords\[(\d+)\]", where)
    keywords = data.get("keywords")
    if place is not None and isinstance(keywords, list) and isinstance(keyword := keywords[int(place[1])], dict):
        spelled = keyword.get("keyword")
        if isinstance(spelled, str) and spelled.strip():
            return Witness(spelled)
    return Witness(_ANYTHING)
