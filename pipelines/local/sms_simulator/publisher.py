"""What leaves for SNS: delivery events from the outbox on threads of their own, inbound texts at once.

An event is marked as published after SNS has taken it, so a crash publishes again and never forgets. Messages go out
with no attributes: what subscribers get is AWS's envelope around the payload.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from pipelines.local.sms_simulator.state import Counter, State, add_count

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

log = logging.getLogger(__name__)

BATCH = 10  # the most that PublishBatch takes
_POLL_S = 0.02
_LONGEST_RETRY_S = 10.0


@dataclass(frozen=True, slots=True)
class _Row:
    row_id: int
    payload: str


@dataclass(frozen=True, slots=True)
class _Batch:
    topic_arn: str
    rows: Sequence[_Row]


def publish_batch(sns: "SNSClient", topic_arn: str, payloads: Sequence[str]) -> list[str | None]:
    """Publish up to ten payloads. For each: None when SNS took it, else the code of its refusal.

    An entry that the response does not mention counts as refused: moto leaves out what it failed to deliver.
    """
    entries = [{"Id": str(index), "Message": payload} for index, payload in enumerate(payloads)]
    try:
        answer = sns.publish_batch(TopicArn=topic_arn, PublishBatchRequestEntries=entries)  # type: ignore[arg-type]
    except ClientError as error:
        return [error.response["Error"]["Code"]] * len(payloads)
    except BotoCoreError as error:
        return [type(error).__name__] * len(payloads)
    taken = {entry["Id"] for entry in answer.get("Successful", [])}
    codes = {entry["Id"]: entry["Code"] for entry in answer.get("Failed", [])}
    return [None if entry["Id"] in taken else codes.get(entry["Id"], "NotTaken") for entry in entries]


class Publisher:
    """Threads that publish what is due in the outbox, until they are stopped; a refused event is tried again later."""

    def __init__(
        self, state: State, sns: "Callable[[], SNSClient]", threads: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._state = state
        self._clock = clock
        self._stopping = threading.Event()
        self._claims = threading.Lock()
        self._claimed: set[int] = set()
        # Clients are made here, since boto3 sessions cannot make them in several threads at once.
        self._threads = [
            threading.Thread(target=self._run, args=(sns(),), name=f"sms-publisher-{index}", daemon=True)
            for index in range(threads)
        ]

    def start(self) -> None:
        """Begin to publish."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the batches that are under way; what is not yet published stays in the outbox."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, sns: "SNSClient") -> None:
        while not self._stopping.is_set():
            batch = self._claim()
            if batch is None:
                self._stopping.wait(_POLL_S)
                continue
            self._settle(batch, publish_batch(sns, batch.topic_arn, [row.payload for row in batch.rows]))

    def _claim(self) -> _Batch | None:
        """Up to ten due events of one topic that no other thread has taken, oldest first."""
        with self._claims, self._state.reading() as db:
            rows = db.execute(
                "SELECT row_id, topic_arn, payload FROM outbox WHERE published_at IS NULL AND due_at <= ?"
                " ORDER BY due_at, row_id LIMIT ?",
                (self._clock(), BATCH * (len(self._threads) + 1)),
            ).fetchall()
            free = [row for row in rows if row["row_id"] not in self._claimed]
            if not free:
                return None
            topic = free[0]["topic_arn"]
            chosen = [_Row(row["row_id"], row["payload"]) for row in free if row["topic_arn"] == topic][:BATCH]
            self._claimed.update(row.row_id for row in chosen)
            return _Batch(topic, chosen)

    def _settle(self, batch: _Batch, outcomes: Sequence[str | None]) -> None:
        """Mark what SNS took, and put the rest back for later."""
        now = self._clock()
        refused = [row for row, code in zip(batch.rows, outcomes, strict=True) if code is not None]
        taken = [row for row, code in zip(batch.rows, outcomes, strict=True) if code is None]
        with self._claims, self._state.transaction() as db:
            db.executemany("UPDATE outbox SET published_at = ? WHERE row_id = ?", [(now, row.row_id) for row in taken])
            if refused:
                _put_back(db, refused, now)
            self._claimed.difference_update(row.row_id for row in batch.rows)
        if refused:
            log.warning("SNS did not take %d delivery events (%s)", len(refused), next(filter(None, outcomes)))


def _put_back(db: sqlite3.Connection, rows: Sequence[_Row], now: float) -> None:
    add_count(db, Counter.PUBLISH_RETRIES, len(rows))
    db.executemany(
        "UPDATE outbox SET due_at = ? + MIN(?, 0.1 * (1 << MIN(attempts, 10))), attempts = attempts + 1"
        " WHERE row_id = ?",
        [(now, _LONGEST_RETRY_S, row.row_id) for row in rows],
    )
