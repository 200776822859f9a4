"""Set numbers up at AWS as the programs say: two-way, topics, opt-outs, keywords that AWS answers.

`plan` shows what differs and changes nothing; `apply` shows it, asks, and changes that and no more, so a second one
changes nothing; `countries` shows where two-way SMS is to be had. With --check, what differs is drift: exit code 2.
Nothing is deleted: what no program names is told, and left alone.

examples:
  twoway numbers plan --program clinic.yaml --create-topic twoway-inbound
  twoway numbers apply --program clinic.yaml --topic "$InboundTopicArn" --configuration-set twoway-sms
  twoway numbers plan --check --program clinic.yaml --json
  twoway numbers countries NZ
"""

import argparse
import os
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from pipelines.adapters.sms_account import SmsAccount
from pipelines.cli.numbers_shown import show_countries, show_plan
from pipelines.cli.options import add_programs
from pipelines.cli.programs import runnable
from pipelines.domain.numbers.account import Asked
from pipelines.domain.numbers.changes import told
from pipelines.domain.numbers.plan import Plan, plan_numbers
from pipelines.settings import program_locations
from schemas.countries import countries
from schemas.errors import ConfigurationFault

NAME = "numbers"
_ACTIONS = ("plan", "apply", "countries")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS, metavar="ACTION", help="plan, apply or countries")
    parser.add_argument("iso", nargs="?", metavar="ISO", help="countries: only this one, as NZ")
    add_programs(parser)
    topic = parser.add_mutually_exclusive_group()
    topic.add_argument("--topic", metavar="ARN", help="SNS topic that texts go to, where the program names none")
    topic.add_argument("--create-topic", metavar="NAME", help="the same, by its name; made where it is not there")
    parser.add_argument(
        "--configuration-set", metavar="NAME", help="made where it is not there (TWOWAY_CONFIGURATION_SET)"
    )
    parser.add_argument("--events-topic", metavar="ARN", help="SNS topic that its delivery events go to")
    parser.add_argument(
        "--countries", type=Path, metavar="FILE", help="CSV whose rows replace those of the table of countries"
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 2 where something differs")
    parser.add_argument("--yes", action="store_true", help="apply without asking; needed without a terminal")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def run(options: argparse.Namespace) -> int:
    table = countries(options.countries)
    if options.action == "countries":
        return show_countries(table, options.iso, as_json=options.json)
    if options.iso is not None:
        raise ConfigurationFault(f"{options.action} takes no country. Did you mean: twoway numbers countries?")
    programs = runnable(tuple(options.program or ()) or program_locations(os.environ)).programs
    asked = _asked(options)
    account = SmsAccount()
    try:
        plan = plan_numbers(programs, account.read(programs, asked), asked, table)
        return _carry_out(plan, account, options)
    finally:
        account.close()


def _asked(options: argparse.Namespace) -> Asked:
    return Asked(
        topic=options.topic,
        create_topic=options.create_topic,
        events_topic=options.events_topic,
        configuration_set=options.configuration_set or os.environ.get("TWOWAY_CONFIGURATION_SET") or None,
    )


def _carry_out(plan: Plan, account: SmsAccount, options: argparse.Namespace) -> int:
    """Show the plan, and apply it where that is asked for and agreed to; the exit code."""
    to_apply = options.action == "apply" and not options.check and bool(plan.changes) and not plan.refusals
    if not options.json or not to_apply:
        show_plan(plan, as_json=options.json)
    if plan.refusals:
        return 2
    if not to_apply:
        return 2 if options.check and plan.changes else 0
    if not _agreed(len(plan.changes), options.yes):
        return 2
    applied = _apply(plan, account, quietly=options.json)
    if options.json:
        show_plan(plan, as_json=True, applied=applied)
    return 0 if applied == len(plan.changes) else 1


def _agreed(count: int, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        print("Nothing was changed: without a terminal to ask at, apply needs --yes.", file=sys.stderr)
        return False
    print(f"Make these {count} changes? [y/N] ", end="", file=sys.stderr, flush=True)
    agreed = sys.stdin.readline().strip().casefold() in ("y", "yes")
    if not agreed:
        print("Nothing was changed.", file=sys.stderr)
    return agreed


def _apply(plan: Plan, account: SmsAccount, *, quietly: bool) -> int:
    """Make the changes in their order, up to the first that AWS refuses; how many were made."""
    for made, change in enumerate(plan.changes):
        said = told(change)
        try:
            account.apply(change)
        except (ClientError, BotoCoreError) as error:
            print(
                f"twoway numbers: {said.operation} {said.about} stopped by {_reason(error)}. {made} of"
                f" {len(plan.changes)} changes were made and stay; apply again to go on from there.",
                file=sys.stderr,
            )
            return made
        if not quietly:
            print(f"  done  {said.operation} {said.about}")
    if not quietly:
        print(f"Applied {len(plan.changes)}.")
    return len(plan.changes)


def _reason(error: ClientError | BotoCoreError) -> str:
    """AWS's own code and reason; its text may quote what was sent."""
    if isinstance(error, ClientError):
        code, reason = error.response.get("Error", {}).get("Code", "Unknown"), error.response.get("Reason")
        return f"{code} ({reason})" if reason else str(code)
    return type(error).__name__
