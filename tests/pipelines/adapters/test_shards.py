"""Readers of single shards, as portable runners use them: children go to one reader, after both parents have ended."""

import queue
import time
from collections.abc import Iterator

import boto3
import pytest

from pipelines.adapters.kinesis import KinesisSettings
from pipelines.adapters.shards import ShardSet, check_stream
from pipelines.local.moto_server import MotoServer
from pipelines.ports import SHARD_END
from schemas.errors import ConfigurationFault

SETTINGS = KinesisSettings(stream="s", poll_s=0.02, max_block=7, one_reader=False)


@pytest.fixture
def kinesis(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    server = MotoServer()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.start())
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "t"),
        ("AWS_SECRET_ACCESS_KEY", "t"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    client = boto3.client("kinesis")
    client.create_stream(StreamName="s", ShardCount=2)
    yield client
    server.stop()


def put(kinesis: object, name: str, count: int) -> set[bytes]:
    data = {f"{name}{n}".encode() for n in range(count)}
    records = [{"Data": d, "PartitionKey": d.decode()} for d in sorted(data)]
    assert kinesis.put_records(StreamName="s", Records=records)["FailedRecordCount"] == 0  # type: ignore[attr-defined]
    return data


def read(shards: ShardSet, until: object, patience_s: float = 10) -> list[bytes]:
    """What comes out until `until()`, in order."""
    got: list[bytes] = []
    deadline = time.monotonic() + patience_s
    while not until(got):  # type: ignore[operator]
        assert time.monotonic() < deadline, f"{len(got)} records, then nothing"
        try:
            got += shards.take(timeout=0.1).records.to_pylist()
        except queue.Empty:
            shards.finished()
    return got


def test_each_unfinished_shard_is_a_head(kinesis: object) -> None:
    with ShardSet.open(SETTINGS, None, {}) as shards:
        assert len(shards.heads()) == 2


def test_after_a_merge_the_first_parents_reader_goes_on_and_the_other_is_done(kinesis: object) -> None:
    before = put(kinesis, "before", 40)
    first, second = sorted(s["ShardId"] for s in kinesis.list_shards(StreamName="s")["Shards"])  # type: ignore[attr-defined]
    committed: dict[str, str] = {}
    with (
        ShardSet.open(SETTINGS, (first,), {}, lambda: dict(committed)) as one,
        ShardSet.open(SETTINGS, (second,), {}, lambda: dict(committed)) as two,
    ):
        kinesis.merge_shards(StreamName="s", ShardToMerge=first, AdjacentShardToMerge=second)  # type: ignore[attr-defined]
        after = put(kinesis, "after", 30)
        of_one = read(one, lambda got: one.positions().get(first) == SHARD_END)
        # The child waits: its other parent has not been committed to its end.
        assert not one.finished()
        assert one.following == set()
        assert set(of_one) <= before
        of_two = read(two, lambda got: two.positions().get(second) == SHARD_END)
        assert two.finished()
        committed.update(two.positions())
        of_one += read(one, lambda got: set(got) >= after)
        assert sorted(of_one + of_two) == sorted(before | after)
        assert not one.finished()


def test_a_new_reader_goes_on_after_the_committed_position(kinesis: object) -> None:
    everything = put(kinesis, "x", 50)
    with ShardSet.open(SETTINGS, None, {}, dict) as shards:
        seen = read(shards, lambda got: len(got) >= 20)
        positions = shards.positions()
    more = put(kinesis, "y", 10)
    with ShardSet.open(SETTINGS, None, positions, dict) as shards:
        rest = read(shards, lambda got: len(got) + len(seen) >= 60)
    assert sorted(seen + rest) == sorted(everything | more)


def test_a_stream_that_does_not_exist_is_told_at_once(kinesis: object) -> None:
    check_stream("s")
    with pytest.raises(ConfigurationFault, match="no Kinesis stream 'nowhere' in us-east-1"):
        check_stream("nowhere")
