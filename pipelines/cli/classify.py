"""Read texts as the programs would: JSON Lines in, JSON Lines out.

Each line is an object with `messageBody` and, if known, `destinationNumber` (ours; without it the first number of
the first program), `originationNumber`, and `previousPrompt` (the text that is being answered). One line comes out
for each that goes in, in the same order. Nothing is sent, kept or logged.

examples:
  twoway classify last-month.jsonl --program clinic.yaml > read.jsonl
  echo '{"messageBody": "yes pls"}' | twoway classify

Exit code 2: some line was no JSON object, or had a field that is no text; its answer says so.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa

from pipelines.cli.options import add_programs
from pipelines.cli.programs import programs_at
from pipelines.domain.classify import Classification, Classifier
from pipelines.domain.inbound_rows import rcs_kind
from pipelines.settings import program_locations
from schemas.errors import ConfigurationFault
from schemas.notification import MessageKind

NAME = "classify"

FIELDS = (
    *("intent", "keyword", "match_kind", "score", "language", "opt_out", "yes_no", "is_auto_response"),
    *("program", "program_version", "template"),
)
"""What comes out for each line."""
_READ_AT_ONCE = 20_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which texts, by which programs."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="JSON Lines; default: standard input")
    add_programs(parser)


def run(options: argparse.Namespace) -> int:
    """Classify every line; 2 when one could not be read."""
    programs = programs_at(tuple(options.program or ()) or program_locations(os.environ))
    reader = _Reader(Classifier(programs), programs.programs[0].numbers[0].number)
    begun = time.monotonic()
    with _opened(options.file) as lines:
        count, unread = reader.copy(lines, sys.stdout.buffer)
    if sys.stderr.isatty() and count:
        print(f"{count:,} texts in {time.monotonic() - begun:.1f} s", file=sys.stderr)
    if unread:
        print(
            f"twoway classify: {unread:,} of {count:,} lines could not be read; their answers say why", file=sys.stderr
        )
    return 2 if unread else 0


def _opened(name: str | None) -> Any:
    if name is None or name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise ConfigurationFault(f"{name} cannot be read ({os.strerror(error.errno or 0)}); check the path") from None


class _Fault(Exception):
    """Why a line cannot be read."""


class _Reader:
    def __init__(self, classifier: Classifier, number: str) -> None:
        self._classifier, self._number = classifier, number
        self._lines: dict[Classification, bytes] = {}

    def copy(self, lines: BinaryIO, out: BinaryIO) -> tuple[int, int]:
        """An answer for each line; how many there were, and how many could not be read."""
        count = unread = 0
        at_once = 1 if lines.isatty() else _READ_AT_ONCE
        while batch := list(islice(lines, at_once)):
            if not count:
                batch[0] = batch[0].removeprefix(b"\xef\xbb\xbf")
            answers = list(self._answers(batch))
            unread += sum(1 for answer in answers if answer.startswith(b'{"error"'))
            count += len(answers)
            out.write(b"".join(answers))
            out.flush()
        return count, unread

    def _answers(self, batch: Iterable[bytes]) -> Iterator[bytes]:
        read = [self._read(line) for line in batch]
        plain = [each for each in read if isinstance(each, tuple) and each[3] is None]
        columns = [pa.array([each[n] for each in plain], pa.string()) for n in range(3)]
        together = iter(self._classifier.classify_each(*columns))
        for each in read:
            if isinstance(each, bytes):
                yield each
            elif each[3] is None:
                yield self._line(next(together))
            else:
                number, body, kind, prompt = each
                yield self._line(self._classifier.classify(number, body, kind, previous_prompt=prompt))

    def _read(self, line: bytes) -> tuple[str, str | None, str, str | None] | bytes:
        """Number, body, kind and prompt of a line; or the answer that says why it cannot be read."""
        try:
            message = _parsed(line)
            if not isinstance(message, dict):
                raise _Fault("the line is no JSON object")
            number = _text(message, "destinationNumber") or self._number
            body, prompt = _text(message, "messageBody"), _text(message, "previousPrompt")
        except (ValueError, RecursionError):
            return _told("the line is no JSON")
        except _Fault as fault:
            return _told(str(fault))
        kind = rcs_kind(body) if number.startswith("rcs-") else MessageKind.MESSAGE
        return number, body, kind.value, prompt

    def _line(self, answer: Classification) -> bytes:
        line = self._lines.get(answer)
        if line is None:
            told = {name: getattr(answer, name) for name in FIELDS}
            line = self._lines[answer] = orjson.dumps(told) + b"\n"
        return line


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:  # half an emoji, or bytes that are no UTF-8: the slower reader takes both
        return json.loads(line.decode("utf-8", "replace"))


def _text(message: Mapping[str, object], field: str) -> str | None:
    value = message.get(field)
    if value is None:
        return None
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    raise _Fault(f"{field} is no text")


def _told(fault: str) -> bytes:
    return orjson.dumps({"error": fault}) + b"\n"
