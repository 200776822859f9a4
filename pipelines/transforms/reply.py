"""Send what stands in the outbox: the replies of a block at once, everything else when it is due; errands with it."""

import logging
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import apache_beam as beam

from pipelines.domain.blocks import Block
from pipelines.ports import Ports, Reply
from pipelines.transforms.errands import Errands
from pipelines.transforms.metrics import Metric, count
from pipelines.transforms.outbox import Outbox, ReplySettings
from pipelines.transforms.reply_rows import reply_rows
from schemas.errors import ReplyStatus
from schemas.program import ProgramSet
from schemas.tables import Dataset

__all__ = ["IssueReplies", "ReplySettings"]

_LOG = logging.getLogger(__name__)
_PER_TICK = 500
_PRUNED_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=400)
"""How long what was applied and settled is remembered: longer than Kinesis can keep the record that caused it (365 days)."""


class IssueReplies(beam.PTransform):
    """`Block` → `Block` with rows of `replies`: those of its inbound messages, or, for a tick, whatever was due."""

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
        self._pruned_at = self._ports.clock.now()
        self._paced: ProgramSet | None = None
        ports = self._ports
        self._store, self._vault, self._sender = ports.store(), ports.vault(), ports.sender()
        self._calendar, self._outcomes, self._opt_outs = ports.calendar(), ports.outcomes(), ports.opt_outs()
        self._outbox = Outbox(self._owner, self._store, self._vault, self._sender, ports.clock, self._settings)
        self._errands = Errands(self._store, self._vault, self._calendar, self._outcomes, self._opt_outs)

    def teardown(self) -> None:
        self._outbox.close()
        for port in (self._sender, self._store, self._vault, self._calendar, self._outcomes, self._opt_outs):
            port.close()

    def process(self, block: Block) -> Iterator[Block]:
        if Dataset.OUTCOMES in block.tables:
            yield block
            return
        now = self._ports.clock.now()
        self._keep_pace(block.programs)
        if not block.is_tick:
            if any(reply.promise.opt_in for reply in block.replies):
                self._errands.run(now)  # who is on AWS's list still cannot be welcomed back
            yield replace(block.with_table(Dataset.REPLIES, reply_rows(self._answer(block))), replies=())
            return
        replies = self._due(now)
        self._errands.run(now)
        if replies:
            self._ticks += 1
            # Not a position in a shard: a name that no other worker and no later tick writes to.
            yield Block(f"outbox-{self._owner}", f"{self._ticks:012d}", {Dataset.REPLIES: reply_rows(replies)})

    def _keep_pace(self, programs: ProgramSet | None) -> None:
        if programs is not None and programs is not self._paced:
            self._paced = programs
            self._outbox.paces = {n.number: n.pace for program in programs.programs for n in program.numbers}

    def _answer(self, block: Block) -> list[Reply]:
        stand = {reply.promise.reply_id: reply for reply in block.replies}
        to_send = [i for i, reply in stand.items() if reply.status is ReplyStatus.PROMISED]
        stand.update((reply.promise.reply_id, reply) for reply in self._outbox.send(to_send))
        return list(stand.values())

    def _due(self, now: datetime) -> list[Reply]:
        """Work that no new record asks for: expired leases, retries, and rows that a dead process never wrote."""
        lost = self._store.expire_leases(now)
        if lost:
            _LOG.warning("%d replies have an unknown outcome: their worker died while sending", len(lost))
            count(Metric.REPLIES_UNKNOWN, len(lost))
        if now - self._pruned_at > _PRUNED_EVERY:
            self._pruned_at = now
            self._store.prune(now - KEPT, _PER_TICK)
        left_behind = self._store.unwritten(_PER_TICK, now - self._settings.recover_after)
        return [*lost, *self._outbox.send(None), *left_behind]
