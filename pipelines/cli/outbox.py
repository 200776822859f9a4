"""Show what waits to be sent, and why it waits.

Texts that are promised and have not left: replies, prompts and reminders. Those that met an error come first, the newest
at the top; the last line counts all of them. Customers are shown by their mask alone. Nothing is changed.

examples:
  twoway outbox
  twoway outbox --state /var/lib/twoway --limit 20
  twoway outbox --json                   a JSON object a line
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import orjson
from rich.console import Console
from rich.text import Text

from pipelines.adapters.clock import SystemClock
from pipelines.cli.conversation_store import open_store
from pipelines.cli.options import add_state
from pipelines.cli.told import count
from pipelines.ports import Reply

NAME = "outbox"
_AT_ONCE = timedelta(seconds=3)
"""What is due for longer than a tick or two is held up by something."""
_Halted = tuple[str, datetime]


class Why(StrEnum):
    """Why a text waits."""

    ATTEMPTED = "attempted"  # a worker has it: the call is under way, or the worker died and its lease runs out
    HALTED = "halted"  # the account may not send: nothing leaves before the halt ends
    QUIET_HOURS = "quiet_hours"  # it advertises, and it is night where the customer may be
    RETRY = "retry"  # an attempt met an error; the next one is due later
    PACE = "pace"  # it is due: its number has sent all that it may for now, or no job is running
    DUE = "due"  # it is due, and leaves at once


_HARMLESS = (Why.DUE, Why.QUIET_HOURS)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits, as it may be shown. Times are UTC; `due_at` None: it is being attempted."""

    kind: str
    program: str | None
    template: str | None
    origination_identity: str
    customer_mask: str
    parts: int | None
    attempts: int
    promised_at: datetime
    due_at: datetime | None
    why: Why
    detail: str
    error_code: str | None
    reply_id: str


def add_options(parser: argparse.ArgumentParser) -> None:
    add_state(parser)
    parser.add_argument("--limit", type=count, default=100, metavar="N", help="texts at most (default 100)")
    parser.add_argument("--json", action="store_true", help="JSON Lines: a line a text")


def run(options: argparse.Namespace) -> int:
    now = SystemClock().now()
    store = open_store(options)
    try:
        queued, halted, count_of_all = store.queued(options.limit), store.halted(now), store.waiting()
    finally:
        store.close()
    waiting = newest_problem_first([_waiting(reply, due_at, halted, now) for reply, due_at in queued])
    if options.json:
        sys.stdout.writelines(orjson.dumps(asdict(each), option=_JSON).decode() for each in waiting)
    else:
        _show(waiting)
        print("; ".join(_summary(waiting, halted, count_of_all)))
    return 0


_JSON = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


def newest_problem_first(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Texts that met an error or are held up before those that only wait their turn; each the newest first."""
    return sorted(waiting, key=lambda each: (each.why in _HARMLESS, -each.promised_at.timestamp()))


def _waiting(reply: Reply, due_at: datetime | None, halted: _Halted | None, now: datetime) -> Waiting:
    promise = reply.promise
    why, detail = why_it_waits(reply, due_at, halted, now)
    return Waiting(
        kind=promise.kind.value,
        program=promise.program,
        template=promise.template,
        origination_identity=promise.origination_identity,
        customer_mask=promise.customer_mask,
        parts=promise.parts,
        attempts=reply.attempts,
        promised_at=reply.promised_at,
        due_at=due_at,
        why=why,
        detail=detail,
        error_code=reply.error_code,
        reply_id=promise.reply_id.hex(),
    )


def why_it_waits(reply: Reply, due_at: datetime | None, halted: _Halted | None, now: datetime) -> tuple[Why, str]:
    """Why a promised text has not left at `now`, and the same in words."""
    if due_at is None:
        return Why.ATTEMPTED, "being attempted"
    if halted is not None and due_at <= halted[1]:
        return Why.HALTED, f"halted because {halted[0]}"
    if due_at <= now:
        after = f", after {reply.error_code}" if reply.error_code is not None else ""
        late = now - due_at > _AT_ONCE
        return (
            (Why.PACE, f"over its number's pace, or no job runs{after}")
            if late
            else (Why.DUE, f"leaves at once{after}")
        )
    if reply.attempts == 0:
        return Why.QUIET_HOURS, "quiet hours"
    return Why.RETRY, f"retry after {reply.error_code or 'an attempt of unknown outcome'}"


def _show(waiting: Sequence[Waiting]) -> None:
    # No drawn table: it would fold ten columns to a terminal's width. rich honours NO_COLOR.
    console = Console(highlight=False, soft_wrap=True)
    rows = [_HEADINGS, *map(_cells, waiting)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows if waiting else ()):
        cells = (c.rjust(w) if n in _NUMBERS else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True)))
        harmless = place == 0 or waiting[place - 1].why in _HARMLESS
        console.print(Text("  ".join(cells).rstrip(), style="bold" if place == 0 else "" if harmless else "yellow"))


_HEADINGS = (
    *("kind", "program", "template", "from", "customer", "parts", "attempts", "since", "due"),
    "why it waits",
)
_NUMBERS = (_HEADINGS.index("parts"), _HEADINGS.index("attempts"))


def _cells(each: Waiting) -> tuple[str, ...]:
    return (
        each.kind,
        each.program or "",
        each.template or "",
        each.origination_identity,
        each.customer_mask,
        "" if each.parts is None else str(each.parts),
        str(each.attempts),
        _time(each.promised_at),
        "now" if each.due_at is None else _time(each.due_at),
        each.detail,
    )


def _summary(waiting: Sequence[Waiting], halted: _Halted | None, count_of_all: int) -> Iterator[str]:
    yield f"{count_of_all:,} waiting" if count_of_all else "nothing is waiting"
    if len(waiting) < count_of_all:
        yield f"the {len(waiting):,} that are due longest are shown"
    if waiting:
        yield f"the oldest since {_time(min(each.promised_at for each in waiting))}"
    yield "not halted" if halted is None else f"nothing leaves before {_time(halted[1])}: {halted[0]}"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
