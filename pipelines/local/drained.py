"""Whether everything that was published has come out at the other end: asked of each place in turn."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.local.sms_simulator import SimulatorClient
from pipelines.local.stack import StackHandle
from pipelines.ports import SHARD_END

_WHENEVER = datetime.max.replace(tzinfo=UTC)


def queue_is_empty(stack: StackHandle) -> bool:
    """No message waits in the bridge's queue or is in its hands."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = stack.client("sqs").get_queue_attributes(QueueUrl=stack.outputs["QueueUrl"], AttributeNames=names)
    return all(int(answer["Attributes"][name]) == 0 for name in names)


def stream_is_committed(kinesis: Any, stream: str, checkpoints: Mapping[str, str]) -> bool:
    """No shard holds a record after its checkpoint."""
    for page in kinesis.get_paginator("list_shards").paginate(StreamName=stream):
        for shard in page["Shards"]:
            position = checkpoints.get(shard["ShardId"])
            if position != SHARD_END and not _nothing_after(kinesis, stream, shard["ShardId"], position):
                return False
    return True


def _nothing_after(kinesis: Any, stream: str, shard: str, position: str | None) -> bool:
    start = (
        {"ShardIteratorType": "TRIM_HORIZON"}
        if position is None
        else {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": position.lstrip("0")}
    )
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, **start)["ShardIterator"]
    return not kinesis.get_records(ShardIterator=iterator, Limit=1)["Records"]


def all_is_drained(stack: StackHandle, simulator: SimulatorClient, store: Path) -> bool:
    """Nothing is on its way: no event to publish, no message in the queue, and the job is idle. Asked in the order of the
    flow, so that nothing slips past a question already asked; a reply causes new events, so a caller asks until it is
    true twice."""
    if simulator.stats().events_pending or not queue_is_empty(stack):
        return False
    return job_is_idle(stack.client("kinesis"), stack.outputs["StreamName"], store)


def job_is_idle(kinesis: Any, stream: str, store: Path) -> bool:
    """No record beyond the checkpoints, no reply that waits to be sent, no reply and no outcome whose row is not in the
    lake, and no errand that is owed."""
    opened = SqliteStore(store)
    try:
        committed = stream_is_committed(kinesis, stream, opened.load_checkpoints(stream))
        written = not opened.unwritten(1, _WHENEVER) and not opened.unwritten_outcomes(1, _WHENEVER)
        return committed and opened.waiting() == 0 and written and errands_owed(store) == 0
    finally:
        opened.close()


def errands_owed(store: Path) -> int:
    """How many errands of a SQLite store are not done, due or put off. The port only hands out those that are due, and
    counts an attempt for each."""
    with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
        return int(db.execute("SELECT count(*) FROM errands").fetchone()[0])
