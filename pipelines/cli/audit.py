"""Hold a lake against the laws: nothing lost, nobody texted twice, STOP obeyed.

Each law is a SQL assertion that looks for what breaks it; `--list` tells them. Exit code 0: all of them hold; 1: one is
broken, and the first rows that break it are shown; 2: there is no such lake, or no such law. Unknown outcomes are listed
as a warning. Nothing is changed, no text of anybody is looked at, and no phone number is shown.

examples:
  twoway audit --lake demo-lake
  twoway audit --lake s3://my-lake/sms --json          JSON Lines, a line a law
  twoway audit --lake demo-lake --only stop_is_a_latch --grace 5 --rows 20
"""

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import cast

from pipelines.adapters.program_files import read_snapshot
from pipelines.cli.options import add_lake, add_programs
from pipelines.cli.told import count, positive
from pipelines.domain.reply import MOST_SENT_AGAIN
from pipelines.settings import program_locations
from schemas.errors import ConfigurationFault
from schemas.program import Program
from schemas.program_file import read_programs

NAME = "audit"


def add_options(parser: argparse.ArgumentParser) -> None:
    add_lake(parser)
    parser.add_argument("--only", action="append", metavar="NAME", help="this law alone; repeat for more")
    parser.add_argument("--list", action="store_true", help="tell the laws, and audit nothing")
    parser.add_argument(
        "--json", action="store_true", help="JSON Lines: a line a law, with the first rows that break it"
    )
    parser.add_argument("--rows", type=count, default=5, metavar="N", help="of each broken law, rows shown (default 5)")
    parser.add_argument(
        "--grace", type=_seconds, default=30.0, metavar="S",
        help="seconds after an opt-out in which a text on its way may still leave (default 30)",
    )  # fmt: skip
    parser.add_argument(
        "--stuck", type=positive, default=3_600.0, metavar="S",
        help="seconds before the lake's newest row after which a promised reply is stuck (default 3600)",
    )  # fmt: skip
    add_programs(parser)


def run(options: argparse.Namespace) -> int:
    from dashboards.audit import LAWS, Bounds, Verdict, audit, law
    from pipelines.cli.audit_shown import print_json, print_laws, print_results

    only = tuple(options.only or LAWS)
    if unknown := [name for name in only if name not in LAWS]:
        raise ConfigurationFault(f"there is no law {', '.join(unknown)}. They are: {', '.join(LAWS)}")
    out = cast(TextIOWrapper, sys.stdout)
    out.reconfigure(errors="backslashreplace")
    if options.list:
        print_laws([law(name) for name in only], options.json, out)
        return 0
    programs = _programs(options.program)
    bounds = Bounds(options.grace, options.stuck, _expiries(programs), _repeatable(programs), options.rows)
    found = audit(options.lake or os.environ.get("TWOWAY_LAKE", "lake"), bounds, only)
    results = print_json(found, out) if options.json else print_results(list(found), out)
    return int(any(result.verdict is Verdict.BROKEN for result in results))


def _programs(given: Sequence[str] | None) -> Sequence[Program]:
    """
    Raises:
        ConfigurationFault: a program cannot be read.
    """
    snapshot = read_snapshot(given or program_locations(os.environ))
    if snapshot.faults:
        raise ConfigurationFault("\n".join(snapshot.faults))
    return read_programs(snapshot.files).programs


def _expiries(programs: Sequence[Program]) -> dict[tuple[str, str], float]:
    """(program, flow) → seconds without an answer after which the longest of its steps expires."""
    flows = ((program.name, flow) for program in programs for flow in program.flows)
    return {(name, flow.flow): float(max(step.expires_after_s for step in flow.steps)) for name, flow in flows}


def _repeatable(programs: Sequence[Program]) -> dict[tuple[str, str], int]:
    """(program, template) → how often it leaves at most where nobody knows whether it left."""
    return {(each.name, template): MOST_SENT_AGAIN for each in programs for template in each.at_least_once}


def _seconds(text: str) -> float:
    """An option's number of seconds, 0 or more."""
    return 0.0 if text == "0" else positive(text)
