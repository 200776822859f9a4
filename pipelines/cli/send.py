"""Send a campaign: a prompt to each row of a file, rendered, counted and shown before anything leaves.

FILE is CSV or Parquet. Columns: number (E.164, or national with --country); optional id (your own key, else the number),
flow, variant and language; and one for each variable that the flow's templates need. Of a file with a fault nothing is
sent, and every fault is told with its line. A row of a campaign is sent once, however often the command is run: what was
interrupted goes on where it stopped.

examples:
  twoway send november.csv --program appointments --campaign november --dry-run
  twoway send november.csv --program clinic.yaml --campaign november --price 0.0083
  twoway send offers.parquet --program offers --campaign week-48 --country US --yes
"""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from pipelines.adapters.program_files import is_s3
from pipelines.cli.options import add_state
from pipelines.cli.programs import runnable
from pipelines.cli.segments import price
from pipelines.cli.send_files import CampaignFaults, read_campaign
from pipelines.cli.send_shown import CampaignPlan, in_words, show_faults, show_plan
from pipelines.cli.send_submit import submit
from pipelines.cli.slots_shown import Progress
from pipelines.domain.campaign import campaign_name
from pipelines.domain.campaign_cost import cost
from pipelines.domain.campaign_numbers import is_country
from pipelines.domain.campaign_rows import Given
from pipelines.settings import program_locations
from schemas.errors import ConfigurationFault
from schemas.program import Program, ProgramSet
from schemas.program_rules import meant

NAME = "send"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or Parquet, a row for each prompt")
    parser.add_argument(
        "--program", required=True, metavar="PROGRAM", help="its name among those of TWOWAY_PROGRAMS, or its file"
    )
    parser.add_argument("--campaign", required=True, metavar="NAME", help="stands in every row that it causes")
    parser.add_argument("--flow", metavar="FLOW", help="of rows that name none (default: the program's only one)")
    parser.add_argument("--from", dest="sender", metavar="NUMBER", help="ours (default: the program's only one)")
    parser.add_argument("--country", metavar="ISO", help="of numbers without a country code, as US")
    parser.add_argument("--price", type=price, metavar="USD", help="of a part, in US dollars: adds what it costs")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, and send nothing")
    parser.add_argument("--yes", action="store_true", help="send without asking; needed without a terminal")
    parser.add_argument(
        "--json", action="store_true", help="JSON instead of text: the plan, then how the prompts stand"
    )
    parser.add_argument("--configuration-set", metavar="NAME", help="without one there are no delivery events")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    try:
        plan = _plan(options)
    except CampaignFaults as faults:
        if not options.json:
            raise
        show_faults(faults)
        return 2
    show_plan(plan, as_json=options.json)
    if options.dry_run:
        return 0
    if not _agreed(plan, options.yes):
        return 2
    return submit(plan.rows, plan.campaign, plan.program, plan.origination_identity, options)


def _plan(options: argparse.Namespace) -> CampaignPlan:
    """The campaign that is asked for.

    Raises:
        ConfigurationFault: it cannot be.
    """
    campaign, country = campaign_name(options.campaign), _country(options.country)
    programs = _programs(options.program)
    program = _named(programs, options.program)
    _check_flow(program, options.flow)
    sender = _sender(program, options.sender)
    ours = frozenset(number.number for each in programs.programs for number in each.numbers)
    progress = Progress("rows read")
    try:
        read = read_campaign(options.file, Given(program, options.flow, country, ours), progress)
    finally:
        progress.end()
    forecast = cost(read.rows, program, options.price, sender)
    return CampaignPlan(campaign, program, sender, read.rows, forecast, read.unused)


def _is_file(said: str) -> bool:
    return is_s3(said) or said.endswith((".yaml", ".yml")) or os.sep in said


def _programs(said: str) -> ProgramSet:
    return runnable([said] if _is_file(said) else program_locations(os.environ))


def _named(programs: ProgramSet, said: str) -> Program:
    by_name = {program.name: program for program in programs.programs}
    if _is_file(said) and len(by_name) == 1:
        return programs.programs[0]
    if said not in by_name:
        raise ConfigurationFault(f"--program {said} is not one program; {_one_of(said, by_name)}")
    return by_name[said]


def _one_of(said: str, names: Iterable[str]) -> str:
    known = list(names)
    return meant(said, known, f"write one of {', '.join(known)}")


def _check_flow(program: Program, flow: str | None) -> None:
    flows = [each.flow for each in program.flows]
    if not flows:
        raise ConfigurationFault(f"program {program.name} has no flow, and a prompt begins one; add it under flows")
    if flow is not None and flow not in flows:
        raise ConfigurationFault(f"--flow {flow} is no flow of {program.name}; {_one_of(flow, flows)}")


def _sender(program: Program, said: str | None) -> str:
    ours = [number.number for number in program.numbers]
    if said is None and len(ours) == 1:
        return ours[0]
    number = None if said is None else program.number(said)
    if number is None:
        why = "which number? " if said is None else f"--from is no number of {program.name}; "
        raise ConfigurationFault(f"{why}write --from with one of {', '.join(ours)}")
    return number.number


def _country(said: str | None) -> str | None:
    if said is not None and not is_country(said.upper()):
        raise ConfigurationFault(f"--country {said!r} is no country; write its ISO code, as US or GB")
    return None if said is None else said.upper()


def _agreed(plan: CampaignPlan, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        print("Nothing was sent: without a terminal to ask at, send needs --yes, or --dry-run.", file=sys.stderr)
        return False
    question = f"Send {plan.cost.messages:,} texts from {plan.origination_identity} in {in_words(plan.cost.lasts)}?"
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    agreed = sys.stdin.readline().strip().casefold() in ("y", "yes")
    if not agreed:
        print("Nothing was sent.", file=sys.stderr)
    return agreed
