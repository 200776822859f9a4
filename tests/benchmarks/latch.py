"""Law 3, "STOP is a latch", over random orderings of a customer's events, on the embedded store.

`python -m tests.benchmarks.latch [--orderings 1000000] [--seed 3]`. Each customer has up to six events (STOP, START, YES,
a text) at random times with ties; they arrive in random order. After each arrival the store says what may be sent, and is held
against a model of three lines. Prints how many orderings were tried, and how many broke the law.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from rich.progress import track

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.reply import Reopening
from pipelines.ports import Promise
from schemas.errors import ReplyStatus
from tests.contracts.replies import NOON, promise, start, stop

_KINDS = ("stop", "start", "yes", "text", "text")
_AT_ONCE = 10_000
_WELCOME = Reopening("start", "Welcome back", 1, "GSM")


@dataclass(slots=True)
class Model:
    """What is known of one customer: when they last said STOP, and START; seconds."""

    out_at: int = -1
    in_at: int = -2

    @property
    def is_out(self) -> bool:
        return self.out_at >= self.in_at

    def may_send(self, kind: str, at: int) -> bool:
        """Take an event; whether its reply may leave."""
        was_out = self.is_out and self.out_at >= 0
        if kind == "stop":
            self.out_at = max(self.out_at, at)
            return not was_out and self.is_out
        if kind == "start" or (kind == "yes" and was_out and self.out_at < at):
            self.in_at = max(self.in_at, at)
        return not (self.is_out and self.out_at >= 0)


def made(kind: str, name: str, who: str, at: int) -> Promise:
    """The promise that an event makes."""
    when = NOON + timedelta(seconds=at)
    if kind == "stop":
        return stop(name, who, when)
    if kind == "start":
        return start(name, who, when)
    return promise(name, who, when, reopening=_WELCOME if kind == "yes" else None)


def broken(orderings: int, seed: int, shown: bool = False) -> tuple[int, int]:
    """How many events were tried, and for how many the store and the model differ."""
    random, tried, wrong = Random(seed), 0, 0
    for first in track(range(0, orderings, _AT_ONCE), "orderings", disable=not shown):
        customers = range(first, min(first + _AT_ONCE, orderings))
        store = SqliteStore(":memory:")
        models = {n: Model() for n in customers}
        events = {
            n: [(random.choice(_KINDS), random.randint(0, 4)) for _ in range(random.randint(2, 6))] for n in customers
        }
        for turn in range(6):
            due = [(n, *events[n][turn]) for n in customers if turn < len(events[n])]
            stands = store.promise([made(kind, f"{n}-{turn}", str(n), at) for n, kind, at in due], NOON)
            expected = [models[n].may_send(kind, at) for n, kind, at in due]
            wrong += sum(
                (reply.status is ReplyStatus.PROMISED) != may for reply, may in zip(stands, expected, strict=True)
            )
            tried += len(due)
        store.close()
    return tried, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if the law is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.latch", description=__doc__)
    parser.add_argument("--orderings", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=3)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    tried, wrong = broken(options.orderings, options.seed, shown=True)
    took = time.monotonic() - began
    print(f"{options.orderings:,} orderings, {tried:,} events, {took:.0f} s: the latch was wrong {wrong} times")
    return 0 if wrong == 0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
