"""Texts and prompts to conversations: each thread of a block goes on, and what follows from it is stored with it.

One transaction a block; two more where a customer chooses a time, because the calendar is asked between them. Nothing is
sent here: replies stand in the outbox when a block leaves.
"""

import gc
import logging
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import apache_beam as beam

from pipelines.domain.blocks import Block
from pipelines.domain.conversation_outcomes import reopened
from pipelines.domain.plan import proofs
from pipelines.domain.schedule import zones_of
from pipelines.domain.thread import Finding
from pipelines.domain.thread_effects import Asked
from pipelines.domain.works import with_findings, works_of
from pipelines.ports import Applied, Decide, Hold, Ports, Reply, Slot, Who, Work
from pipelines.transforms.metrics import Metric, count
from pipelines.transforms.outcome_rows import outcome_rows
from schemas.errors import CalendarAway
from schemas.program import ProgramSet
from schemas.tables import Dataset

_LOG = logging.getLogger(__name__)
_PER_TICK = 500
_ROUNDS = 4
"""A calendar that gives a time to somebody else each time is asked this often for one text; then with the next tick."""
_TIMES = 60
"""Open times that are looked up at once: twenty pages of three."""
_HELD = timedelta(minutes=10)
_AWAY = timedelta(seconds=15)
"""A calendar that was away is not asked so long: blocks need not wait for its time-outs one after the other."""


class Converse(beam.PTransform):
    """`Block` → `Block` whose inbound rows say which prompt they answer, with its replies as they stand in the outbox; for
    a tick also a block of outcomes."""

    def __init__(self, ports: Ports, useful: timedelta, recover_after: timedelta) -> None:
        super().__init__()
        self._fn = _Converse(ports, useful, recover_after)

    def expand(self, blocks: beam.PCollection) -> beam.PCollection:
        return blocks | beam.ParDo(self._fn)


class _Converse(beam.DoFn):
    def __init__(self, ports: Ports, useful: timedelta, recover_after: timedelta) -> None:
        self._ports, self._useful, self._recover_after = ports, useful, recover_after

    def setup(self) -> None:
        # A block is many thousands of values without a cycle: the collector need not look at them every 700.
        gc.set_threshold(200_000, 20, 100)
        self._name = f"outcomes-{os.getpid()}-{secrets.token_hex(6)}"
        self._blocks = 0
        self._told: dict[bytes, datetime] = {}
        self._asks_from = datetime.min.replace(tzinfo=UTC)
        self._store = self._ports.store()
        self._vault = self._ports.vault()
        self._calendar = self._ports.calendar()

    def teardown(self) -> None:
        for port in (self._calendar, self._store, self._vault):
            port.close()

    def process(self, block: Block) -> Iterator[Block]:
        assert block.programs is not None
        now = self._ports.clock.now()
        if block.is_tick:
            self._remind(block, now)
            yield block
            yield from self._outcomes(now)
            return
        stand = self._reconciled(block, now)
        works = works_of(
            block.tables[Dataset.INBOUND], block.tables[Dataset.DELIVERIES], block.programs, now, self._useful
        )
        findings: Mapping[str, Finding] = {}
        if works:
            self._keep_numbers(block)
            applied = self._apply(works, block, now)
            _count(applied)
            self._welcome(applied, block.programs, now)
            findings = applied.findings
            stand |= {reply.promise.reply_id: reply for reply in applied.replies}
        inbound = with_findings(block.tables[Dataset.INBOUND], findings)
        yield replace(block.with_table(Dataset.INBOUND, inbound), replies=tuple(stand.values()))

    def _reconciled(self, block: Block, now: datetime) -> dict[bytes, Reply]:
        proved = proofs(block.tables[Dataset.DELIVERIES])
        if not proved:
            return {}
        changed = self._store.reconcile(proved, now)
        count(Metric.REPLIES_RECONCILED, len(changed))
        # All that are named, changed or not: a bundle that runs again replaces its objects, and must not lose their rows.
        named = self._store.replies([proof.reply_id for proof in proved])
        return {reply.promise.reply_id: reply for reply in (*changed, *named)}

    def _keep_numbers(self, block: Block) -> None:
        """Numbers of the block's customers, before anything is stored that would be sent to them."""
        numbers: dict[bytes, str] = {}
        for dataset in (Dataset.INBOUND, Dataset.DELIVERIES):
            table = block.tables[dataset]
            pairs = zip(table["customer_key"].to_pylist(), table["customer_number"].to_pylist(), strict=True)
            numbers.update((key, number) for key, number in pairs if key is not None and number is not None)
        self._vault.keep(numbers)

    def _welcome(self, applied: Applied, programs: ProgramSet, now: datetime) -> None:
        """A YES that reopened is an opt-in for the business and for AWS's list too; only the store knows which did."""
        said_yes = {i for i, finding in applied.findings.items() if finding.duplicate_of is None}
        for reply in applied.replies:
            promise = reply.promise
            if promise.opt_in and promise.keyword is None and promise.inbound_message_id in said_yes:
                outcome, errands = reopened(promise, programs)
                self._store.owe([outcome], errands, now)

    def _apply(self, works: Sequence[Work], block: Block, now: datetime) -> Applied:
        """Store what happened; ask the calendar where a thread waits for it, and go on with its answer."""
        assert block.programs is not None
        decide = Decide(block.programs, {}, block.classifier)
        applied = self._store.apply(works, decide, now)
        resuming = any(work.tick is not None for work in works)
        for _ in range(_ROUNDS):
            if not applied.asked or now < self._asks_from:
                break
            try:
                times, got = self._ask(applied.asked, now)
            except CalendarAway as away:
                self._asks_from = now + _AWAY
                _LOG.warning("the calendar is away (%s): %d customers wait for it", away, len(applied.asked))
                break
            going_on = [
                _resumed(who, asked, got, now if resuming else None)
                for who, asked in applied.asked
            ]  # fmt: skip
            more = self._store.apply(going_on, replace(decide, open_times=times), now)
            applied = _joined(applied, more)
        return applied

    def _ask(
        self, asked: Sequence[tuple[Who, Asked]], now: datetime
    ) -> tuple[dict[str, Sequence[Slot]], dict[str, bool]]:
        """Open times of the calendars, and who has the time that they chose: held, then booked."""
        chosen = [(each.event, Hold(each.calendar, each.slot.key, each.holder)) for _, each in asked if each.slot]
        held = self._calendar.hold([hold for _, hold in chosen], now, now + _HELD) if chosen else []
        booked = [hold for (_, hold), has in zip(chosen, held, strict=True) if has]
        lasting = dict(zip(booked, self._calendar.book(booked, now) if booked else [], strict=True))
        got = {event: lasting.get(hold, False) for event, hold in chosen}
        lacking = {each.calendar for _, each in asked if not got.get(each.event, False)}
        times: dict[str, Sequence[Slot]] = {name: self._calendar.open_times(name, now, _TIMES) for name in lacking}
        return times, got

    def _remind(self, block: Block, now: datetime) -> None:
        due = self._store.due_threads(now, _PER_TICK)
        if due:
            numbers = self._vault.reveal([who.customer_key for who in due])
            works = [
                Work(replace(who, zones=zones_of(numbers.get(who.customer_key, ""))), tick=now) for who in due
            ]  # fmt: skip
            self._apply(works, block, now)

    def _outcomes(self, now: datetime) -> Iterator[Block]:
        """Outcomes that are not in the lake: told once, and again if they have not come there for long."""
        fresh = [
            each
            for each in self._store.unwritten_outcomes(_PER_TICK, now + timedelta(seconds=1))
            if self._told.get(each.outcome_id, datetime.min.replace(tzinfo=now.tzinfo)) < now - self._recover_after
        ]
        if fresh:
            self._blocks += 1
            self._told |= {each.outcome_id: now for each in fresh}
            position = f"{self._blocks:012d}"
            count(Metric.OUTCOMES, len(fresh))
            yield Block(self._name, position, {Dataset.OUTCOMES: outcome_rows(fresh, self._name, position)})
        self._told = {key: at for key, at in self._told.items() if at >= now - 2 * self._recover_after}


def _resumed(who: Who, asked: Asked, got: Mapping[str, bool], tick: datetime | None) -> Work:
    if asked.claim is None or asked.event not in got:
        return Work(who, resumed=True, tick=tick)
    return Work(who, got={asked.event: got[asked.event]}, claims={asked.event: asked.claim}, resumed=True, tick=tick)


def _joined(before: Applied, after: Applied) -> Applied:
    stand = {reply.promise.reply_id: reply for reply in (*before.replies, *after.replies)}
    return Applied(
        findings={**before.findings, **after.findings},
        replies=list(stand.values()),
        outcomes=[*before.outcomes, *after.outcomes],
        asked=after.asked,
        repeated=before.repeated + after.repeated,
        duplicates=before.duplicates,
    )


def _count(applied: Applied) -> None:
    count(Metric.TEXTS_REPEATED, applied.repeated)
    count(Metric.TEXTS_DUPLICATED, applied.duplicates)
