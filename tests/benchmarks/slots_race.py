"""Many customers want few times: `python -m tests.benchmarks.slots_race [--store sqlite|dynamodb] [--customers N …]`.

Worker processes of their own ask one calendar. A customer asks for a time at random, and while it is told that somebody
else was faster, for another of those that are open; when none is, the customer has lost. Exit code 1 if a time went to
two customers, stayed empty, or was kept from a customer who was not told so.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from pipelines.adapters.calendar_dynamodb import DynamoCalendar
from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.kept_calendar import KeptCalendar
from pipelines.domain.slot_times import CalendarTime
from pipelines.ports import Hold

CALENDAR = "race"
_HELD = timedelta(minutes=10)
_OFFERED = 60
_START_S = 120
_ready: Barrier


@dataclass(frozen=True, slots=True)
class Sizes:
    """`block`: customers that a worker asks for at once, as the job does for a block of the stream."""

    customers: int = 10_000
    slots: int = 1_000
    workers: int = 4
    block: int = 50


@dataclass(frozen=True, slots=True)
class Customer:
    """How it went: the time that was booked, and how often the customer was told that a time is gone."""

    holder: bytes
    slot: str | None
    refusals: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a race came to. `hold_s`: of each call for a block."""

    sizes: Sizes
    customers: Sequence[Customer]
    hold_s: Sequence[float]
    seconds: float
    booked: int
    open: int
    kept: bool

    @property
    def winners(self) -> list[Customer]:
        """Who has a time."""
        return [each for each in self.customers if each.slot is not None]

    @property
    def double(self) -> int:
        """Times that went to more than one customer."""
        return len(self.winners) - len({each.slot for each in self.winners})

    @property
    def untold(self) -> int:
        """Customers without a time who never were told that one is gone."""
        return sum(each.slot is None and each.refusals == 0 for each in self.customers)

    @property
    def is_right(self) -> bool:
        """Whether each time went to one customer, and everybody else was told."""
        full = min(self.sizes.customers, self.sizes.slots)
        everybody = len({each.holder for each in self.customers}) == len(self.customers) == self.sizes.customers
        one_each = len(self.winners) == self.booked == full and self.open == self.sizes.slots - full
        return everybody and one_each and self.kept and self.double == self.untold == 0


def race(opens: Callable[[], KeptCalendar], sizes: Sizes) -> Figures:
    """Load `sizes.slots` times, and let everybody race for them."""
    calendar = opens()
    now = datetime.now(UTC)
    times = [CalendarTime(CALENDAR, f"s{n}", now + timedelta(days=1, minutes=n), "UTC") for n in range(sizes.slots)]
    calendar.load(times, now)
    # A server that has imported everything forks them: four interpreters that start at once take seconds.
    processes: Any = get_context("forkserver")
    processes.set_forkserver_preload([race.__module__])
    ready = (processes.Barrier(sizes.workers), dict(os.environ))
    with ProcessPoolExecutor(sizes.workers, processes, _wait_for, ready) as pool:
        ran = list(pool.map(partial(_work, opens, sizes), range(sizes.workers)))
    customers = list(chain.from_iterable(customers for customers, *_ in ran))
    [occupancy] = calendar.occupancy(now)
    figures = Figures(
        sizes=sizes,
        customers=customers,
        hold_s=sorted(chain.from_iterable(took for _, took, *_ in ran)),
        seconds=max(ended for *_, ended in ran) - min(began for _, _, began, _ in ran),
        booked=occupancy.booked,
        open=occupancy.open,
        kept=_is_kept(calendar, customers, now),
    )
    calendar.close()
    return figures


def _is_kept(calendar: KeptCalendar, customers: Sequence[Customer], now: datetime) -> bool:
    """Whether the calendar says the same when everybody asks again."""
    won = [each for each in customers if each.slot is not None]
    lost = [each for each in customers if each.slot is None]
    again = calendar.hold([Hold(CALENDAR, str(each.slot), each.holder) for each in won], now, now + _HELD)
    taken = [Hold(CALENDAR, str(win.slot), lose.holder) for win, lose in zip(won, lost, strict=False)]
    return all(again) and not any(calendar.hold(taken, now, now + _HELD))


def _wait_for(barrier: Barrier, environment: Mapping[str, str]) -> None:
    """Begin a worker. The server that forks them has the environment of its own start."""
    global _ready
    _ready = barrier
    os.environ.update(environment)


def _work(
    opens: Callable[[], KeptCalendar], sizes: Sizes, worker: int
) -> tuple[list[Customer], list[float], float, float]:
    """One worker's customers, how long its holds took, and when it began and ended."""
    calendar = opens()
    chance = random.Random(worker)
    holders = [n.to_bytes(16, "big") for n in range(worker, sizes.customers, sizes.workers)]
    done: list[Customer] = []
    took: list[float] = []
    _ready.wait(_START_S)
    began = time.time()
    for start in range(0, len(holders), sizes.block):
        block = holders[start : start + sizes.block]
        done += _block(calendar, {holder: f"s{chance.randrange(sizes.slots)}" for holder in block}, chance, took)
    ended = time.time()
    calendar.close()
    return done, took, began, ended


def _block(
    calendar: KeptCalendar, wishes: Mapping[bytes, str], chance: random.Random, took: list[float]
) -> Iterator[Customer]:
    """Ask for each customer's wish, and for another while there is one."""
    refusals = dict.fromkeys(wishes, 0)
    while wishes:
        now = datetime.now(UTC)
        holds = [Hold(CALENDAR, slot, holder) for holder, slot in wishes.items()]
        began = time.perf_counter()
        held = calendar.hold(holds, now, now + _HELD)
        took.append(time.perf_counter() - began)
        won = [hold for hold, got in zip(holds, held, strict=True) if got]
        assert calendar.book(won, now) == [True] * len(won)
        yield from (Customer(hold.holder or b"", hold.slot, refusals[hold.holder or b""]) for hold in won)
        wishes = {hold.holder or b"": hold.slot for hold, got in zip(holds, held, strict=True) if not got}
        refusals.update((holder, refusals[holder] + 1) for holder in wishes)
        offered = [slot.key for slot in calendar.open_times(CALENDAR, now, _OFFERED)] if wishes else []
        if not offered:
            yield from (Customer(holder, None, refusals[holder]) for holder in wishes)
            return
        wishes = {holder: chance.choice(offered) for holder in wishes}


@contextmanager
def sqlite() -> Iterator[Callable[[], KeptCalendar]]:
    """Opens one calendar on a file."""
    with tempfile.TemporaryDirectory() as folder:
        yield partial(SqliteCalendar, Path(folder) / "store.sqlite")


@contextmanager
def shared() -> Iterator[Callable[[], KeptCalendar]]:
    """Opens one calendar on moto's DynamoDB, or on that which `TWOWAY_TEST_DYNAMODB` names."""
    from tests.contracts.dynamodb import dynamodb, made_table

    with dynamodb():
        yield partial(DynamoCalendar, made_table())


STORES = {"sqlite": sqlite, "dynamodb": shared}


def told(store: str, figures: Figures) -> str:
    """A race in lines."""
    from pipelines.local.demo_report import percentile

    sizes = figures.sizes
    refusals = [each.refusals for each in figures.customers]
    asked = sum(refusals) + len(figures.winners)
    p50, p99 = (percentile(list(figures.hold_s), part) * 1_000 for part in (0.5, 0.99))
    return "\n".join(
        (
            f"{store}: {sizes.customers:,} customers, {sizes.slots:,} times, {sizes.workers} workers",
            f"  {len(figures.winners):,} booked, {figures.double} of them twice, {figures.open:,} left open",
            f"  {sizes.customers - len(figures.winners):,} without a time, {figures.untold} of them not told so",
            f"  asked again, everybody is told the same: {figures.kept}",
            f"  {asked:,} holds asked for, {sum(refusals):,} refused, at most {max(refusals)} of a customer",
            f"  {figures.seconds:.1f} s, {asked / figures.seconds:,.0f} holds/s;"
            f" a call for up to {sizes.block}: p50 {p50:.1f} ms, p99 {p99:.1f} ms",
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 when a race went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.slots_race", description=__doc__)
    parser.add_argument("--store", choices=STORES, help="default: one after the other")
    for name, default in (("customers", 10_000), ("slots", 1_000), ("workers", 4), ("block", 50)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    options = parser.parse_args(arguments)
    sizes = Sizes(options.customers, options.slots, options.workers, options.block)
    right = True
    for store in [options.store] if options.store else STORES:
        with STORES[store]() as opens:
            figures = race(opens, sizes)
        print(told(store, figures), flush=True)
        right &= figures.is_right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
