"""The demo: the stack, the bridge, the job, the town and the dashboard together, then one table of what came of it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.domain.slot_times import CalendarTime
from pipelines.local.children import await_true, says, stop, twoway
from pipelines.local.demo_report import Ask, report
from pipelines.local.drained import all_is_drained
from pipelines.local.sms_simulator import SimulatorClient, SimulatorSettings, SmsOddities
from pipelines.local.stack import StackHandle, start_stack_process
from pipelines.local.town import Town, plan_town
from pipelines.local.townsfolk import Happened, Townsfolk, settle_in
from schemas.errors import ConfigurationFault

_LAKE_MARK = "demo.log"


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """What to show. `port` 0: no dashboard. `stay`: keep it open afterwards, where there is a terminal."""

    lake: Path
    customers: int
    seed: int
    traffic_s: float
    port: int
    stay: bool


Dashboard = Callable[[str, int], AbstractContextManager[str]]
"""Opens the dashboard over a lake on a port; gives its URL."""


def run_demo(settings: DemoSettings, ask: Ask, dashboard: Dashboard) -> int:
    """Run it all; 0 when every measured figure equals the truth, else 1.

    Raises:
        ConfigurationFault: the lake's folder holds something else than an earlier demo, or a part did not start.
    """
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
    state = settings.lake.with_name(f"{settings.lake.name}-state")
    _make_room(settings.lake, state)
    town = plan_town(settings.seed, settings.customers, settings.traffic_s)
    with ExitStack() as open_parts:
        console.print("starting the embedded AWS (SNS, SQS, Kinesis, S3, DynamoDB and the SMS API)…")
        stack = open_parts.enter_context(start_stack_process(state, _simulator(settings.seed)))
        simulator = open_parts.enter_context(SimulatorClient(stack.simulator_endpoint))
        settle_in(simulator, town, stack.outputs)
        _open_times(state)
        console.print("starting the bridge and the Beam job (FnApiRunner, streaming)…")
        job = _start_job(open_parts, stack, settings.lake, state)
        if settings.port:
            url = open_parts.enter_context(dashboard(str(settings.lake), settings.port))
            console.print(f"dashboard: {url}")
        happened = _play(console, stack, town)
        console.print("the town is quiet; waiting until all of it has come through…")
        _await_drained(stack, simulator, state)
        if stop(job) != 0:
            raise ConfigurationFault(f"the Beam job did not end well: see {state / 'stream.log'}")
        right = report(console, ask, settings.lake, town, happened, simulator)
        console.print(f"the lake is in {settings.lake}; ask it:", soft_wrap=True)
        console.print(f'  {_this_command()} sql --lake {_near(settings.lake)} "FROM response_rate"', soft_wrap=True)
        if settings.port and settings.stay and sys.stdin.isatty() and sys.stdout.isatty():
            console.print(f"the dashboard stays open at {url}; Ctrl-C ends it")
            with suppress(KeyboardInterrupt):
                while True:
                    time.sleep(3600)
    return 0 if right else 1


def _open_times(state: Path) -> None:
    """The clinic's calendar: twenty days of mornings, for who cannot come."""
    now = datetime.now(UTC)
    first = now.replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=1)
    at = [first + timedelta(days=day, hours=hour) for day in range(20) for hour in range(3)]
    calendar = SqliteCalendar(state / "store.sqlite")
    calendar.load(
        [CalendarTime("appointments", f"{each:%Y-%m-%dT%H:%MZ}", each, "America/Los_Angeles") for each in at], now
    )
    calendar.close()


def _this_command() -> str:
    """The command as it can be typed here: it is seldom on the path of who has only said `make demo`."""
    return "twoway" if shutil.which("twoway") else _near(Path(sys.argv[0]))


def _near(path: Path) -> str:
    """A path as short as it can be said from here."""
    return min(os.path.relpath(path), str(path), key=len)


def _make_room(lake: Path, state: Path) -> None:
    """Remove what an earlier demo left, and nothing else."""
    if lake.exists() and any(lake.iterdir()) and not (lake / _LAKE_MARK).exists():
        raise ConfigurationFault(f"{lake} holds something that no demo made. Give another folder with --lake.")
    for folder in (lake, state):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    (lake / _LAKE_MARK).write_text("made by `twoway demo`, which may remove this folder\n", encoding="utf-8")


def _simulator(seed: int) -> SimulatorSettings:
    return SimulatorSettings(seed=seed, oddities=SmsOddities(duplicate=0.02, out_of_order=0.03, late=0.02, late_s=2.0))


def _start_job(parts: ExitStack, stack: StackHandle, lake: Path, state: Path) -> "subprocess.Popen[bytes]":
    environment: Mapping[str, str] = {**stack.environment, "TWOWAY_STATE": str(state)}
    stream = stack.outputs["StreamName"]
    bridge = ["bridge", "--queue-url", stack.outputs["QueueUrl"], "--stream", stream, "--receivers", "1"]
    parts.enter_context(twoway(bridge, environment, state / "bridge.log"))
    command = ["stream", "--stream", stream, "--lake", str(lake), "--flush", "2", "--poll", "0.1"]
    job = parts.enter_context(twoway(command, environment, state / "stream.log"))
    await_true(
        lambda: says(state / "stream.log", "reading stream") or job.poll() is not None, "the Beam job to start", 90
    )
    return job


def _play(console: Console, stack: StackHandle, town: Town) -> Happened:
    """The town's traffic, with a bar on a terminal and a line every ten seconds in a log."""
    folk = Townsfolk(stack, town)
    if not console.is_terminal:
        shown = [time.monotonic()]

        def tell(happened: Happened, done: float) -> None:
            if time.monotonic() - shown[0] > 10 or done >= 1:
                shown[0] = time.monotonic()
                console.print(f"town {done:4.0%}: {happened.prompts} prompts, {happened.texts} texts")

        return folk.run(tell)
    columns = (TextColumn("the town texts"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=1.0)
        return folk.run(
            lambda h, done: bar.update(task, completed=done, description=f"{h.prompts} prompts, {h.texts} texts")
        )


def _await_drained(stack: StackHandle, simulator: SimulatorClient, state: Path) -> None:
    in_a_row = 0

    def twice() -> bool:
        nonlocal in_a_row
        in_a_row = in_a_row + 1 if all_is_drained(stack, simulator, state / "store.sqlite") else 0
        return in_a_row >= 2

    await_true(twice, f"the records to come through (logs: {state})", 90, every_s=0.5)
