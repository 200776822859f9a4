"""What a block of promises does to latches and replies, decided from what is stored: pure, and decided again whenever
what it was decided from has changed before it could be written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import check_latch, put_latch, put_row
from pipelines.adapters.dynamo_rows import Latch, Row
from pipelines.adapters.promise_rules import suppression
from pipelines.domain.moments import microseconds
from pipelines.ports import Promise
from schemas.errors import ReplyStatus

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action

_WITH_LATCH = 90  # replies that one transaction may store beside the latch: it takes 100 actions


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """What a block does to one customer. `latch` is written first: the latch together with the replies that are what
    they are because it moves; the `others` after it, one by one, each only while the latch says what they rest on. All
    of it may also be written at once."""

    table: str
    latch: "Sequence[Action]" = ()
    with_latch: Sequence[Row] = ()
    others: "Sequence[tuple[Row, Sequence[Action]]]" = ()

    @property
    def rows(self) -> list[Row]:
        """All replies that are new."""
        return [*self.with_latch, *(row for row, _ in self.others)]

    @property
    def together(self) -> "list[Action]":
        """All of it as one: what the others rest on is the latch that is written with them, or one check of it."""
        checks = [] if self.latch else list(islice((check for _, each in self.others for check in each), 1))
        return [*self.latch, *checks, *(put_row(self.table, row) for row, _ in self.others)]

    @property
    def apart(self) -> "list[list[Action]]":
        """The others, each by itself."""
        return [[*checks, put_row(self.table, row)] for row, checks in self.others]


def plan_customer(
    table: str, promises: Sequence[Promise], was: Latch | None, known: Collection[bytes], now: datetime
) -> CustomerPlan:
    """`promises` of one customer, of whom `known` are stored already and whose latch `was` this."""
    customer = promises[0].customer_key
    before = was or Latch()
    promises = [_taken_as(promise, before) for promise in promises]
    outs = sorted((p for p in promises if p.opt_out), key=lambda p: p.received_at)
    confirming = {p.reply_id for p in outs[:1] if not before.is_out}
    latch = Latch(
        max([before.opted_out_at, *(microseconds(p.received_at) for p in outs)]),
        max([before.opted_in_at, *(microseconds(p.received_at) for p in promises if p.opt_in)]),
    )
    out = {customer} if latch.is_out else set()
    rows = _new_rows([p for p in promises if p.reply_id not in known], out, confirming, now)
    moves = latch != before
    with_latch = list(islice(_because_of_the_latch(rows, promises, confirming), _WITH_LATCH)) if moves else []
    together = {row.promise.reply_id for row in with_latch}
    check = [check_latch(table, customer, latch.is_out)]
    others = [(row, [] if row.promise.suppress is not None else check) for i, row in rows.items() if i not in together]
    return CustomerPlan(
        table=table,
        latch=[put_latch(table, customer, was, latch), *(put_row(table, row) for row in with_latch)] if moves else [],
        with_latch=with_latch,
        others=others,
    )


def by_customer(promises: Sequence[Promise]) -> Mapping[bytes, list[Promise]]:
    """Promises of each customer, in their order."""
    found: dict[bytes, list[Promise]] = {}
    for promise in promises:
        found.setdefault(promise.customer_key, []).append(promise)
    return found


def _taken_as(promise: Promise, before: Latch) -> Promise:
    """A YES of a customer who opted out before it as the opt-in that it is then."""
    if promise.reopening is None:
        return promise
    reopens = before.is_out and before.opted_out_at < microseconds(promise.received_at)
    return promise.reopened() if reopens else replace(promise, reopening=None)


def _new_rows(
    promises: Sequence[Promise], out: Collection[bytes], confirming: Collection[bytes], now: datetime
) -> dict[bytes, Row]:
    rows: dict[bytes, Row] = {}
    for promise in promises:
        reason = suppression(promise, out, confirming)
        status = ReplyStatus.PROMISED if reason is None else ReplyStatus.SUPPRESSED
        due_at = (promise.not_before or now) if reason is None else None
        rows.setdefault(promise.reply_id, Row(promise, status, now, now, reason=reason, due_at=due_at))
    return rows


def _because_of_the_latch(
    rows: Mapping[bytes, Row], promises: Sequence[Promise], confirming: Collection[bytes]
) -> list[Row]:
    """The confirmation of an opt-out, else the welcomes of a START or YES: read again after a latch that moved without
    them, they would be something else."""
    wanted = confirming or [p.reply_id for p in promises if p.opt_in]
    return [rows[i] for i in dict.fromkeys(wanted) if i in rows]
