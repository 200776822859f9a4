"""The shared store: one DynamoDB table, for a job on several machines.

**What is atomic.** DynamoDB has no transaction over a block: one takes 100 items. So a method is a row of small
transactions, and each leaves the laws true. The unit is *a reply and the opt-out event it belongs to*:

- `promise`: a customer's opt-out is recorded in one transaction with its confirmation, an opt-in with its welcome, and before
  anything else of that customer in the block. Every other promise is stored with a check that the latch still says
  what it was decided from.
- `claim`: a reply is taken (owner, lease, attempt) in one transaction with a check that its customer is not opted out.
- `settle`, `expire_leases`, `reconcile`, `written`: a reply at a time, each only if it is as it was read.
- `save_checkpoints`: 100 shards at a time, each only forwards.

All of it is durable when a method returns. If it raises, or the process dies in it, part of it is: whole replies,
never half of one. That part says nothing untrue, and the same call again, which is what a bundle that runs again
makes, gives what it would have given: replies that are known stand as they stand, latches and checkpoints move forwards only.

**How.** Optimistic: read strongly, decide, write if nothing that was read has changed, and decide again what has. The
indexes only propose replies, moments late; each is read again by its key. `waiting` alone trusts an index.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import (
    QUARTERS,
    advance_checkpoint,
    check_latch,
    id_in,
    latch_key,
    latch_of,
    put_row,
    reply_key,
    row_of,
)
from pipelines.adapters.dynamo_promises import CustomerPlan, by_customer, plan_customer
from pipelines.adapters.dynamo_rows import Latch, Row
from pipelines.adapters.dynamo_table import TRIES, DynamoTable, pause
from pipelines.adapters.promise_codec import microseconds
from pipelines.adapters.promise_rules import CONFIRMING
from pipelines.ports import Promise, Proof, Reply, Settlement
from schemas.errors import ReplyStatus

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action

    _Decisions = Mapping[bytes, tuple[Row, Sequence[Action]]]
    _Decide = Callable[[Mapping[bytes, Row]], _Decisions]

_PAGE = 100


class DynamoStore:
    """`pipelines.ports.Store` on a table of `infrastructure.yaml`; safe for any number of threads and machines.

    Raises, from every method:
        ClientError, BotoCoreError: DynamoDB refuses, or is away for longer than the retries.
        TimeoutError: others kept changing the same replies.
    """

    def __init__(self, table: str) -> None:
        self._table = DynamoTable(table)

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        stand: dict[bytes, Row] = {}
        left: Mapping[bytes, list[Promise]] = by_customer(promises)
        tried = 0
        while left:
            rows = self._rows([p.reply_id for of_one in left.values() for p in of_one])
            latches = self._latches(list(left))
            stand |= rows
            plans = {
                key: plan_customer(self._table.name, of_one, latches.get(key), rows.keys(), now)
                for key, of_one in left.items()
            }
            left = {key: left[key] for key in self._carry_out(plans, stand)}
            tried = _once_more(tried, left)
        return [stand[p.reply_id].reply() for p in promises]

    def _carry_out(self, plans: Mapping[bytes, CustomerPlan], stand: dict[bytes, Row]) -> set[bytes]:
        """Write latches, then the rest, and enter in `stand` what is stored; the customers to be decided again."""
        moving = [key for key, plan in plans.items() if plan.latch]
        moved = dict(zip(moving, self._table.write([plans[key].latch for key in moving]), strict=True))
        again = {key for key, done in moved.items() if not done}
        steady = [plan for key, plan in plans.items() if key not in again]
        stand.update((row.promise.reply_id, row) for plan in steady for row in plan.with_latch)
        others = [other for plan in steady for other in plan.others]
        for row, done in zip((row for row, _ in others), self._write(others), strict=True):
            if done:
                stand[row.promise.reply_id] = row
            else:
                again.add(row.promise.customer_key)
        return again

    def claim(
        self, owner: str, now: datetime, lease: timedelta, limit: int, only: Sequence[bytes] | None = None
    ) -> list[Reply]:
        taken: dict[bytes, Reply] = {}

        def take(rows: Mapping[bytes, Row]) -> "_Decisions":
            due = [row for row in rows.values() if row.is_due(now)][: limit - len(taken)]
            latches = self._latches([row.promise.customer_key for row in due])
            return {row.promise.reply_id: self._attempt(row, latches, owner, now, lease) for row in due}

        proposed = iter(only) if only is not None else self._work("due", now, limit)
        while len(taken) < limit and (ids := list(islice(proposed, limit if only is None else max(limit, _PAGE)))):
            _, changed = self._change(ids, take)
            claimed = [changed[i] for i in ids if i in changed and changed[i].owner is not None]
            taken |= {row.promise.reply_id: row.reply() for row in claimed}
        return list(taken.values())

    def _attempt(
        self, row: Row, latches: Mapping[bytes, Latch], owner: str, now: datetime, lease: timedelta
    ) -> "tuple[Row, Sequence[Action]]":
        key = row.promise.customer_key
        if row.promise.intent in CONFIRMING:
            return row.claimed(owner, now + lease), []
        is_out = latches.get(key, Latch()).is_out
        changed = row.withheld(now) if is_out else row.claimed(owner, now + lease)
        return changed, [check_latch(self._table.name, key, is_out)]

    def settle(self, owner: str, settlements: Sequence[Settlement], now: datetime) -> list[Reply]:
        ends = {s.reply_id: s for s in settlements}
        stand, _ = self._change(
            list(ends),
            lambda rows: {i: (row.settled(ends[i], now), []) for i, row in rows.items() if row.owner == owner},
        )
        return [stand[s.reply_id].reply() for s in settlements if s.reply_id in stand]

    def expire_leases(self, now: datetime) -> list[Reply]:
        lost = self._changed(self._work("leased", now, _PAGE), lambda row: row.lost(now) if row.is_lost(now) else None)
        return [row.reply() for row in lost]

    def reconcile(self, proofs: Sequence[Proof], now: datetime) -> list[Reply]:
        by_id = {p.reply_id: p for p in proofs}
        proved = self._changed(
            iter(by_id),
            lambda row: None if row.status is ReplyStatus.SENT else row.proved(by_id[row.promise.reply_id], now),
        )
        return [row.reply() for row in proved]

    def unwritten(self, limit: int, before: datetime) -> list[Reply]:
        found: list[Row] = []
        proposed = self._proposed("unwritten", "unwritten", "changed_at", microseconds(before) - 1, limit)
        while len(found) < limit and (ids := list(islice(proposed, limit))):
            rows = self._rows(ids).values()
            found += [row for row in rows if row.version > row.written and row.changed_at < before]
        return [row.reply() for row in sorted(found, key=lambda row: row.changed_at)[:limit]]

    def written(self, versions: Sequence[tuple[bytes, int]]) -> None:
        latest: dict[bytes, int] = {}
        for i, version in versions:
            latest[i] = max(version, latest.get(i, 0))
        self._changed(iter(latest), lambda row: row.in_lake(latest[row.promise.reply_id]))

    def opted_out(self, customer_keys: Sequence[bytes]) -> set[bytes]:
        return {key for key, latch in self._latches(customer_keys).items() if latch.is_out}

    def load_checkpoints(self, stream: str) -> dict[str, str]:
        items = self._table.collection(f"stream#{stream}")
        return {item["sk"]["S"].partition("#")[2]: item["position"]["S"] for item in items}

    def save_checkpoints(self, stream: str, positions: Mapping[str, str]) -> None:
        self._table.write(
            [[advance_checkpoint(self._table.name, stream, shard, at)] for shard, at in positions.items()]
        )

    def waiting(self) -> int:
        places = (f"{what}#{n}" for what in ("due", "leased") for n in range(QUARTERS))
        return sum(self._table.count("work", place) for place in places)

    def close(self) -> None:
        self._table.close()

    def _rows(self, reply_ids: Sequence[bytes]) -> dict[bytes, Row]:
        """Replies that are stored, as they stand, in the order of the ids."""
        items = self._table.get([reply_key(i) for i in dict.fromkeys(reply_ids)])
        found = {row.promise.reply_id: row for row in map(row_of, items)}
        return {i: found[i] for i in reply_ids if i in found}

    def _latches(self, customer_keys: Sequence[bytes]) -> dict[bytes, Latch]:
        items = self._table.get([latch_key(key) for key in dict.fromkeys(customer_keys)])
        return {id_in(item): latch_of(item) for item in items}

    def _work(self, what: str, now: datetime, page: int) -> Iterator[bytes]:
        return self._proposed("work", what, "work_at", microseconds(now), page)

    def _proposed(self, index: str, what: str, at: str, before: int, page: int) -> Iterator[bytes]:
        """Ids that an index proposes, oldest first."""
        quarters = [self._table.index(index, f"{what}#{n}", at, before, min(page, _PAGE)) for n in range(QUARTERS)]
        return (id_in(item) for item in heapq.merge(*quarters, key=lambda item: int(item[at]["N"])))

    def _changed(self, reply_ids: Iterator[bytes], decide: Callable[[Row], Row | None]) -> list[Row]:
        """Replies that `decide` gave another row for, after that row was stored."""
        found: list[Row] = []
        while ids := list(islice(reply_ids, 10 * _PAGE)):
            _, changed = self._change(
                ids, lambda rows: {i: (new, []) for i, row in rows.items() if (new := decide(row)) is not None}
            )
            found += changed.values()
        return found

    def _change(self, reply_ids: Sequence[bytes], decide: "_Decide") -> tuple[dict[bytes, Row], dict[bytes, Row]]:
        """Read replies, decide, and store what was decided, again for those that changed meanwhile. All of them as they
        stand then, and those that were changed here."""
        stand: dict[bytes, Row] = {}
        changed: dict[bytes, Row] = {}
        left: Sequence[bytes] = reply_ids
        tried = 0
        while left:
            rows = self._rows(left)
            stand |= rows
            decided = decide(rows)
            done = dict(zip(decided, self._write(list(decided.values())), strict=True))
            changed |= {i: row for i, (row, _) in decided.items() if done[i]}
            left = [i for i, was_done in done.items() if not was_done]
            tried = _once_more(tried, left)
        return stand | changed, changed

    def _write(self, rows: "Sequence[tuple[Row, Sequence[Action]]]") -> list[bool]:
        return self._table.write([[*checks, put_row(self._table.name, row)] for row, checks in rows])


def _once_more(tried: int, left: Sized) -> int:
    """Count a round whose rest, if there is any, others have changed in the meantime; a pause before the next."""
    if left and tried >= TRIES:
        raise TimeoutError("other workers go on changing the replies that this one would change")
    if left:
        pause(tried)
    return tried + 1
