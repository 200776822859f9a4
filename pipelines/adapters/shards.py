"""Following the shards of a stream: a thread for each, parents before their children, every fault retried or raised.

Sources: Kinesis Data Streams developer guide, "Resharding a stream" (a parent is read to its end before its children)
and "GetRecords" (5 calls a second and shard; an iterator lives 5 minutes).
"""

import logging
import queue
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pipelines.adapters.kpl import deaggregate
from pipelines.domain.blocks import SEQUENCE_WIDTH, RawBlock, joined, raw_block
from pipelines.ports import SHARD_END

if TYPE_CHECKING:
    from pipelines.adapters.kinesis import KinesisSettings

_LOG = logging.getLogger(__name__)
_RETRIES = 12
_LONGEST_PAUSE_S = 10.0
_WAITING_BLOCKS = 16
_FATAL = (
    "ResourceNotFoundException",
    "AccessDeniedException",
    "InvalidArgumentException",
    "UnrecognizedClientException",
)

_OPEN: "weakref.WeakSet[ShardSet]" = weakref.WeakSet()


def close_all() -> None:
    """Stop every follower of this process: after a failed pipeline nothing else may hold its readers."""
    for shards in list(_OPEN):
        shards.close()


@dataclass(frozen=True, slots=True)
class _Read:
    """What a follower hands over: a block and the position after it; or the end of the shard; or what stopped it."""

    shard: str
    block: RawBlock | None = None
    position: str = SHARD_END
    error: Exception | None = None


class ShardSet:
    """The shards that one reader owns: those it was given and their descendants, or all."""

    def __init__(
        self,
        settings: "KinesisSettings",
        heads: tuple[str, ...] | None,
        committed: dict[str, str],
        others: Callable[[], dict[str, str]] | None,
    ) -> None:
        config = Config(retries={"mode": "standard", "total_max_attempts": 3}, read_timeout=20, connect_timeout=5)
        self._client = boto3.client("kinesis", config=config)
        self._settings, self._heads = settings, heads
        self._positions = dict(committed)
        self._others = others
        self._queue: queue.Queue[_Read] = queue.Queue(maxsize=_WAITING_BLOCKS)
        self._stop = threading.Event()
        self._handed: dict[str, list[_Read]] = {}
        self.following: set[str] = set()
        self._pending = False
        _OPEN.add(self)

    @classmethod
    def open(
        cls,
        settings: "KinesisSettings",
        heads: tuple[str, ...] | None,
        committed: dict[str, str],
        others: Callable[[], dict[str, str]] | None = None,
    ) -> "ShardSet":
        """Start following. `committed` are positions to go on from; `others` reads what other readers committed."""
        shards = cls(settings, heads, committed, others)
        if others is not None:
            shards._follow_ready()
        return shards

    def __enter__(self) -> "ShardSet":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def heads(self) -> list[str]:
        """Unfinished shards whose (first) parent is gone or finished: where independent readers start."""
        listed = self._list()
        return [
            shard
            for shard, parents in listed.items()
            if self._positions.get(shard) != SHARD_END and not any(self._unfinished(p, listed) for p in parents[:1])
        ]

    def take(self, timeout: float) -> RawBlock:
        """The next block of any shard: all that its follower has handed over by now, so that a consumer which falls
        behind gets larger blocks instead of more. Raises `queue.Empty` when none came, or what a follower could not get
        over."""
        if not self._handed:
            self._arrange(self._queue.get(timeout=timeout))
            with suppress(queue.Empty):
                for _ in range(_WAITING_BLOCKS):
                    self._arrange(self._queue.get_nowait())
        shard, reads = next(iter(self._handed.items()))
        del self._handed[shard]
        blocks = [read.block for read in reads if read.block is not None]
        for read in reads:
            if read.error is not None and not blocks:
                raise read.error
            if read.error is not None:
                self._handed[shard] = [read]
                break
            self._positions[shard] = read.position
            if read.block is None:
                self._end_of(shard)
        if not blocks:
            raise queue.Empty
        return joined(blocks)

    def _arrange(self, read: _Read) -> None:
        self._handed.setdefault(read.shard, []).append(read)

    def _end_of(self, shard: str) -> None:
        _LOG.info("shard %s is at its end", shard)
        self.following.discard(shard)
        self._follow_ready()

    def positions(self) -> dict[str, str]:
        """Last sequence number handed out of each shard, or `SHARD_END`."""
        return dict(self._positions)

    def finished(self) -> bool:
        """Whether there is nothing left to read, ever: only a reader of single shards ends, all of them closed."""
        if self._heads is None or self.following:
            return False
        if self._pending:
            self._follow_ready()
        return not self.following and not self._pending

    def close(self) -> None:
        self._stop.set()

    def _list(self) -> dict[str, list[str]]:
        """Each shard that exists, with its parents, the one it inherits from first."""
        pages = self._client.get_paginator("list_shards").paginate(StreamName=self._settings.stream)
        return {
            shard["ShardId"]: [p for p in (shard.get("ParentShardId"), shard.get("AdjacentParentShardId")) if p]
            for page in pages
            for shard in page["Shards"]
        }

    def _unfinished(self, shard: str, listed: dict[str, list[str]]) -> bool:
        return shard in listed and self._positions.get(shard) != SHARD_END

    def _owned(self, shard: str, listed: dict[str, list[str]]) -> bool:
        """Ours: given to us, or inherited (by its first parent) from a shard that is."""
        if self._heads is None or shard in self._heads:
            return True
        parents = listed.get(shard, [])
        return bool(parents) and self._owned(parents[0], listed)

    def _follow_ready(self) -> None:
        """Follow each of our shards whose parents have been read to their end."""
        listed = self._list()
        if self._heads is not None and self._others is not None:
            ended = {shard: end for shard, end in self._others().items() if end == SHARD_END}
            self._positions.update({s: e for s, e in ended.items() if not self._owned(s, listed)})
        self._pending = False
        for shard, parents in sorted(listed.items()):
            if not self._owned(shard, listed) or shard in self.following or self._positions.get(shard) == SHARD_END:
                continue
            if any(self._unfinished(parent, listed) for parent in parents):
                self._pending = True
                continue
            self.following.add(shard)
            follower = _Follower(
                shard, self._positions.get(shard), self._client, self._settings, self._queue, self._stop
            )
            threading.Thread(target=follower.run, name=f"shard {shard}", daemon=True).start()


class _Follower:
    """Reads one shard from a position to its end, or until stopped."""

    def __init__(
        self,
        shard: str,
        position: str | None,
        client: Any,
        settings: "KinesisSettings",
        out: "queue.Queue[_Read]",
        stop: threading.Event,
    ) -> None:
        self._shard, self._position, self._client = shard, position, client
        self._settings, self._out, self._stop = settings, out, stop
        self._faults = 0

    def run(self) -> None:
        iterator: str | None = None
        while not self._stop.is_set():
            try:
                iterator = iterator or self._iterator()
                answer = self._client.get_records(ShardIterator=iterator, Limit=self._settings.max_block)
            except (ClientError, BotoCoreError) as error:
                iterator = None
                if not self._survives(error):
                    self._hand_over(_Read(self._shard, error=error))
                    return
                continue
            self._faults = 0
            if answer["Records"]:
                self._hand_over(self._block(answer["Records"]))
            iterator = answer.get("NextShardIterator")
            if iterator is None:
                self._hand_over(_Read(self._shard))
                return
            if not answer["Records"] or not answer.get("MillisBehindLatest"):
                self._stop.wait(self._settings.poll_s)

    def _iterator(self) -> str:
        """After the last record read; from the oldest that is kept where nothing was read yet: nothing is lost."""
        start = (
            {"ShardIteratorType": "TRIM_HORIZON"}
            if self._position is None
            else {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "StartingSequenceNumber": self._position.lstrip("0") or "0",
            }
        )
        answer = self._client.get_shard_iterator(StreamName=self._settings.stream, ShardId=self._shard, **start)
        return str(answer["ShardIterator"])

    def _block(self, records: list[dict[str, Any]]) -> _Read:
        data: list[bytes] = []
        sequences: list[str] = []
        arrivals: list[Any] = []
        for record in records:
            sequence = record["SequenceNumber"].zfill(SEQUENCE_WIDTH)
            parts = deaggregate(record["Data"])
            for sub, part in enumerate(parts if parts is not None else [record["Data"]]):
                data.append(part)
                sequences.append(sequence if parts is None else f"{sequence}-{sub:06d}")
                arrivals.append(record["ApproximateArrivalTimestamp"])
        self._position = records[-1]["SequenceNumber"].zfill(SEQUENCE_WIDTH)
        return _Read(self._shard, raw_block(self._shard, data, sequences, arrivals), self._position)

    def _survives(self, error: Exception) -> bool:
        """Wait before the next try; False when trying is pointless."""
        code = (
            error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else type(error).__name__
        )
        if code == "ExpiredIteratorException":
            return True
        self._faults += 1
        if code in _FATAL or self._faults > _RETRIES:
            return False
        pause = min(_LONGEST_PAUSE_S, self._settings.poll_s * 2**self._faults)
        _LOG.warning("shard %s: %s, trying again in %.1f s", self._shard, code, pause)
        self._stop.wait(pause)
        return True

    def _hand_over(self, read: _Read) -> None:
        """Wait for room: a slow consumer slows the reading down, it never makes the memory grow."""
        while not self._stop.is_set():
            try:
                self._out.put(read, timeout=0.5)
            except queue.Full:
                continue
            return
