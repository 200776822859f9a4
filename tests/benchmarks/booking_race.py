"""Customers who all want one of few times, by text: `python -m tests.benchmarks.booking_race [--store sqlite|dynamodb]`.

Each gets an appointment's prompt, says "no", is offered times, texts the number of one, and while somebody else was
faster picks again from what is offered then; when none is left, a person has to go on. The stages of the job run in worker processes of
their own on one store. Exit code 1 if a time went to two, stayed empty, or a customer was not told how it ended.
DynamoDB is moto, or what `TWOWAY_TEST_DYNAMODB` names.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pipelines.adapters.calendar_dynamodb import DynamoCalendar
from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.vault_dynamodb import DynamoVault
from pipelines.domain.blocks import raw_block
from pipelines.domain.slot_times import CalendarTime
from pipelines.ports import Ports
from schemas.tables import Dataset
from tests.benchmarks.stateful import Worker, sqlite_ports
from tests.contracts.dynamodb import dynamodb, made_table
from tests.pipelines.domain.records import CLINIC, delivery, inbound, sns

_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Sizes:
    """`block`: customers whose texts come in one block."""

    customers: int = 10_000
    slots: int = 1_000
    workers: int = 4
    block: int = 10


@dataclass(frozen=True, slots=True)
class Ended:
    """What one customer was told last: the template, and how often a chosen time was gone."""

    customer: int
    template: str | None
    lost: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a race came to."""

    sizes: Sizes
    ended: Sequence[Ended]
    booked: int
    seconds: float

    @property
    def told(self) -> Mapping[str | None, int]:
        """Customers by what they were told last."""
        return Counter(each.template for each in self.ended)

    @property
    def double(self) -> int:
        """Customers who were told that a time is theirs, beyond the times that are booked."""
        return self.told.get("moved", 0) - self.booked

    @property
    def untold(self) -> int:
        """Customers who do not know how it ended."""
        return sum(each.template not in ("moved", "person") for each in self.ended)

    @property
    def is_kept(self) -> bool:
        """Every law of the race."""
        full = self.booked == min(self.sizes.slots, self.sizes.customers)
        return full and self.double == 0 and self.untold == 0


def race(
    sizes: Sizes, ports: Callable[[], Ports], load: Callable[[Sequence[CalendarTime], datetime], object]
) -> Figures:
    """Let the customers run; every time that is booked is counted in the calendar afterwards."""
    now = datetime.now(UTC)
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
    times = [
        CalendarTime("appointments", f"t{n}", first + timedelta(minutes=10 * n), "UTC") for n in range(sizes.slots)
    ]
    load(times, now)
    began = time.monotonic()
    with ProcessPoolExecutor(sizes.workers, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(partial(_part, ports, sizes), range(sizes.workers)))
    took = time.monotonic() - began
    calendar = ports().calendar()
    left = calendar.open_times("appointments", now, sizes.slots + 1)
    calendar.close()
    return Figures(sizes, [each for part in parts for each in part], sizes.slots - len(left), took)


def _part(ports: Callable[[], Ports], sizes: Sizes, worker: int) -> list[Ended]:
    line, mine = Worker(ports(), threads=256), range(worker, sizes.customers, sizes.workers)
    ended: list[Ended] = []
    for start in range(0, len(mine), sizes.block):
        ended += _played(line, mine[start : start + sizes.block], random.Random(f"{worker}-{start}"))
    return ended


def _played(line: Worker, customers: Sequence[int], chance: random.Random) -> list[Ended]:
    """Customers from prompt to end, a round of texts a block."""
    at = datetime.now(UTC)
    last: dict[int, str | None] = dict.fromkeys(customers)
    lost: Counter[int] = Counter()
    _read(line, [_prompt(n, at) for n in customers], at)
    texts: dict[int, str] = dict.fromkeys(customers, "no")
    for turn in range(_ROUNDS):
        if not texts:
            break
        at += timedelta(seconds=7)
        heard = _read(line, [_text(n, turn, body, at) for n, body in texts.items()], at)
        answers = {int(row["inbound_message_id"].split("-")[0]): row for row in heard}
        last.update({n: row["template"] for n, row in answers.items()})
        lost.update(n for n, row in answers.items() if row["template"] == "which")
        texts = {n: _choice(row, chance) for n, row in answers.items() if row["template"] in ("times", "which")}
    return [Ended(n, template, lost[n]) for n, template in last.items()]


def _choice(row: Mapping[str, Any], chance: random.Random) -> str:
    """The number of one of the times in a text."""
    return str(chance.choice([n for n in (1, 2, 3) if f"{n}) " in row["body"]]))


def _read(line: Worker, records: Sequence[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """Rows of the replies to a block."""
    data = [json.dumps(record).encode() for record in records]
    block = line.decode(raw_block("shardId-000000000000", data, [f"{id(r)}" for r in records], [at] * len(data)))
    return [row for made in line.answer(block) for row in made.tables[Dataset.REPLIES].to_pylist()]


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _prompt(n: int, at: datetime) -> dict[str, Any]:
    variables = urlencode({"name": "Ann", "when": "Wed 9 am"})
    context = {"kind": "prompt", "campaign": "race", "flow": "appointment", "variables": variables}
    asked_at = int((at - timedelta(minutes=5)).timestamp() * 1000)
    event = delivery(
        message_id=f"p{n}", destinationPhoneNumber=_phone(n), messageRequestTimestamp=asked_at, context=context
    )
    return sns(event, f"e{n}", _stamp(at))


def _text(n: int, turn: int, body: str, at: datetime) -> dict[str, Any]:
    return sns(
        inbound(body, _phone(n), inboundMessageId=f"{n}-{turn}", destinationNumber=CLINIC), f"s{n}-{turn}", _stamp(at)
    )


def _phone(n: int) -> str:
    return f"+1{4_250_000_000 + n}"


@contextmanager
def on_sqlite() -> Iterator[tuple[Callable[[], Ports], Callable[..., object]]]:
    """Ports on a file, and how to load its calendar."""
    with tempfile.TemporaryDirectory() as folder:
        calendar = SqliteCalendar(Path(folder) / "store.sqlite")
        yield partial(sqlite_ports, Path(folder)), calendar.load
        calendar.close()


@contextmanager
def on_dynamodb() -> Iterator[tuple[Callable[[], Ports], Callable[..., object]]]:
    """Ports on DynamoDB, and how to load its calendar."""
    with dynamodb(), tempfile.TemporaryDirectory() as folder:
        state, vault = made_table(), made_table("VaultTable")
        calendar = DynamoCalendar(state)
        yield partial(_dynamo_ports, Path(folder), state, vault), calendar.load
        calendar.close()


def _dynamo_ports(folder: Path, state: str, vault: str) -> Ports:
    from dataclasses import replace

    return replace(
        sqlite_ports(folder),
        store=partial(DynamoStore, state),
        vault=partial(DynamoVault, vault),
        calendar=partial(DynamoCalendar, state),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if a law is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.booking_race", description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "dynamodb"), default="sqlite")
    for name, value in (("customers", 10_000), ("slots", 1_000), ("workers", 4), ("block", 10)):
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args(arguments)
    sizes = Sizes(options.customers, options.slots, options.workers, options.block)
    with on_sqlite() if options.store == "sqlite" else on_dynamodb() as (ports, load):
        figures = race(sizes, ports, load)
    print(
        f"{sizes.customers:,} customers, {sizes.slots:,} times, {sizes.workers} workers, {options.store}: {figures.seconds:.1f} s"
    )
    print(
        f"booked {figures.booked:,}; told of a time that is not theirs {figures.double}; not told how it ended {figures.untold}"
    )
    print(f"told last: {dict(figures.told)}; times that were gone when chosen: {sum(e.lost for e in figures.ended):,}")
    return 0 if figures.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
