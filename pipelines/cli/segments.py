"""Count the message parts of texts, and forecast what a program's templates cost.

Texts come in one a line, from FILE or standard input; out goes a line for each, in the same order: encoding, parts, and
characters left in the last part, with tabs between. A fourth column tells what would make the text shorter. One curly
quote cuts the room of a text from 160 characters to 70; what it could be instead is offered, never applied.

examples:
  twoway segments --text "It’s tomorrow at 10"
  twoway segments --json < texts.txt
  twoway segments --input json --check replies.jsonl       exit code 2 when AWS would refuse one
  twoway segments --program clinic.yaml --price 0.0079     every template in every language
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from pipelines.cli.segments_program import forecast_programs
from pipelines.cli.segments_texts import Form, from_json, from_line, measure, row
from schemas.errors import ConfigurationFault
from schemas.program_file import load_programs

NAME = "segments"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="texts, one a line; absent or -: standard input")
    parser.add_argument("--text", metavar="TEXT", help="this one text")
    parser.add_argument(
        "--input",
        choices=("lines", "json"),
        default="lines",
        help="lines of text (default), or of JSON with a field text, messageBody or body",
    )
    parser.add_argument(
        "--program",
        type=Path,
        action="append",
        metavar="FILE",
        help="forecast the templates of an operator's program instead; repeat for more",
    )
    parser.add_argument(
        "--price", type=price, metavar="USD", help="of a part, in US dollars: adds what each text costs"
    )
    parser.add_argument("--json", action="store_true", help="JSON Lines, with what is beyond GSM and what it could be")
    parser.add_argument("--check", action="store_true", help="exit code 2 when a text is longer than AWS sends")


def run(options: argparse.Namespace) -> int:
    if sum(given is not None for given in (options.file, options.text, options.program)) > 1:
        raise ConfigurationFault("Give one of FILE, --text and --program.")
    try:
        fits = _forecast(options) if options.program is not None else _measure(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`head`) has seen enough; nothing is left to say, and Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0 if fits or not options.check else 2


def price(text: str) -> Decimal:
    """An option's US dollars, 0 or more."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    # NaN compares with nothing; twelve decimals are more than any price has, and keep the sums exact.
    if not value.is_finite() or not 0 <= value < 1000 or value != round(value, 12):
        raise argparse.ArgumentTypeError(f"{text!r} is no price of a part in US dollars, such as 0.0079")
    return value


def _forecast(options: argparse.Namespace) -> bool:
    out = cast(TextIOWrapper, sys.stdout)
    return forecast_programs(load_programs(options.program), options.price, as_json=options.json, out=out)


def _measure(options: argparse.Namespace) -> bool:
    form = Form(options.price, as_json=options.json)
    out = sys.stdout.buffer
    if options.text is not None:
        answer = row(options.text, form)
        out.write(answer.line)
        return answer.fits
    with _opened(options.file) as lines:
        done = measure(lines, out, from_json if options.input == "json" else from_line, form)
    if done.unread:
        raise ConfigurationFault(f"lines without a text: {done.unread:,}, the first is line {done.first_unread:,}")
    return done.fits


@contextmanager
def _opened(file: str | None) -> Iterator[BinaryIO]:
    if file is None or file == "-":
        if sys.stdin.isatty():
            print("twoway segments: type texts, one a line; Ctrl-D ends", file=sys.stderr)
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115  closed below; here only opening may be refused
    except OSError as error:
        raise ConfigurationFault(f"{file}: cannot be read ({error.strerror})") from None
    with opened:
        yield opened
