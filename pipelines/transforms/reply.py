"""Promise, send, settle: the replies of a block, each sent at most once.

The order is the law: the promise is stored, then the attempt, then the call is made, then its outcome is stored. A
process that dies in between leaves an attempt without an outcome: unknown, settled by a delivery event or shown as such.
"""

import logging
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import apache_beam as beam

from pipelines.domain.blocks import Block
from pipelines.domain.plan import context_of, plan_replies, proofs
from pipelines.ports import (
    NotSent,
    OutboundText,
    Outcome,
    Ports,
    Promise,
    Reply,
    Sent,
    Settlement,
)
from pipelines.transforms.metrics import Metric, count
from pipelines.transforms.reply_rows import reply_rows
from schemas.errors import FailReason, ReplyStatus, SuppressReason
from schemas.tables import Dataset

_LOG = logging.getLogger(__name__)
_PER_TICK = 500
_LONGEST_PAUSE_S = 60


@dataclass(frozen=True, slots=True)
class ReplySettings:
    """How replies are sent. `lease` outlasts any one call; `useful` is how old a message may be and still be answered;
    `recover_after` is how long a reply's row may be on its way to the lake before it is taken to be lost and told again.
    """

    configuration_set: str | None
    threads: int
    lease: timedelta
    useful: timedelta
    recover_after: timedelta


class IssueReplies(beam.PTransform):
    """`Block` → `Block` with rows of `replies`: those of its inbound messages, by the programs that read it, or, for a
    tick, whatever was due."""

    def __init__(self, ports: Ports, settings: ReplySettings) -> None:
        super().__init__()
        self._fn = _IssueReplies(ports, settings)

    def expand(self, blocks: beam.PCollection) -> beam.PCollection:
        return blocks | beam.ParDo(self._fn)


class _IssueReplies(beam.DoFn):
    def __init__(self, ports: Ports, settings: ReplySettings) -> None:
        self._ports, self._settings = ports, settings

    def setup(self) -> None:
        self._owner = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._ticks = 0
        self._store = self._ports.store()
        self._vault = self._ports.vault()
        self._sender = self._ports.sender()
        self._threads = ThreadPoolExecutor(self._settings.threads, thread_name_prefix="send")

    def teardown(self) -> None:
        self._threads.shutdown(wait=True)
        for port in (self._sender, self._store, self._vault):
            port.close()

    def process(self, block: Block) -> Iterator[Block]:
        if not block.is_tick:
            yield block.with_table(Dataset.REPLIES, reply_rows(self._answer(block)))
            return
        replies = self._due()
        if replies:
            self._ticks += 1
            # Not a position in a shard: a name that no other worker and no later tick writes to.
            yield Block(f"outbox-{self._owner}", f"{self._ticks:012d}", {Dataset.REPLIES: reply_rows(replies)})

    def _answer(self, block: Block) -> list[Reply]:
        now = self._ports.clock.now()
        stand: dict[bytes, Reply] = {}
        if proved := proofs(block.tables[Dataset.DELIVERIES]):
            stand = {reply.promise.reply_id: reply for reply in self._store.reconcile(proved, now)}
            count(Metric.REPLIES_RECONCILED, len(stand))
        inbound = block.tables[Dataset.INBOUND]
        assert block.programs is not None
        promises = plan_replies(inbound, block.programs, now, self._settings.useful)
        if not promises:
            return list(stand.values())
        numbers = dict(zip(inbound["customer_key"].to_pylist(), inbound["customer_number"].to_pylist(), strict=True))
        self._vault.keep({p.customer_key: n for p in promises if (n := numbers[p.customer_key]) is not None})
        stand.update((reply.promise.reply_id, reply) for reply in self._store.promise(promises, now))
        to_send = [i for i, reply in stand.items() if reply.status is ReplyStatus.PROMISED]
        stand.update((reply.promise.reply_id, reply) for reply in self._send(to_send))
        return list(stand.values())

    def _due(self) -> list[Reply]:
        """Work that no new record asks for: expired leases, retries, and rows that a dead process never wrote."""
        now = self._ports.clock.now()
        lost = self._store.expire_leases(now)
        if lost:
            _LOG.warning("%d replies have an unknown outcome: their worker died while sending", len(lost))
            count(Metric.REPLIES_UNKNOWN, len(lost))
        left_behind = self._store.unwritten(_PER_TICK, now - self._settings.recover_after)
        return [*lost, *self._send(None), *left_behind]

    def _send(self, only: Sequence[bytes] | None) -> list[Reply]:
        """Send what is due, as many at a time as there are threads: so many outcomes at most are unknown after a crash."""
        settled: list[Reply] = []
        left = None if only is None else list(only)
        for _ in range(_PER_TICK):
            if left is not None and not left:
                break
            wave = None if left is None else left[: self._settings.threads]
            left = None if left is None else left[self._settings.threads :]
            claimed = self._claim(wave)
            if not claimed and left is None:
                break
            settled += self._settle(claimed)
        return settled

    def _claim(self, only: Sequence[bytes] | None) -> list[Reply]:
        now = self._ports.clock.now()
        return self._store.claim(self._owner, now, self._settings.lease, self._settings.threads, only)

    def _settle(self, claimed: Sequence[Reply]) -> list[Reply]:
        if not claimed:
            return []
        numbers = self._vault.reveal([reply.promise.customer_key for reply in claimed])
        outcomes = list(self._threads.map(lambda reply: self._call(reply.promise, numbers), claimed))
        now = self._ports.clock.now()
        settlements = [self._settlement(r, o, now) for r, o in zip(claimed, outcomes, strict=True)]
        _count(settlements)
        return self._store.settle(self._owner, settlements, now)

    def _call(self, promise: Promise, numbers: dict[bytes, str]) -> Outcome:
        number = numbers.get(promise.customer_key)
        if number is None or promise.body is None:
            return NotSent(SuppressReason.INVALID_NUMBER, "not_in_vault")
        text = OutboundText(
            number, promise.origination_identity, promise.body, context_of(promise), self._settings.configuration_set
        )
        return self._sender.send(text)

    def _settlement(self, reply: Reply, outcome: Outcome, now: datetime) -> Settlement:
        key = reply.promise.reply_id
        if isinstance(outcome, Sent):
            return Settlement(key, ReplyStatus.SENT, message_id=outcome.message_id)
        if not isinstance(outcome, NotSent):
            return Settlement(key, ReplyStatus.UNKNOWN, outcome.reason, outcome.error_code)
        if outcome.reason is not None:
            status = ReplyStatus.SUPPRESSED if isinstance(outcome.reason, SuppressReason) else ReplyStatus.FAILED
            return Settlement(key, status, outcome.reason, outcome.error_code)
        if now - reply.promise.received_at > self._settings.useful:
            limited = outcome.error_code.startswith("ServiceQuotaExceededException")
            given_up = FailReason.SPEND_LIMIT if limited else FailReason.GAVE_UP
            return Settlement(key, ReplyStatus.FAILED, given_up, outcome.error_code)
        pause = max(outcome.retry_after, timedelta(seconds=min(2 ** (reply.attempts - 1), _LONGEST_PAUSE_S)))
        return Settlement(key, ReplyStatus.PROMISED, None, outcome.error_code, retry_at=now + pause)


_COUNTED = {
    ReplyStatus.SENT: Metric.REPLIES_SENT,
    ReplyStatus.SUPPRESSED: Metric.REPLIES_SUPPRESSED,
    ReplyStatus.FAILED: Metric.REPLIES_FAILED,
    ReplyStatus.UNKNOWN: Metric.REPLIES_UNKNOWN,
    ReplyStatus.PROMISED: Metric.REPLIES_DEFERRED,
}


def _count(settlements: Iterable[Settlement]) -> None:
    for settlement in settlements:
        count(_COUNTED[settlement.status], 1)
