"""Kinesis as a Beam `UnboundedSource` over boto3.

Beam's `UnboundedSource` is experimental (2.77): everything that knows its interface is in this module. Reading the
shards themselves is `shards.py`.

A bundle is the flush interval, counted from its first `start` or `advance`; `advance` blocks until there is data or the
interval is over. Beam asks that it should not block: measured, a chain fused behind the source then handles a record in
under a millisecond, and the bundle's only cost is one flush.
"""

import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apache_beam.coders import Coder
from apache_beam.io.unbounded_source import CheckpointMark, UnboundedReader, UnboundedSource
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Timestamp

from pipelines.adapters.shards import ShardSet
from pipelines.domain.blocks import RawBlock, tick
from pipelines.ports import Store

_LOG = logging.getLogger(__name__)

DRAIN = threading.Event()
"""Set it and every reader of this process ends after what it has read: the job flushes, commits and finishes."""


@dataclass(frozen=True, slots=True)
class KinesisSettings:
    """What to read and how. Durations in seconds.

    `one_reader`: the embedded runner reads readers in turn, so one reader follows all shards there; portable runners get
    a reader for each shard. `drain_file`: readers end when it appears (workers that get no signal of ours).
    """

    stream: str
    poll_s: float = 0.2
    flush_s: float = 5.0
    tick_s: float = 1.0
    max_block: int = 2000
    one_reader: bool = True
    drain_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Positions(CheckpointMark):
    """Last sequence number read of each shard, or `SHARD_END`; finalising commits them to the store."""

    stream: str
    positions: Mapping[str, str]
    store: Callable[[], Store]

    def finalize_checkpoint(self) -> None:
        store = self.store()
        try:
            store.save_checkpoints(self.stream, self.positions)
        finally:
            store.close()


class _PositionsCoder(Coder):
    """Positions as sorted JSON: equal positions are equal bytes, by which Beam finds the parked reader again."""

    def __init__(self, stream: str, store: Callable[[], Store]) -> None:
        self._stream, self._store = stream, store

    def encode(self, mark: Positions) -> bytes:
        return json.dumps(dict(mark.positions), sort_keys=True).encode()

    def decode(self, data: bytes) -> Positions:
        return Positions(self._stream, json.loads(data), self._store)

    def is_deterministic(self) -> bool:
        return True


@dataclass(frozen=True)
class KinesisSource(UnboundedSource):
    """The stream as blocks of records, with a tick about every second. `heads`: the shards this split starts from."""

    settings: KinesisSettings
    store: Callable[[], Store] = field(compare=False)
    heads: tuple[str, ...] | None = None

    def split(self, desired_num_splits: int, options: object = None) -> list["KinesisSource"]:
        if self.settings.one_reader or self.heads is not None:
            return [self]
        with ShardSet.open(self.settings, None, self._committed()) as shards:
            heads = shards.heads()
        return [KinesisSource(self.settings, self.store, (head,)) for head in heads] or [self]

    def create_reader(self, options: object, checkpoint_mark: Positions | None) -> "KinesisReader":
        committed = self._committed()
        if checkpoint_mark is not None:
            committed.update(checkpoint_mark.positions)
        return KinesisReader(self, committed)

    def get_checkpoint_mark_coder(self) -> Coder:
        return _PositionsCoder(self.settings.stream, self.store)

    def _committed(self) -> dict[str, str]:
        store = self.store()
        try:
            return store.load_checkpoints(self.settings.stream)
        finally:
            store.close()


class KinesisReader(UnboundedReader):
    """Hands out the blocks that followers of the shards read, in bundles of the flush interval."""

    def __init__(self, source: KinesisSource, committed: dict[str, str]) -> None:
        self._source, self._settings = source, source.settings
        self._shards = ShardSet.open(source.settings, source.heads, committed, source._committed)
        self._current: RawBlock | None = None
        self._bundle_ends: float | None = None
        self._next_tick = time.monotonic()
        self._ended = False
        _LOG.info("reading stream %s from %d shards", self._settings.stream, len(self._shards.following))

    def start(self) -> bool:
        return self.advance()

    def advance(self) -> bool:
        if self._bundle_ends is None:
            # From the first call, not from the last checkpoint: a runner may pause between the two, and a clock that
            # runs meanwhile would end each bundle before it began.
            self._bundle_ends = time.monotonic() + self._settings.flush_s
        self._current = self._next(self._bundle_ends)
        if self._current is None:
            self._bundle_ends = None
        return self._current is not None

    def _next(self, bundle_ends: float) -> RawBlock | None:
        while True:
            now = time.monotonic()
            if self._draining() or self._shards.finished():
                self._ended = True
                return None
            if now >= bundle_ends:
                return None
            if now >= self._next_tick:
                self._next_tick = now + self._settings.tick_s
                return tick()
            try:
                return self._shards.take(timeout=max(0.0, min(bundle_ends, self._next_tick, now + 0.25) - now))
            except queue.Empty:
                continue

    def _draining(self) -> bool:
        return DRAIN.is_set() or (self._settings.drain_file is not None and self._settings.drain_file.exists())

    def get_current(self) -> RawBlock:
        assert self._current is not None
        return self._current

    def get_current_timestamp(self) -> Timestamp:
        return Timestamp(0)

    def get_watermark(self) -> Timestamp:
        return MAX_TIMESTAMP if self._ended else Timestamp(0)

    def get_checkpoint_mark(self) -> Positions:
        self._bundle_ends = None
        return Positions(self._settings.stream, self._shards.positions(), self._source.store)

    def close(self) -> None:
        self._shards.close()
