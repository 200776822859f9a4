"""Talk with a program in the terminal, as a customer would.

What you type is a text; `+2h` lets time pass (`m`, `h`, `d`), `/quit` or Ctrl-D ends. Nothing is sent, and nothing is kept.
A conversation opens with the prompt of a flow, if the program has one; the calendar has made-up times.

examples:
  twoway chat --program clinic.yaml
  twoway chat --program pipelines/programs/appointments.yaml --flow appointment
"""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.text import Text

from pipelines.cli.options import add_programs
from pipelines.cli.programs import programs_at
from pipelines.domain.player import Line, Player
from pipelines.domain.transcript import DEFAULT_AT, slot_at, waited
from pipelines.settings import program_locations
from schemas.errors import ConfigurationFault
from schemas.program import Program

NAME = "chat"
_STYLES = {"<": "cyan", "!": "bold green"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which program, which flow, and when."""
    add_programs(parser)
    parser.add_argument(
        "--name", metavar="PROGRAM", help="the program's name, where several are given (default: the first)"
    )
    parser.add_argument(
        "--flow", metavar="FLOW", help="open with this flow's prompt (default: the program's first; none: '')"
    )
    parser.add_argument(
        "--at", metavar="TIME", help="when it begins, as '2026-11-23 09:00' (default: a Monday at nine)"
    )


def run(options: argparse.Namespace) -> int:
    """A conversation until the input ends."""
    program = _program(options)
    at = _time(options.at)
    slots = [slot_at(at + timedelta(days=day, hours=hour)) for day in (1, 2, 3, 4) for hour in (0, 2, 6)]
    player = Player(program, at, slots)
    shown = Console(highlight=False, soft_wrap=True)
    flow = options.flow if options.flow is not None else next((each.flow for each in program.flows), "")
    _show(shown, player.begin(flow) if flow else [])
    for text in _texts():
        if text.startswith("+"):
            try:
                lines = player.wait(waited(text))
            except ValueError:
                shown.print("  +30m, +2h or +3d lets time pass", style="dim")
                continue
            shown.print(f"  {player.at:%a %d %b %H:%M}", style="dim")
        else:
            lines = player.hear(text)
        _show(shown, lines or [Line("", "(nothing is sent)")])
    return 0


def _program(options: argparse.Namespace) -> Program:
    programs = programs_at(tuple(options.program or ()) or program_locations(os.environ)).programs
    found = next((each for each in programs if options.name in (None, each.name)), None)
    if found is None:
        raise ConfigurationFault(f"no program {options.name}; there are: {', '.join(each.name for each in programs)}")
    return found


def _time(text: str | None) -> datetime:
    try:
        return DEFAULT_AT if text is None else datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        raise ConfigurationFault(f"--at {text} is no time; write it as '2026-11-23 09:00'") from None


def _texts() -> Iterator[str]:
    """Lines of the terminal, with a prompt; of a file without."""
    while True:
        try:
            text = input("> " if sys.stdin.isatty() else "")
        except EOFError:
            return
        if text.strip() in ("/quit", "/exit"):
            return
        if not sys.stdin.isatty():
            print(f"> {text}")
        yield text


def _show(shown: Console, lines: list[Line]) -> None:
    for line in lines:
        shown.print(Text(str(line).strip(), style=_STYLES.get(line.mark, "dim")))
