"""Look a messaging program through for what will go wrong, and show the message that triggers it.

Reads files, folders of them, or s3://bucket/prefix; without any, the programs that would run. Nothing is sent, and nothing
is changed. Transcripts (conversations as they should go, in transcripts/<program>/*.txt beside the file) are played. An error is what will do wrong, a warning what may annoy or cost money.

examples:
  twoway check clinic.yaml
  twoway check programs/ --strict       exit code 2 for warnings too: for CI
  twoway check --json clinic.yaml       JSON Lines, a line a finding
"""

import argparse
import os
import sys
from collections import Counter
from io import TextIOWrapper
from pathlib import Path
from typing import cast

from pipelines.adapters.program_files import read_snapshot
from pipelines.cli.check_shown import print_findings, print_json
from pipelines.cli.check_transcripts import find_in_transcript, transcripts_of
from pipelines.cli.options import add_programs
from pipelines.domain.lint import Finding, Severity, check, unread
from pipelines.settings import program_locations
from schemas.countries import countries
from schemas.program_file import examine_programs

NAME = "check"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="programs, folders of them, or s3://bucket/prefix")
    add_programs(parser)
    parser.add_argument(
        "--countries", type=Path, metavar="FILE", help="CSV whose rows replace those of the table of countries"
    )
    parser.add_argument("--json", action="store_true", help="JSON Lines: a line a finding, with its witness")
    parser.add_argument("--strict", action="store_true", help="exit code 2 for warnings too")


def run(options: argparse.Namespace) -> int:
    # As they were given: a path is shown as it was typed.
    given = [*options.files, *(options.program or ())]
    snapshot = read_snapshot(given or program_locations(os.environ))
    table = countries(options.countries)
    readings = examine_programs(snapshot.files)
    found = [_unread(fault) for fault in snapshot.faults]
    found += [finding for reading in readings for finding in check(reading, table)]
    whole = [
        (reading.program, reading.file) for reading in readings if reading.program is not None and not reading.faults
    ]
    played = [(program, path) for program, file in whole for path in transcripts_of(program, file)]
    found += [finding for program, path in played for finding in find_in_transcript(program, path)]
    out = cast(TextIOWrapper, sys.stdout)
    if options.json:
        print_json(found, out)
    else:
        out.reconfigure(errors="backslashreplace")
        print_findings(found, len(readings), len(played), out)
    counted = Counter(finding.severity for finding in found)
    return 2 if counted[Severity.ERROR] or (options.strict and found) else 0


def _unread(fault: str) -> Finding:
    """A file that could not be read: `file:line: field: what; what to do`."""
    file, _, rest = fault.partition(": ")
    what, _, advice = rest.removeprefix("file: ").partition("; ")
    return unread(file.removesuffix(":1"), what, advice)
