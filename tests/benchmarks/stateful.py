"""The whole job with state, outbox and rows, in two worker processes on one SQLite store; the sender answers in memory.

Once with keywords, questions and STOP alone; once with half of the texts answering a prompt whose delivery event opened a
conversation.
"""

import json
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.clock import SystemClock
from pipelines.adapters.lake import open_lake
from pipelines.adapters.outcomes_sns import NoOutcomes
from pipelines.adapters.program_source import FixedPrograms
from pipelines.adapters.replay import NoOptOutList
from pipelines.adapters.store_sqlite import SharedStore
from pipelines.adapters.vault import SqliteVault
from pipelines.domain.blocks import Block, RawBlock, raw_block
from pipelines.domain.decode import decode
from pipelines.domain.tokens import Tokens
from pipelines.local.demo_report import percentile
from pipelines.ports import OutboundText, Outcome, Ports, Sent
from pipelines.settings import shipped_programs
from pipelines.transforms.classify import read_block
from pipelines.transforms.converse import _Converse
from pipelines.transforms.outbox import ReplySettings
from pipelines.transforms.reply import _IssueReplies
from pipelines.transforms.write import _Write
from schemas.program import ProgramSet
from schemas.program_file import load_programs
from tests.pipelines.domain.records import KEY, delivery, inbound, sns

Row = tuple[str, str, str, bool]
BLOCK = 1000
"""Texts of a block, with half as many delivery events."""
_FLUSH = 10
_WARM = 100
"""Blocks after which a worker has all the memory that it needs."""
_CYCLE = 65
"""Blocks in which a worker's caches empty and fill again: so peaks are compared."""
_THREADS = 256
"""TWOWAY_SEND_THREADS: replies that are claimed, sent and settled at a time."""
_ANSWERS = ("CONFIRM", "yes", "Yes!", "no", "👍", "ok confirm", "C")
_OTHERS = ("WHERE", "what time was it again", "thanks", "CONFIRM", "STOP", "move please", "hello?")


class InMemory:
    """A sender that accepts everything."""

    def send(self, text: OutboundText) -> Outcome:
        return Sent(text.context["reply_id"])

    def close(self) -> None: ...


def stateful(messages: int, workers: int = 2) -> list[Row]:
    """Rows of the table: name, figure, target, met."""
    with tempfile.TemporaryDirectory() as folder:
        keywords, _ = _throughput(Path(folder), messages, workers, answers=False)
    with tempfile.TemporaryDirectory() as folder:
        long = max(messages, (_WARM + _CYCLE) * BLOCK * workers)
        mixed, growth = _throughput(Path(folder), long, workers, answers=True)
    with tempfile.TemporaryDirectory() as folder:
        p50, p99 = _latency(Path(folder), 500, 20)
    both = f"{mixed:,.0f} texts/s, {1.5 * mixed:,.0f} records/s"
    return [
        (f"state, outbox and rows, {workers} workers, SQLite, {messages:,} texts", f"{keywords:,.0f} texts/s", "≥ 5,000", keywords >= 5000),
        (f"{long:,} texts, half of them answers to prompts, each with its delivery event", both, "", True),
        (f"peak memory of a worker, last {_CYCLE * BLOCK:,} texts ÷ first {_WARM * BLOCK:,}", f"{growth:.2f}", "≤ 1.15", growth <= 1.15),
        ("decision at 500 texts/s, half of them answers (decoded to sent)", f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms", "p99 ≤ 50 ms", p99 <= 0.05),
    ]  # fmt: skip


def sqlite_ports(folder: Path) -> Ports:
    return Ports(
        store=partial(SharedStore.of, folder / "store.sqlite"),
        vault=partial(SqliteVault, folder / "vault.sqlite"),
        lake=partial(open_lake, str(folder / "lake")),
        sender=InMemory,
        programs=partial(FixedPrograms, unhurried(load_programs(shipped_programs()))),
        calendar=partial(SqliteCalendar, folder / "store.sqlite"),
        outcomes=NoOutcomes,
        opt_outs=NoOptOutList,
        clock=SystemClock(),
    )


def unhurried(programs: ProgramSet) -> ProgramSet:
    """The same programs on numbers that AWS does not slow down: what is measured is ours."""
    return ProgramSet(
        [
            program.model_copy(
                update={"numbers": tuple(n.model_copy(update={"parts_per_second": 1e6}) for n in program.numbers)}
            )
            for program in programs.programs
        ]
    )


class Worker:
    """The stages of the job in one process."""

    def __init__(self, ports: Ports, threads: int) -> None:
        self._in_force = ports.programs().current()
        settings = ReplySettings("set", threads, timedelta(seconds=60), timedelta(hours=4), timedelta(minutes=10))
        self._converse = _Converse(ports, settings.useful, settings.recover_after)
        self._reply, self._write = _IssueReplies(ports, settings), _Write(ports)
        self._tokens, self._store = Tokens(KEY), ports.store()
        for stage in (self._converse, self._reply, self._write):
            stage.setup()
        self._write.start_bundle()

    def decode(self, raw: RawBlock) -> Block:
        return read_block(decode(raw, self._tokens), self._in_force)

    def answer(self, block: Block) -> list[Block]:
        """Everything up to the sent reply."""
        return [done for conversed in self._converse.process(block) for done in self._reply.process(conversed)]

    def keep(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self._write.process(block)

    def flush(self, shard: str, position: str) -> None:
        self._write.finish_bundle()
        self._store.save_checkpoints("bench", {shard: position})
        self._write.start_bundle()


def traffic(shard: int, blocks: int, texts: int = BLOCK, *, answers: bool = True) -> Iterator[RawBlock]:
    """Blocks of a shard: keywords, questions and STOP; with `answers`, delivery events of prompts, then texts, half of
    which answer them."""
    name = f"shardId-{shard:012d}"
    for n in range(blocks):
        at = datetime.now(UTC)
        records = list(_records(shard * 10_000_000 + n * texts, texts, at, answers))
        start = n * 2 * texts
        yield raw_block(name, records, [str(start + k) for k in range(len(records))], [at] * len(records))


def _records(first: int, texts: int, at: datetime, answers: bool) -> Iterator[bytes]:
    stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    asked_at = int((at - timedelta(minutes=5)).timestamp() * 1000)
    context = {
        "kind": "prompt", "campaign": "bench", "flow": "appointment",
        "variables": urlencode({"name": "Ann", "when": "Wed 9 am"}),
    }  # fmt: skip
    for n in range(first, first + texts, 2) if answers else ():
        event = delivery(
            message_id=f"p{n}", destinationPhoneNumber=_phone(n), messageRequestTimestamp=asked_at, context=context
        )
        yield json.dumps(sns(event, f"e{n}", stamp)).encode()
    for n in range(first, first + texts):
        body = _ANSWERS[n // 2 % len(_ANSWERS)] if answers and n % 2 == 0 else _OTHERS[n // 2 % len(_OTHERS)]
        yield json.dumps(sns(inbound(body, _phone(n), inboundMessageId=f"m{n}"), f"s{n}", stamp)).encode()


def _phone(n: int) -> str:
    return f"+1{2_010_000_000 + n % 7_900_000_000}"


def _throughput(folder: Path, messages: int, workers: int, *, answers: bool) -> tuple[float, float]:
    blocks = messages // workers // BLOCK
    sqlite_ports(folder).store().close()
    context = multiprocessing.get_context("spawn")
    ready, go = context.Barrier(workers + 1), context.Queue()
    parts = [
        context.Process(target=_work, args=(folder, shard, blocks, answers, ready, go)) for shard in range(workers)
    ]
    for part in parts:
        part.start()
    ready.wait(300)
    came = [go.get(timeout=3600) for _ in parts]
    for part in parts:
        part.join()
    return blocks * BLOCK * workers / max(s for s, _ in came), max(growth for _, growth in came)


def _work(folder: Path, shard: int, blocks: int, answers: bool, ready: object, went: object) -> None:
    worker = Worker(sqlite_ports(folder), _THREADS)
    ready.wait(300)  # type: ignore[attr-defined]
    busy, memory = 0.0, []
    for n, raw in enumerate(traffic(shard, blocks, answers=answers)):
        started = time.monotonic()
        worker.keep(worker.answer(worker.decode(raw)))
        if (n + 1) % _FLUSH == 0:
            worker.flush(f"shardId-{shard:012d}", f"{n:012d}")
        busy += time.monotonic() - started
        memory.append(_memory())
    went.put((busy, max(memory[-_CYCLE:]) / max(memory[:_WARM])))  # type: ignore[attr-defined]


def _memory() -> int:
    """Bytes that the process itself has written; pages of files that it only looks at are the kernel's to keep."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024


def _latency(folder: Path, per_s: int, seconds: int) -> tuple[float, float]:
    """From a decoded block in hand to its replies sent, each text of it alike."""
    worker = Worker(sqlite_ports(folder), threads=8)
    batch = per_s // 20
    took: list[float] = []
    began = time.monotonic()
    for n, raw in enumerate(traffic(9, seconds * 20, batch)):
        time.sleep(max(0.0, began + n / 20 - time.monotonic()))
        block = worker.decode(raw)
        started = time.monotonic()
        done = worker.answer(block)
        took += [time.monotonic() - started] * batch
        worker.keep(done)
        if n % 100 == 99:
            worker.flush("shardId-000000000009", f"{n:012d}")
    took.sort()
    return percentile(took, 0.5), percentile(took, 0.99)
