"""Queue messages in, Kinesis records out: batches, retries of just what failed, and the ids that stay behind."""

import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from schemas.pseudonym import PseudonymKey, canonical_number

_LOG = logging.getLogger(__name__)

# Kinesis Data Streams API reference, PutRecords; the default stream takes records of 1 MiB, partition key included.
MAX_RECORDS = 500
MAX_REQUEST_BYTES = 5 * 1024 * 1024
MAX_RECORD_BYTES = 1024 * 1024
_REFUSED = frozenset({"InvalidArgumentException", "ValidationException", "SerializationException"})
_BASE_S, _CAP_S = 0.1, 5.0


PutRecords = Callable[..., Mapping[str, Any]]
"""boto3's `kinesis.put_records`, or anything that takes `StreamName` and `Records` and answers like it."""


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """A message as the queue gave it. `receipt` deletes it; a Lambda needs none."""

    id: str
    body: str = field(repr=False)
    receipt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A message as Kinesis takes it."""

    id: str
    data: bytes = field(repr=False)
    partition_key: str

    @property
    def size(self) -> int:
        return len(self.data) + len(self.partition_key)


@dataclass(slots=True)
class Relayed:
    """What became of a relay: ids to try again later, ids that the stream will never take, and entries put twice."""

    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    retried: int = 0


def relay(
    messages: Sequence[QueueMessage],
    put: PutRecords,
    stream: str,
    key: PseudonymKey,
    *,
    attempts: int = 5,
    sleep: Callable[[float], object] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> list[str]:
    """Put `messages` on `stream`, in order, in requests of at most 500 records and 5 MiB; the ids not delivered.

    Only entries that failed are put again, up to `attempts` times in all, after waits that double from 0.1 s to 5 s and
    are multiplied by `jitter()` (0 to 1). Faults of the service or the wire are retried alike. A record above 1 MiB, or
    one that the service refuses by itself, is not retried and takes no other record with it.
    """
    result = relay_each(messages, put, stream, key, attempts=attempts, sleep=sleep, jitter=jitter)
    failed = {*result.waiting, *result.refused}
    return [message.id for message in messages if message.id in failed]


def relay_each(
    messages: Sequence[QueueMessage],
    put: PutRecords,
    stream: str,
    key: PseudonymKey,
    *,
    attempts: int = 5,
    sleep: Callable[[float], object] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> Relayed:
    """`relay`, told apart: what may go later, and what the stream will not take."""
    entries = [_entry(message, key) for message in messages]
    result = Relayed(refused=[entry.id for entry in entries if entry.size > MAX_RECORD_BYTES])
    pending = [entry for entry in entries if entry.size <= MAX_RECORD_BYTES]
    for attempt in range(attempts):
        pending = [entry for batch in _batches(pending) for entry in _put(batch, put, stream, result)]
        if not pending:
            break
        if attempt + 1 < attempts:
            result.retried += len(pending)
            sleep(backoff(attempt, jitter))
    result.waiting = [entry.id for entry in pending]
    return result


def _entry(message: QueueMessage, key: PseudonymKey) -> _Entry:
    # surrogatepass: what JSON can escape must survive; the job calls such a record not_utf8 and keeps its bytes.
    return _Entry(message.id, message.body.encode("utf-8", "surrogatepass"), partition_key(message, key))


def partition_key(message: QueueMessage, key: PseudonymKey) -> str:
    """Hex token of (customer, our number), the same for both directions; of the message id where there is no pair."""
    pair = _numbers(message.body)
    if pair is None:
        return key.token(message.id).hex()
    return key.pair_token(canonical_number(pair[0]), canonical_number(pair[1]))


def _numbers(body: str) -> tuple[str, str] | None:
    """(customer, our number) as the payload has them, with or without an SNS envelope around it."""
    payload = _object(body)
    if isinstance(payload.get("Message"), str):
        payload = _object(payload["Message"])
    if "eventType" in payload:
        customer, ours = payload.get("destinationPhoneNumber"), payload.get("originationPhoneNumber")
    else:
        customer, ours = payload.get("originationNumber"), payload.get("destinationNumber")
    return (customer, ours) if isinstance(customer, str) and isinstance(ours, str) else None


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _batches(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    batch: list[_Entry] = []
    size = 0
    for entry in entries:
        if batch and (len(batch) == MAX_RECORDS or size + entry.size > MAX_REQUEST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.size
    if batch:
        yield batch


def _put(batch: list[_Entry], put: PutRecords, stream: str, result: Relayed) -> list[_Entry]:
    """Put once; the entries to put again. A refused request is halved until the record at fault stands alone."""
    try:
        answer = put(StreamName=stream, Records=[{"Data": e.data, "PartitionKey": e.partition_key} for e in batch])
    except ParamValidationError:
        raise  # ours: no retry makes it right
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        _LOG.warning("put of %d records failed: %s", len(batch), code)
        if code not in _REFUSED:
            return batch
        if len(batch) == 1:
            result.refused.append(batch[0].id)
            return []
        half = len(batch) // 2
        return _put(batch[:half], put, stream, result) + _put(batch[half:], put, stream, result)
    except BotoCoreError as error:
        _LOG.warning("put of %d records failed: %s", len(batch), type(error).__name__)
        return batch
    return _unaccepted(batch, answer)


def _unaccepted(batch: list[_Entry], answer: Mapping[str, Any]) -> list[_Entry]:
    """Entries that HTTP 200 does not vouch for, by the sequence number that each accepted one is given."""
    outcomes = answer["Records"]
    failed = [entry for entry, outcome in zip(batch, outcomes, strict=True) if not outcome.get("SequenceNumber")]
    if failed:
        codes = sorted({outcome["ErrorCode"] for outcome in outcomes if outcome.get("ErrorCode")})
        _LOG.warning("%d of %d records were not taken: %s", len(failed), len(batch), ", ".join(codes))
    return failed


def backoff(attempt: int, jitter: Callable[[], float]) -> float:
    """Seconds to wait after the `attempt`th failure, counted from 0: doubling from 0.1 to 5, times `jitter()`."""
    return float(min(_CAP_S, _BASE_S * 2 ** min(attempt, 10)) * jitter())
