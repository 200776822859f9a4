"""Findings for people, and as JSON Lines."""

from collections import Counter
from dataclasses import asdict
from io import TextIOWrapper
from itertools import groupby

import orjson
from rich.console import Console
from rich.text import Text

from pipelines.domain.lint import Finding, Severity, Witness

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_LONGEST = 220
"""Characters of a message that are shown to people."""


def print_findings(found: list[Finding], files: int, transcripts: int, out: TextIOWrapper) -> None:
    """Findings grouped by the line they are about, each with its witness; a last line counts them."""
    # rich honours NO_COLOR, and uses no colour where nobody looks.
    console = Console(file=out, soft_wrap=True, highlight=False)
    for (file, line), group in groupby(found, key=lambda finding: (finding.file, finding.line)):
        console.print(Text(f"{file}:{line}", style="bold"))
        for finding in group:
            console.print(_told(finding))
    counted = Counter(finding.severity for finding in found)
    number = ", ".join(f"{_count(counted[each], each.value)}" for each in Severity if counted[each]) or "no finding"
    played = f", {_count(transcripts, 'transcript')}" if transcripts else ""
    console.print(f"{_count(files, 'program')}{played}: {number}")


def print_json(found: list[Finding], out: TextIOWrapper) -> None:
    """A JSON object a line: kind, severity, file, line, field, what, advice, witness."""
    for finding in found:
        row = {"kind": finding.kind, "severity": finding.severity, **asdict(finding)}
        out.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    out.flush()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _told(finding: Finding) -> Text:
    told = Text("  ")
    told.append(finding.severity.value, style=_STYLES[finding.severity])
    told.append(f" {finding.kind.value}", style="dim")
    told.append(f"  {finding.field}: {finding.what}")
    if finding.advice:
        told.append(f"; {finding.advice}")
    for line in _lines(finding.witness):
        told.append(f"\n    {line}")
    return told


def _lines(witness: Witness) -> list[str]:
    lines = []
    if witness.prompt is not None and witness.prompt != witness.outbound:
        lines.append(f"they were asked  {_short(witness.prompt)}")
    before_reply = witness.outbound is not None and witness.prompt == witness.outbound
    sent = f"they are sent    {_short(witness.outbound)}" if witness.outbound is not None else None
    campaign = f"  (campaign {witness.campaign})" if witness.campaign is not None else ""
    texted = f"they text        {_short(witness.inbound)}{campaign}" if witness.inbound is not None else None
    order = (sent, texted) if before_reply else (texted, sent)
    return [*lines, *(line for line in order if line is not None)]


def _short(text: str) -> str:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"
    return "“" + shown.replace("\n", "⏎") + "”"
