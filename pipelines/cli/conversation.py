"""Show what is known of a customer: conversations, what waits, what was said; or the last conversation as a transcript.

The number is only what the customer is found by: it is printed nowhere, and neither is it kept. What is shown is the
state that the job works with, and the events that it keeps, those of a thread's last hour; with --lake also what was before.
--transcript writes the latest conversation down, masked, as a test that `twoway check` can play beside the program.
Exit code 1: nothing is known of that customer.

examples:
  twoway conversation +14255550001
  twoway conversation +14255550001 --from +12065550111 --lake s3://my-lake/sms
  twoway conversation +14255550001 --transcript > transcripts/appointments/moved.txt
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from pipelines.adapters.clock import SystemClock
from pipelines.cli.conversation_export import held_of, latest
from pipelines.cli.conversation_history import Older, Said, history_of, said_in
from pipelines.cli.conversation_shown import show_customer
from pipelines.cli.conversation_store import open_store, settings_with_key
from pipelines.cli.conversation_view import Customer, Kept, kept_of, viewed
from pipelines.cli.options import add_programs, add_state
from pipelines.cli.programs import programs_at
from pipelines.domain.thread import Talk
from pipelines.domain.transcript import differences, read_transcript
from pipelines.domain.transcript_export import transcript_of
from pipelines.settings import Settings
from schemas.errors import ConfigurationFault
from schemas.program import ProgramSet
from schemas.pseudonym import NumberKind, canonical_number, kind_of, mask

NAME = "conversation"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="the customer's, with its country, as +14255550001")
    parser.add_argument(
        "--from", dest="ours", metavar="NUMBER", help="only texts with this number of ours (default: with all)"
    )
    add_state(parser)
    add_programs(parser)
    parser.add_argument(
        "--lake", metavar="WHERE", help="show what was before, too: a folder or s3://bucket/prefix (default: no lake)"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON object instead of text")
    shape.add_argument(
        "--transcript", action="store_true", help="the latest conversation, masked, as twoway check plays it"
    )


def run(options: argparse.Namespace) -> int:
    number = customer_number(options.number)
    made = settings_with_key(options)
    programs = programs_at(made.programs)
    key = made.key.token(number)
    store = open_store(options)
    try:
        kept = list(kept_of(store, key, _numbers(options.ours, programs), programs))
        opted_out = key in store.opted_out([key])
    finally:
        store.close()
    if options.transcript:
        return _transcript(kept, programs, None if options.lake is None else made.lake)
    now = SystemClock().now()
    threads = tuple(viewed(each, now) for each in kept)
    customer = Customer(mask(number), key.hex(), opted_out, threads)
    if options.lake is not None:
        customer = replace(customer, older=_older(made, key, options.ours, customer))
    if not (threads or opted_out or customer.older):
        print(f"Nothing is known of {mask(number)}{_looked(options)}.", file=sys.stderr)
        return 1
    show_customer(customer, as_json=options.json)
    return 0


def customer_number(text: str) -> str:
    """The number of a customer, canonical.

    Raises:
        ConfigurationFault: it is none; the fault does not repeat it.
    """
    number = canonical_number(text)
    if kind_of(number) is not NumberKind.E164:
        raise ConfigurationFault("that is no customer's number. Write it with its country, as +14255550001")
    return number


def _numbers(ours: str | None, programs: ProgramSet) -> Sequence[str]:
    known = [number.number for program in programs.programs for number in program.numbers]
    if ours is None:
        return known
    number = canonical_number(ours)
    if number not in known:
        raise ConfigurationFault(f"no program has the number {ours}; there are: {', '.join(known)}")
    return [number]


def _looked(options: argparse.Namespace) -> str:
    where = "" if options.ours is None else f" and {options.ours}"
    return f"{where}, neither in the store nor in the lake" if options.lake is not None else f"{where} in the store"


def _older(made: Settings, key: bytes, ours: str | None, customer: Customer) -> tuple[Older, ...]:
    """What the lake has from before the events that are shown."""
    shown: list[datetime] = [each.at for thread in customer.threads for each in thread.events]
    number = None if ours is None else canonical_number(ours)
    return history_of(made.lake, key, number, min(shown, default=None))


def _transcript(kept: Sequence[Kept], programs: ProgramSet, lake: str | None) -> int:
    found = latest(kept)
    if found is None:
        print("twoway conversation: that customer has had no conversation that is kept.", file=sys.stderr)
        return 1
    thread, talk = found
    held = held_of(thread, talk, programs, _said(lake, talk))
    text = transcript_of(held)
    sys.stdout.write(text)
    otherwise = len(differences(held.program, read_transcript(text)))
    if otherwise:
        print(
            f"twoway conversation: the program does otherwise in {otherwise} lines; it has changed since.",
            file=sys.stderr,
        )
    return 0


def _said(lake: str | None, talk: Talk) -> Callable[[], Sequence[Said]] | None:
    return None if lake is None else partial(said_in, lake, talk.opening.conversation_id)
