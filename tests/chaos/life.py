"""One life of the job under chaos: it reads on from its checkpoint, and is killed at a planned instant or whenever.

The stages are the job's own, on a real store, vault, calendar, lake and SMS API over HTTP. What the kill plan counts are
calls at the ports; before and after each call is an instant at which the process may die.
"""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.domain.blocks import raw_block, tick
from pipelines.domain.decode import decode
from pipelines.domain.tokens import Tokens
from pipelines.ports import ConversationOutcome, Ports
from pipelines.transforms.classify import read_block
from pipelines.transforms.converse import _Converse
from pipelines.transforms.outbox import ReplySettings
from pipelines.transforms.reply import _IssueReplies
from pipelines.transforms.write import _Write
from tests.chaos.traffic import START, Record
from tests.pipelines.domain.records import KEY

SHARD = "shardId-000000000000"
STREAM = "chaos"
BLOCK = 100
FLUSH = 4
"""Blocks between two flushes."""
SETTINGS = ReplySettings(None, 8, timedelta(seconds=60), timedelta(hours=4), timedelta(seconds=30))
INSTANTS = (
    "after apply", "after claim", "before send", "after send", "before settle", "after settle", "before put", "after put",
    "after written", "before save_checkpoints", "after save_checkpoints", "after hold", "after book", "after take_errands",
    "after publish", "after reconcile", "after outcomes_written",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Death:
    """At which instant a life ends, and at which passing of it; None: when the parent says."""

    instant: str | None
    passing: int = 1


class Clock:
    """The time of the records that are being read."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time


class Diary:
    """What is remembered over all lives, line by line, in a file that is written at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())


class Mortal:
    """Stands before a port and passes calls on; dies where it is planned."""

    def __init__(self, port: Any, reaper: "Reaper") -> None:
        self._port, self._reaper = port, reaper

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._port, name)
        if not callable(value):
            return value

        def call(*given: Any, **named: Any) -> Any:
            self._reaper.passes(f"before {name}")
            answer = value(*given, **named)
            self._reaper.passes(f"after {name}")
            return answer

        return call


class Reaper:
    """Counts the passings of an instant, and kills."""

    def __init__(self, death: Death, diary: Diary) -> None:
        self._death, self._diary, self._left = death, diary, death.passing

    def passes(self, instant: str) -> None:
        if instant != self._death.instant:
            return
        self._left -= 1
        if self._left == 0:
            self._diary.note("died", instant.replace(" ", "_"))
            os.kill(os.getpid(), signal.SIGKILL)


class Published:
    """Outcomes into a file: what SNS was told."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary

    def publish(self, outcomes: Sequence[ConversationOutcome]) -> list[bool]:
        for each in outcomes:
            self._diary.note("published", each.conversation_id.hex(), each.revision, each.outcome, each.slot)
        return [True] * len(outcomes)

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class World:
    """What outlives every life. `ports`: without the mortal parts."""

    ports: Ports
    folder: Path
    in_force: Any


def live(world: World, records: Sequence[Record], death: Death, until: int, drain_at: datetime | None = None) -> None:
    """Read records from the checkpoint to `until`, then, with `drain_at`, let time pass until nothing is due."""
    diary = Diary(world.folder / "diary")
    line = Line(world, death, diary)
    position = line.position()
    for start in range(position, until, BLOCK):
        line.read(records[start : min(start + BLOCK, until)], start)
        if (start // BLOCK) % FLUSH == FLUSH - 1:
            line.flush(min(start + BLOCK, until))
    line.flush(until)
    if drain_at is not None:
        line.drain(drain_at)


class Line:
    """The stages of the job in this process."""

    def __init__(self, world: World, death: Death, diary: Diary) -> None:
        reaper = Reaper(death, diary)
        self._diary, self._in_force = diary, world.in_force
        self._clock = Clock(START)
        made = world.ports

        def mortal(factory: Callable[[], Any]) -> Callable[[], Any]:
            return lambda: Mortal(factory(), reaper)

        ports = replace(
            made, store=mortal(made.store), lake=mortal(made.lake), sender=mortal(lambda: Telling(made.sender(), self)),
            calendar=mortal(made.calendar), outcomes=mortal(lambda: Published(diary)), clock=self._clock,
        )  # fmt: skip
        self._converse = _Converse(ports, SETTINGS.useful, SETTINGS.recover_after)
        self._reply, self._write = _IssueReplies(ports, SETTINGS), _Write(ports)
        for stage in (self._converse, self._reply, self._write):
            stage.setup()
        self._store = self._reply._store
        self._tokens = Tokens(KEY)
        self.applied = -1
        self._write.start_bundle()

    def position(self) -> int:
        """The first record that is not behind the checkpoint."""
        return int(self._store.load_checkpoints(STREAM).get(SHARD, "-1")) + 1

    def read(self, records: Sequence[Record], start: int) -> None:
        """A block of records, then a tick."""
        self._clock.time = records[-1].arrives_at
        data = [record.data for record in records]
        raw = raw_block(SHARD, data, [str(start + k) for k in range(len(data))], [r.arrives_at for r in records])
        self._through(read_block(decode(raw, self._tokens), self._in_force), start // BLOCK)
        self.tick()

    def tick(self) -> None:
        made = decode(tick(), self._tokens)
        made = replace(made, programs=self._in_force.programs, classifier=self._in_force.classifier)
        self._through(made, None)

    def _through(self, block: Any, number: int | None) -> None:
        for conversed in self._converse.process(block):
            if number is not None:
                self.applied = number
                self._diary.note("applied", number)
            for done in self._reply.process(conversed):
                self._write.process(done)

    def called(self, reply_id: str) -> None:
        """A text goes to the API."""
        self._diary.note("called", reply_id, int(self._clock.time.timestamp() * 1000))

    def flush(self, until: int) -> None:
        self._write.finish_bundle()
        self._store.save_checkpoints(STREAM, {SHARD: f"{until - 1:012d}"})
        self._write.start_bundle()

    def drain(self, at: datetime) -> None:
        """Let time pass until the outbox, the errands and the lake have all that is theirs."""
        for minute in range(240):
            self._clock.time = at + timedelta(minutes=minute)
            for _ in range(3):
                self.tick()
            self._write.finish_bundle()
            self._write.start_bundle()
            now = self._clock.now()
            owed = self._store.take_errands(now + timedelta(hours=1), now, 1)
            rows = self._store.unwritten(1, now) or self._store.unwritten_outcomes(1, now)
            if minute > 3 and not self._store.waiting() and not owed and not rows:
                return
        raise SystemExit("the store is not drained after four hours")


class Telling:
    """A sender that says in the diary what it is about to send."""

    def __init__(self, sender: Any, line: Line) -> None:
        self._sender, self._line = sender, line

    def send(self, text: Any) -> Any:
        self._line.called(text.context["reply_id"])
        return self._sender.send(text)

    def close(self) -> None:
        self._sender.close()
