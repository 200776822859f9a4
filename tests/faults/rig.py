"""A stack, a job in a process of its own that can be killed, and the questions the fault tests ask."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboards.warehouse import open_warehouse
from pipelines.local.children import await_true, says, stop, twoway
from pipelines.local.drained import job_is_idle
from pipelines.local.sms_simulator import Handset, Message, Number, NumberType, SimulatorClient
from pipelines.local.stack import StackHandle
from pipelines.settings import shipped_programs
from tests.pipelines.domain.records import inbound, sns

CLINIC = "+12065550100"


def texted(body: str, number: str, message_id: str) -> bytes:
    """A record of a text that was sent just now: older ones are not answered."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps(sns(inbound(body, number, inboundMessageId=message_id), f"sns-{message_id}", at)).encode()


QUICK = {"TWOWAY_SEND_TIMEOUT_S": "2", "TWOWAY_LEASE_S": "4"}


def unhurried(folder: Path) -> str:
    """The shipped programs in `folder`, with numbers that may send a thousand parts a second: `TWOWAY_PROGRAMS`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in shipped_programs():
        text = re.sub(r"parts_per_second: \d+", "parts_per_second: 1000", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    return str(folder)


class Rig:
    """One stream of a running stack, with its own lake and state folders."""

    def __init__(self, stack: StackHandle, folder: Path, stream: str, shards: int = 0) -> None:
        self.stack, self.stream, self.folder = stack, stream, folder
        self.lake, self.state = folder / "lake", folder / "state"
        self.kinesis = stack.client("kinesis")
        self.simulator = SimulatorClient(stack.simulator_endpoint)
        self._parts = ExitStack()
        self._parts.enter_context(self.simulator)
        self.job: subprocess.Popen[bytes] | None = None
        if shards:
            self.kinesis.create_stream(StreamName=stream, ShardCount=shards)

    def __enter__(self) -> "Rig":
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    def numbers(self, *, events: bool, parts_per_second: float = 500.0) -> None:
        """The clinic's number, self-managed; with or without delivery events."""
        outputs = self.stack.outputs
        self.simulator.put_numbers(
            [
                Number(
                    number=CLINIC,
                    number_type=NumberType.LONG_CODE,
                    parts_per_second=parts_per_second,
                    two_way_topic_arn=outputs["InboundTopicArn"],
                    self_managed_opt_outs=True,
                    events_topic_arn=outputs["EventsTopicArn"] if events else None,
                )
            ]
        )

    def handsets(self, numbers: Sequence[str]) -> None:
        self.simulator.put_handsets(Handset(number=n, delay_s=0.1) for n in numbers)

    def start_job(self, *more: str, environment: Mapping[str, str] = QUICK, ready: str = "reading stream") -> None:
        """Start the streaming job and wait until its log says that it is `ready`."""
        log = self.folder / "stream.log"
        before = log.read_text(errors="replace").count(ready) if log.exists() else 0
        command = ["stream", "--stream", self.stream, "--lake", str(self.lake), "--flush", "1", "--poll", "0.1", *more]
        programs = {"TWOWAY_PROGRAMS": unhurried(self.folder / "unhurried")}
        env = {**self.stack.environment, **programs, **environment, "TWOWAY_STATE": str(self.state)}
        self.job = job = self._parts.enter_context(twoway(command, env, log))
        await_true(
            lambda: log.read_text(errors="replace").count(ready) > before or job.poll() is not None,
            "the job to read", 90,
        )  # fmt: skip
        assert job.poll() is None, log.read_text(errors="replace")[-2000:]

    def start_bridge(self) -> None:
        command = ["bridge", "--queue-url", self.stack.outputs["QueueUrl"], "--stream", self.stream, "--receivers", "1"]
        env = {**self.stack.environment, "TWOWAY_STATE": str(self.state)}
        self._parts.enter_context(twoway(command, env, self.folder / "bridge.log"))

    def kill_job(self) -> None:
        """kill -9: no handler runs, no buffer is flushed."""
        assert self.job is not None
        os.kill(self.job.pid, signal.SIGKILL)
        self.job.wait()

    def drain_job(self) -> int:
        """SIGTERM; the exit code."""
        assert self.job is not None
        return stop(self.job, patience_s=60)

    def put(self, records: Sequence[bytes], keys: Sequence[str] | None = None) -> None:
        """PutRecords, retried until each record is in the stream once."""
        keys = keys or [str(n) for n in range(len(records))]
        for start in range(0, len(records), 100):
            entries = [
                {"Data": data, "PartitionKey": key}
                for data, key in zip(records[start : start + 100], keys[start : start + 100], strict=True)
            ]
            while entries:
                answer = self.kinesis.put_records(StreamName=self.stream, Records=entries)
                entries = [e for e, r in zip(entries, answer["Records"], strict=True) if "ErrorCode" in r]

    def committed(self) -> bool:
        """Every record of the stream is behind a checkpoint, and no reply waits."""
        return job_is_idle(self.kinesis, self.stream, self.state / "store.sqlite")

    def await_committed(self, patience_s: float = 90) -> None:
        await_true(self.committed, f"the stream to be committed (log: {self.folder / 'stream.log'})", patience_s, 0.3)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        with open_warehouse(str(self.lake)) as con:
            rows: list[tuple[Any, ...]] = con.sql(statement).fetchall()
        return rows

    def accepted_replies(self) -> list[Message]:
        """Replies that the simulator accepted, in order."""
        return [m for m in self.simulator.every_message() if m.context.get("kind") == "reply"]

    def says(self, text: str) -> bool:
        return says(self.folder / "stream.log", text)


class Load:
    """Calls `act` for each item at `per_s` in a thread of its own; `done` counts."""

    def __init__(self, items: Sequence[Any], per_s: float, act: Callable[[Any], None]) -> None:
        self._items, self._per_s, self._act = items, per_s, act
        self.done = 0
        self.error: BaseException | None = None
        self._pause = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._thread.join(120)
        if self.error is not None and kind is None:
            raise self.error

    def _run(self) -> None:
        started = time.monotonic()
        try:
            for n, item in enumerate(self._items):
                self._pause.wait(max(0.0, started + n / self._per_s - time.monotonic()))
                self._act(item)
                self.done = n + 1
        except BaseException as error:
            self.error = error
            raise

    def await_done(self, count: int) -> None:
        await_true(lambda: self.done >= count or self.error is not None, f"{count} items of load", 120, 0.02)
