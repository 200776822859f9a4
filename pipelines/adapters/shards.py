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
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from pipelines.adapters.shard_follower import Follower, Read
from pipelines.domain.blocks import RawBlock, joined
from pipelines.ports import SHARD_END
from schemas.errors import ConfigurationFault

if TYPE_CHECKING:
    from pipelines.adapters.kinesis import KinesisSettings

_LOG = logging.getLogger(__name__)
_WAITING_BLOCKS = 16

_OPEN: "weakref.WeakSet[ShardSet]" = weakref.WeakSet()


def close_all() -> None:
    """Stop every follower of this process: after a failed pipeline nothing else may hold its readers."""
    for shards in list(_OPEN):
        shards.close()


def check_stream(stream: str) -> None:
    """Return if the stream is there and may be read.

    Raises:
        ConfigurationFault: there is none of that name in this account and region.
        ClientError, BotoCoreError: whatever else AWS says.
    """
    client = boto3.client("kinesis")
    try:
        client.list_shards(StreamName=stream, MaxResults=1)
    except client.exceptions.ResourceNotFoundException:
        where = client.meta.region_name
        raise ConfigurationFault(
            f"no Kinesis stream {stream!r} in {where}. Give --stream, or set the region."
        ) from None


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
        self._queue: queue.Queue[Read] = queue.Queue(maxsize=_WAITING_BLOCKS)
        self._stop = threading.Event()
        self._handed: dict[str, list[Read]] = {}
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

    def _arrange(self, read: Read) -> None:
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
            follower = Follower(
                shard, self._positions.get(shard), self._client, self._settings, self._queue, self._stop
            )
            threading.Thread(target=follower.run, name=f"shard {shard}", daemon=True).start()
