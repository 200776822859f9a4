"""The bridge on any host: long polls, the same relay, and deletion of nothing but what was delivered."""

import logging
import random
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from pipelines.bridge.relay import PutRecords, QueueMessage, backoff, relay_each
from schemas.pseudonym import PseudonymKey

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LOG = logging.getLogger(__name__)
_BATCH = 10  # ReceiveMessage, DeleteMessageBatch and ChangeMessageVisibilityBatch take no more
_DELETE_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Counters:
    """Messages since the start. `failed`: given back to the queue, to come again; `retried`: records put once more."""

    received: int = 0
    delivered: int = 0
    failed: int = 0
    retried: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name} {count:,}" for name, count in asdict(self).items())


class Poller:
    """Carries messages of one queue to one stream until told to stop.

    While the stream is away a receiver holds the messages that it has, extending their visibility time-out, and takes
    no more: an outage of the stream must not use up the five receives after which SQS gives a message to the DLQ.
    A record that the stream refuses is left to its visibility time-out, and so ends in the DLQ.

    `wait_s` is the length of a long poll and the longest that stopping takes; `visibility_s` how soon the messages of
    a bridge that died are seen again, and longer than a relay's five attempts.
    """

    def __init__(
        self,
        sqs: "SQSClient",
        put: PutRecords,
        queue_url: str,
        stream: str,
        key: PseudonymKey,
        *,
        receivers: int = 2,
        wait_s: int = 5,
        visibility_s: int = 60,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._sqs = sqs
        self._put = put
        self._queue_url = queue_url
        self._stream = stream
        self._key = key
        self._receivers = receivers
        self._wait_s = wait_s
        self._visibility_s = visibility_s
        self._jitter = jitter
        self._counters = Counters()
        self._counting = threading.Lock()

    def counters(self) -> Counters:
        """How it stands."""
        return self._counters

    def run(
        self, stop: threading.Event, progress: Callable[[Counters], None] | None = None, every_s: float = 5.0
    ) -> None:
        """Carry on until `stop` is set; what was received by then is delivered, or left to the queue, before returning.

        `progress` is called about every `every_s` seconds. A bug in a receiver stops the others and is raised.
        """
        with ThreadPoolExecutor(self._receivers, thread_name_prefix="bridge") as pool:
            futures: list[Future[None]] = [pool.submit(self._carry, stop) for _ in range(self._receivers)]
            try:
                while not stop.wait(every_s):
                    if progress is not None:
                        progress(self._counters)
            finally:
                stop.set()
        for future in futures:
            future.result()

    def _carry(self, stop: threading.Event) -> None:
        faults = 0
        try:
            while not stop.is_set():
                messages = self._receive()
                if messages is None:
                    stop.wait(backoff(faults, self._jitter))
                    faults += 1
                    continue
                faults = 0
                if messages:
                    self._deliver(messages, stop)
        finally:
            stop.set()

    def _receive(self) -> list[QueueMessage] | None:
        """Messages, perhaps none; None where the queue could not be asked."""
        try:
            answer = self._sqs.receive_message(
                QueueUrl=self._queue_url,
                MaxNumberOfMessages=_BATCH,
                WaitTimeSeconds=self._wait_s,
                VisibilityTimeout=self._visibility_s,
            )
        except ParamValidationError:
            raise
        except (ClientError, BotoCoreError) as error:
            _LOG.warning("the queue could not be read: %s", _name(error))
            return None
        messages = [QueueMessage(m["MessageId"], m["Body"], m["ReceiptHandle"]) for m in answer.get("Messages", [])]
        self._count(received=len(messages))
        return messages

    def _deliver(self, messages: list[QueueMessage], stop: threading.Event) -> None:
        """Relay until all are delivered or refused, holding them meanwhile; give up the hold when told to stop."""
        pending, rounds = messages, 0
        while pending:
            result = relay_each(pending, self._put, self._stream, self._key, sleep=stop.wait, jitter=self._jitter)
            left = {*result.waiting, *result.refused}
            delivered = [message for message in pending if message.id not in left]
            self._delete(delivered, stop)
            self._count(delivered=len(delivered), failed=len(result.refused), retried=result.retried)
            waiting = [message for message in pending if message.id in result.waiting]
            pending = [] if stop.is_set() else self._hold(waiting)
            self._count(failed=len(waiting) - len(pending))
            if pending:
                stop.wait(backoff(rounds, self._jitter))
            rounds += 1

    def _hold(self, messages: list[QueueMessage]) -> list[QueueMessage]:
        """Extend the visibility time-out of `messages`; those that are still ours. SQS allows twelve hours in all."""
        if not messages:
            return []
        entries = [
            {"Id": str(n), "ReceiptHandle": m.receipt, "VisibilityTimeout": self._visibility_s}
            for n, m in enumerate(messages)
        ]
        try:
            answer = self._sqs.change_message_visibility_batch(
                QueueUrl=self._queue_url,
                Entries=entries,  # type: ignore[arg-type]
            )
        except ParamValidationError:
            raise
        except (ClientError, BotoCoreError) as error:
            _LOG.warning("%d messages could not be held and will come again: %s", len(messages), _name(error))
            return []
        return [messages[int(entry["Id"])] for entry in answer.get("Successful", [])]

    def _delete(self, messages: Sequence[QueueMessage], stop: threading.Event) -> None:
        """Delete what was delivered. What cannot be deleted comes again and is put again, which the catalogue knows."""
        entries = [{"Id": str(n), "ReceiptHandle": message.receipt} for n, message in enumerate(messages)]
        for attempt in range(_DELETE_ATTEMPTS):
            if attempt and entries:
                stop.wait(backoff(attempt, self._jitter))
            if entries:
                entries = self._undeleted(entries)
        if entries:
            _LOG.warning("%d delivered messages could not be deleted and will come again", len(entries))

    def _undeleted(self, entries: list[dict[str, str]]) -> list[dict[str, str]]:
        try:
            answer = self._sqs.delete_message_batch(
                QueueUrl=self._queue_url,
                Entries=entries,  # type: ignore[arg-type]
            )
        except ParamValidationError:
            raise
        except (ClientError, BotoCoreError) as error:
            _LOG.warning("a delete of %d messages failed: %s", len(entries), _name(error))
            return entries
        done: set[str] = {entry["Id"] for entry in answer.get("Successful", [])}
        return [entry for entry in entries if entry["Id"] not in done]

    def _count(self, received: int = 0, delivered: int = 0, failed: int = 0, retried: int = 0) -> None:
        with self._counting:
            c = self._counters
            self._counters = Counters(
                c.received + received, c.delivered + delivered, c.failed + failed, c.retried + retried
            )


def _name(error: ClientError | BotoCoreError) -> str:
    """What kind of fault it is: the text of an AWS error can hold what it was asked for."""
    if isinstance(error, ClientError):
        response: Mapping[str, Any] = error.response
        return str(response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__


def run(
    queue_url: str,
    stream: str,
    key: PseudonymKey,
    stop: threading.Event,
    *,
    receivers: int = 2,
    wait_s: int = 5,
    visibility_s: int = 60,
    progress: Callable[[Counters], None] | None = None,
    every_s: float = 5.0,
) -> None:
    """Bridge `queue_url` to `stream` until `stop` is set, or SIGTERM or SIGINT comes (main thread only); then finish
    what was received. Clients come from boto3's own chain, so the same call serves an account and an embedded AWS."""
    # All retries are the bridge's own: they are counted, and they end when it is told to stop.
    config = Config(
        retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5, max_pool_connections=receivers
    )
    sqs = boto3.client("sqs", config=config.merge(Config(read_timeout=wait_s + 10)))
    kinesis = boto3.client("kinesis", config=config)
    poller = Poller(
        sqs, kinesis.put_records, queue_url, stream, key,
        receivers=receivers, wait_s=wait_s, visibility_s=visibility_s,
    )  # fmt: skip
    with _stopped_by_signals(stop):
        poller.run(stop, progress, every_s)
    _LOG.info("bridge stopped: %s", poller.counters())


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stop.set()) for number in numbers]
    try:
        yield
    finally:
        for number, previous in zip(numbers, before, strict=True):
            signal.signal(number, previous)
