"""Law 1 while the stream changes its shards under the reader."""

from collections import Counter
from pathlib import Path

import pytest

from pipelines.local.children import await_true
from pipelines.local.stack import StackHandle
from tests.faults.rig import Load, Rig, texted

RECORDS = 400


@pytest.mark.slow
def test_a_split_and_an_update_of_the_shard_count_lose_nothing(stack: StackHandle, folder: Path) -> None:
    with Rig(stack, folder, "resharding", shards=1) as rig:
        rig.numbers(events=False)
        rig.start_job()
        texts = [texted("Liked “ok”", "+14255550001", f"r{n}") for n in range(RECORDS)]

        def put(n: int) -> None:
            rig.put([texts[n]], [f"key-{n}"])

        with Load(range(RECORDS), per_s=40, act=put) as load:
            load.await_done(80)
            [shard] = rig.kinesis.list_shards(StreamName=rig.stream)["Shards"]
            middle = (int(shard["HashKeyRange"]["StartingHashKey"]) + int(shard["HashKeyRange"]["EndingHashKey"])) // 2
            rig.kinesis.split_shard(
                StreamName=rig.stream, ShardToSplit=shard["ShardId"], NewStartingHashKey=str(middle)
            )
            load.await_done(160)
            rig.kinesis.update_shard_count(StreamName=rig.stream, TargetShardCount=3, ScalingType="UNIFORM_SCALING")
            load.await_done(240)
            # A restart in the midst of it: the new process must go on with the children where the old one was.
            rig.kill_job()
            rig.start_job()
        await_true(rig.committed, "the stream to be committed", 90, 0.3)
        assert rig.drain_job() == 0
        rows = Counter(row[0] for row in rig.sql("SELECT inbound_message_id FROM inbound"))
        assert rows == Counter({f"r{n}": 1 for n in range(RECORDS)})
        assert len(rig.kinesis.list_shards(StreamName=rig.stream)["Shards"]) > 3
        # A parent is read to its end before its children: the order of a conversation survives.
        raw = rig.sql("SELECT count(DISTINCT source_shard) FROM inbound")
        print(
            rig.sql("SELECT source_shard, count(*) FROM inbound GROUP BY 1"),
            rig.kinesis.list_shards(StreamName=rig.stream)["Shards"],
        )
        assert raw[0][0] >= 3
