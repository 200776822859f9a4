"""`make chaos`: texts by the hundred thousand, repeated and shuffled, a job that is killed two hundred times, an SMS API with every
fault, and what came of it.

The stages of the job run over a seeded log of records, on the real store, vault, calendar, lake and SMS API client; each life
is a fork that is ended by SIGKILL, at one of the instants around a call of a port, or at any. Delivery events of what was accepted
come back down the stream meanwhile, some twice. See docs/chaos.md.
"""

import argparse
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pyarrow
from rich.progress import Progress

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.lake import open_lake
from pipelines.adapters.outcomes_sns import NoOutcomes
from pipelines.adapters.program_source import FixedPrograms
from pipelines.adapters.replay import NoOptOutList
from pipelines.adapters.sms import AwsSmsSender
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.adapters.vault import SqliteVault
from pipelines.domain.slot_times import CalendarTime
from pipelines.local.sms_simulator import Fault, FaultKind, Message, Number, SimulatorClient
from pipelines.local.stack import StackHandle, local_environment, start_stack_process
from pipelines.ports import Ports
from pipelines.settings import shipped_programs
from pipelines.transforms.write import prepare_lake
from schemas.program import ProgramSet
from schemas.program_file import load_programs
from tests.chaos import verdict
from tests.chaos.life import BLOCK, FLUSH, INSTANTS, Clock, Death, World, live
from tests.chaos.traffic import BANK, CLINIC, SHOP, START, Record, traffic
from tests.pipelines.domain.records import delivery, sns

_FAULTS = (
    Fault(FaultKind.THROTTLE, probability=0.02),
    Fault(FaultKind.ERROR_500, probability=0.002),
    Fault(FaultKind.ERROR_500_AFTER_ACCEPT, probability=0.002),
    Fault(FaultKind.TIMEOUT_AFTER_ACCEPT, probability=0.0005),
    Fault(FaultKind.RESET_BEFORE_ACCEPT, probability=0.002),
    Fault(FaultKind.RESET_AFTER_ACCEPT, probability=0.002),
    Fault(FaultKind.REFUSED, probability=0.001, error="ValidationException", reason="INVALID_PARAMETER"),
    Fault(
        FaultKind.REFUSED, probability=0.0002, error="ServiceQuotaExceededException",
        reason="MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    ),
    Fault(FaultKind.REFUSED, probability=0.0002, error="AccessDeniedException", reason="ACCOUNT_DISABLED"),
)  # fmt: skip

_ECHOED = 4000
"""Records among which a delivery event comes back."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if a law is broken."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="inbound records (100,000)")
    parser.add_argument("--kills", type=int, default=200, help="lives that end by SIGKILL (200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    found, deaths = chaos(options.messages, options.kills, options.seed)
    took = time.monotonic() - began
    if options.json:
        print(json.dumps({"figures": found.figures, "breaches": found.breaches, "deaths": deaths, "seconds": took}))
        return 0 if found.holds else 1
    print(f"{options.messages:,} inbound records, seed {options.seed}: {sum(deaths.values())} kills, {took:.0f} s")
    print("killed " + ", ".join(f"{instant.replace('_', ' ')} {n}" for instant, n in deaths.most_common()))
    print("\n".join(verdict.lines(found)))
    print("every law holds" if found.holds else f"BROKEN (seed {options.seed})")
    return 0 if found.holds else 1


def chaos(messages: int, kills: int, seed: int) -> tuple[verdict.Verdict, Counter[str]]:
    """Play it; the verdict, and how often each instant was the last."""
    made = traffic(messages, seed)
    with tempfile.TemporaryDirectory() as name, start_stack_process(Path(name) / "stack") as stack:
        folder = Path(name)
        simulator = SimulatorClient(stack.simulator_endpoint)
        with simulator:
            world = _world(folder, stack, simulator)
            records = list(made.records)
            echo = Echo(simulator, folder / "diary", Random(seed))
            _lives(world, records, kills, Random(seed), echo)
            simulator.put_faults([])
            _last(world, records)
            echo.comes_back(records, len(records))
            _last(world, records, records[-1].arrives_at + timedelta(minutes=2))
            accepted = list(simulator.every_message())
        diary = [line.split(" ") for line in (folder / "diary").read_text(encoding="utf-8").splitlines()]
        store = SqliteStore(folder / "store.sqlite")
        found = verdict.judge(made, records, folder / "lake", diary, accepted, world.in_force, store, _calendar(folder))
        store.close()
    return found, Counter(line[1] for line in diary if line[0] == "died")


def _world(folder: Path, stack: StackHandle, simulator: SimulatorClient) -> World:
    for name, value in local_environment("http://127.0.0.1:9", stack.simulator_endpoint).items():
        os.environ[name] = value
    simulator.put_numbers(Number(number=number, parts_per_second=100_000.0) for number in (CLINIC, BANK, SHOP))
    simulator.put_faults(_FAULTS)
    programs = FixedPrograms(_unhurried())
    ports = Ports(
        store=partial(SqliteStore, folder / "store.sqlite"),
        vault=partial(SqliteVault, folder / "vault.sqlite"),
        lake=partial(open_lake, str(folder / "lake")),
        sender=partial(AwsSmsSender, 1.0, 8),
        programs=lambda: programs,
        calendar=partial(SqliteCalendar, folder / "store.sqlite"),
        outcomes=NoOutcomes,
        opt_outs=NoOptOutList,
        clock=Clock(START),
    )
    ports.store().close()
    calendar = SqliteCalendar(folder / "store.sqlite")
    first = START + timedelta(days=2)
    calendar.load(
        [CalendarTime("appointments", f"t{n}", first + timedelta(minutes=10 * n), "UTC") for n in range(3000)], START
    )
    calendar.close()
    lake = open_lake(str(folder / "lake"))
    prepare_lake(lake)
    lake.close()
    return World(ports, folder, programs.current())


def _calendar(folder: Path) -> dict[str, str]:
    """Which conversation has each time that is taken."""
    with sqlite3.connect(folder / "store.sqlite") as db:
        rows = db.execute("SELECT slot, hex(holder) FROM slots WHERE holder IS NOT NULL AND taken = 1").fetchall()
    return {slot: holder.lower() for slot, holder in rows}


def _unhurried() -> ProgramSet:
    """The shipped programs, with numbers that may send what the town needs."""
    shipped = load_programs(shipped_programs())
    return ProgramSet(
        [
            p.model_copy(
                update={"numbers": tuple(n.model_copy(update={"parts_per_second": 1000.0}) for n in p.numbers)}
            )
            for p in shipped.programs
        ]
    )


def _lives(world: World, records: list[Record], kills: int, random: Random, echo: "Echo") -> None:
    """So many lives that are cut short. Each may read as far as its share of what is left, so that kills fall everywhere.
    Delivery events of what a life sent come after what it may have read."""
    step = BLOCK * FLUSH
    with _progress(kills) as advance:
        for n in range(kills):
            until = min(len(records), max(step, (n + 1) * len(records) // kills // step * step + step))
            death = Death(None) if n % 4 == 3 else Death(INSTANTS[n % len(INSTANTS)], random.randint(1, 6))
            _one(world, records, death, until, random.uniform(0.05, 2.0))
            echo.comes_back(records, until)
            advance()


def _one(world: World, records: Sequence[Record], death: Death, until: int, after_s: float) -> None:
    """One life: to its planned instant, or for so long; if it reaches `until` first, it is killed there."""
    child = os.fork()
    if child == 0:
        _born(world, records, death, until)
    if death.instant is None:
        time.sleep(after_s)
        _note(world, "died any_time")
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        if os.WEXITSTATUS(status) != 0:
            raise SystemExit("a life ended by a fault of its own; its traceback is above")
        if death.instant is not None:
            _note(world, "died at_the_end_of_its_share")


def _born(world: World, records: Sequence[Record], death: Death, until: int, drain_at: datetime | None = None) -> None:
    code = 1
    try:
        live(world, records, death, until, drain_at)
        code = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _last(world: World, records: Sequence[Record], drain_at: datetime | None = None) -> None:
    """A life that nobody ends."""
    child = os.fork()
    if child == 0:
        _born(world, records, Death(None), len(records), drain_at)
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise SystemExit("the last life ended by a fault of its own; its traceback is above")


def _note(world: World, line: str) -> None:
    with (world.folder / "diary").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


class Echo:
    """The delivery events of what the SMS API accepted, as they come back down the stream: within some thousand records,
    every tenth of them twice."""

    def __init__(self, simulator: SimulatorClient, diary: Path, random: Random) -> None:
        self._simulator, self._diary, self._random, self._told = simulator, diary, random, 0

    def comes_back(self, records: list[Record], after: int) -> None:
        """Put the events of what was accepted since the last time among the records from `after` on."""
        lines = self._diary.read_text(encoding="utf-8").splitlines()
        called = {words[1]: int(words[2]) for line in lines if (words := line.split(" "))[0] == "called"}
        page = self._simulator.messages(self._told)
        while page.messages:
            for message in page.messages:
                for _ in range(2 if self._random.random() < 0.1 else 1):
                    place = min(after + self._random.randrange(_ECHOED), len(records))
                    at = records[min(place, len(records) - 1)].arrives_at
                    records.insert(place, _event(message, called[message.context["reply_id"]], at))
            self._told = page.last
            page = self._simulator.messages(self._told)


def _event(message: Message, called_at: int, at: datetime) -> Record:
    event = delivery(
        message_id=message.message_id,
        destinationPhoneNumber=message.destination,
        originationPhoneNumber=message.origination,
        eventTimestamp=int(at.timestamp() * 1000),
        messageRequestTimestamp=called_at,
        context=dict(message.context),
    )
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Record(at, json.dumps(sns(event, f"ev-{message.message_id}", stamp)).encode(), None)


@contextmanager
def _progress(total: int) -> Iterator[object]:
    if not sys.stderr.isatty():
        done = iter(range(1, total + 1))

        def told() -> None:
            n = next(done)
            if n % 20 == 0:
                print(f"{n} of {total} lives", file=sys.stderr, flush=True)

        yield told
        return
    with Progress(transient=True) as bar:
        task = bar.add_task("lives", total=total)
        yield partial(bar.advance, task)


if __name__ == "__main__":
    pyarrow.set_io_thread_count(1)
    sys.exit(main())
