"""moto's resharding made true to Kinesis.

In moto 5.2.5 a shard that was split or merged keeps taking records, copies its old ones about, and never comes to an
end. In Kinesis (developer guide, "Resharding a stream") a closed shard keeps what it has, takes no more, and after its
last record `NextShardIterator` is null; its children take over its hash range.
"""

from collections import OrderedDict
from typing import Any

from moto.kinesis import models
from moto.kinesis.utils import decompose_shard_iterator


def close_parents() -> None:
    """Patch moto in this process; once is enough, twice does no harm."""
    stream: Any = models.Stream
    backend: Any = models.KinesisBackend
    if getattr(stream, "closes_parents", False):
        return
    stream.closes_parents = True
    stream.get_shard_for_key = _open_shards_only(stream.get_shard_for_key)
    stream.split_shard = _leaving_records(stream.split_shard, 1)
    stream.merge_shards = _leaving_records(stream.merge_shards, 2)
    backend.get_records = _ending(backend.get_records)


def _open_shards_only(choose: Any) -> Any:
    def get_shard_for_key(self: Any, partition_key: str, explicit_hash_key: str) -> Any:
        everything = self.shards
        self.shards = OrderedDict((name, _Inclusive(shard)) for name, shard in everything.items() if shard.is_open)
        try:
            chosen = choose(self, partition_key, explicit_hash_key)
        finally:
            self.shards = everything
        return chosen.shard if chosen is not None else None

    return get_shard_for_key


class _Inclusive:
    """A shard whose last hash key is its own: moto leaves the keys between two shards to none."""

    def __init__(self, shard: Any) -> None:
        self.shard = shard
        self.starting_hash = shard.starting_hash
        self.ending_hash = shard.ending_hash + 1


def _leaving_records(reshard: Any, parents: int) -> Any:
    def leaving(self: Any, *arguments: str) -> None:
        kept = [(self.shards[name], self.shards[name].records) for name in arguments[:parents] if name in self.shards]
        for shard, _ in kept:
            shard.records = OrderedDict()
        try:
            reshard(self, *arguments)
        finally:
            for shard, records in kept:
                shard.records = records

    return leaving


def _ending(get_records: Any) -> Any:
    def ending(self: Any, stream_arn: str | None, shard_iterator: str, limit: int | None) -> tuple[Any, Any, Any]:
        following, records, behind = get_records(self, stream_arn, shard_iterator, limit)
        name, shard_id, last = decompose_shard_iterator(following)
        shard = self.describe_stream(stream_arn=stream_arn, stream_name=name).get_shard(shard_id)
        at_end = not shard.is_open and int(last) >= next(reversed(shard.records), 0)
        return (None if at_end else following), records, behind

    return ending
