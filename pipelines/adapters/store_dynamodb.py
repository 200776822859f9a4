"""The shared store: one DynamoDB table, for a job on several machines.

**What is atomic.** DynamoDB has no transaction over a block: one takes 100 items. So a method is a row of small
transactions, and each leaves the laws true. The unit is *what a block does to one customer*, or less:

- `apply`: a customer's threads and texts with all that follows from them, latch, replies, outcomes and errands. What is
  too much for one transaction is cut so that a text is never known without what follows: see `dynamo_apply`.
- `promise`: a customer's opt-out is recorded in one transaction with its confirmation, an opt-in with its welcome, and before
  anything else of that customer in the block. Every other promise is stored with a check that the latch still says
  what it was decided from.
- `claim`: a reply is taken (owner, lease, attempt) in one transaction with a check that its customer is not opted out. What
  a number sends is counted before that. A halt that is recorded while a claim is under way holds up the next one.
- `settle`, `expire_leases`, `reconcile`, `written`: a reply at a time, each only if it is as it was read; a reply that was
  sent with the id that the API gave it.
- `owe`, `take_errands`, `run`, `outcomes_written`: an errand, an outcome at a time. `halt`: at once.
- `save_checkpoints`: 100 shards at a time, each only forwards.

All of it is durable when a method returns. If it raises, or the process dies in it, part of it is: whole replies and whole
texts, never half of one. That part says nothing untrue, and the same call again, which is what a bundle that runs again
makes, gives what it would have given: what is known stands as it stands, latches and checkpoints move forwards only.

**How.** Optimistic: read strongly, decide, write if nothing that was read has changed, and decide again what has. The
indexes only propose, moments late; each proposal is read again by its key. `waiting` alone trusts an index.

**What is forgotten.** DynamoDB deletes what has expired: see `dynamo_items` and `dynamo_threads`. So `prune` has nothing to do.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.adapters import dynamo_errands
from pipelines.adapters.dynamo_apply import Application
from pipelines.adapters.dynamo_claims import Claim
from pipelines.adapters.dynamo_items import advance_checkpoint, id_in, put_sent
from pipelines.adapters.dynamo_places import places, proposed
from pipelines.adapters.dynamo_replies import DynamoReplies
from pipelines.adapters.dynamo_rows import Row
from pipelines.adapters.dynamo_sending import put_halt, read_halted, read_numbers
from pipelines.adapters.dynamo_table import DynamoTable, key_of
from pipelines.adapters.dynamo_threads import thread_key, thread_of
from pipelines.domain.moments import microseconds
from pipelines.ports import (
    Applied,
    ConversationOutcome,
    Decide,
    Errand,
    Promise,
    Proof,
    Reply,
    Settlement,
    Thread,
    Who,
    Work,
)
from schemas.errors import ReplyStatus

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action
    from pipelines.adapters.dynamo_replies import Decisions

_PAGE = 100
_NEVER = 1 << 62


class DynamoStore:
    """`pipelines.ports.Store` on a table of `infrastructure.yaml`; safe for any number of threads and machines.

    Raises, from every method:
        ClientError, BotoCoreError: DynamoDB refuses, or is away for longer than the retries.
        TimeoutError: others kept changing the same replies or threads.
    """

    def __init__(self, table: str) -> None:
        self._table = DynamoTable(table)
        self._replies = DynamoReplies(self._table)

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        return self._replies.promise(promises, now)

    def apply(self, works: Sequence[Work], decide: Decide, now: datetime) -> Applied:
        return Application(self._replies, decide, now).apply(works)

    def due_threads(self, now: datetime, limit: int) -> list[Who]:
        return dynamo_errands.due_threads(self._table, now, limit)

    def thread(self, customer_key: bytes, origination_identity: str) -> Thread | None:
        key = thread_key(customer_key, origination_identity)
        item = self._table.read([key]).get(key_of(key))
        return None if item is None else thread_of(item).thread

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        only: Sequence[bytes] | None = None,
        paces: Mapping[str, float] | None = None,
    ) -> list[Reply]:
        return Claim(self._replies, owner, now, lease, limit).take(only, paces or {})

    def halt(self, reason: str, until: datetime) -> None:
        self._table.write([[put_halt(self._table.name, reason, until)]])

    def halted(self, now: datetime) -> tuple[str, datetime] | None:
        return read_halted(self._table, now)

    def owe(self, outcomes: Sequence[ConversationOutcome], errands: Sequence[Errand], now: datetime) -> None:
        dynamo_errands.owe(self._table, outcomes, errands, now)

    def take_errands(self, now: datetime, again_at: datetime, limit: int) -> list[Errand]:
        return dynamo_errands.take_errands(self._table, now, again_at, limit)

    def run(self, errand_ids: Sequence[bytes]) -> None:
        dynamo_errands.finish_errands(self._table, errand_ids)

    def replies(self, reply_ids: Sequence[bytes]) -> list[Reply]:
        found = self._replies.rows(reply_ids)
        return [found[i].reply() for i in reply_ids if i in found]

    def outcomes(self, outcome_ids: Sequence[bytes]) -> list[ConversationOutcome]:
        return dynamo_errands.outcomes(self._table, outcome_ids)

    def unwritten_outcomes(self, limit: int, before: datetime) -> list[ConversationOutcome]:
        return dynamo_errands.unwritten_outcomes(self._table, limit, before)

    def outcomes_written(self, outcome_ids: Sequence[bytes]) -> None:
        dynamo_errands.write_outcomes(self._table, outcome_ids)

    def prune(self, before: datetime, limit: int) -> int:
        return 0

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def settle(self, owner: str, settlements: Sequence[Settlement], now: datetime) -> list[Reply]:
        ends = {s.reply_id: s for s in settlements}

        def end(rows: Mapping[bytes, Row]) -> "Decisions":
            settled = {i: row.settled(ends[i], now) for i, row in rows.items() if row.owner == owner}
            return {i: (row, self._sent(row)) for i, row in settled.items()}

        stand, _ = self._replies.change(list(ends), end)
        return [stand[s.reply_id].reply() for s in settlements if s.reply_id in stand]

    def expire_leases(self, now: datetime) -> list[Reply]:
        leased = self._replies.proposed("work", "leased", microseconds(now), _PAGE)
        lost = self._replies.changed(leased, lambda row: row.lost(now) if row.is_lost(now) else None)
        return [row.reply() for row in lost]

    def reconcile(self, proofs: Sequence[Proof], now: datetime) -> list[Reply]:
        by_id = {p.reply_id: p for p in proofs}

        def prove(row: Row) -> Row | None:
            return None if row.status is ReplyStatus.SENT else row.proved(by_id[row.promise.reply_id], now)

        return [row.reply() for row in self._replies.changed(iter(by_id), prove, self._sent)]

    def _sent(self, row: Row) -> "Sequence[Action]":
        """What tells that a reply was sent, if it was."""
        if row.status is not ReplyStatus.SENT or row.message_id is None:
            return []
        return [put_sent(self._table.name, row.message_id, row.promise.reply_id, row.changed_at)]

    def unwritten(self, limit: int, before: datetime) -> list[Reply]:
        found: list[Row] = []
        proposed = self._replies.proposed("unwritten", "unwritten", microseconds(before) - 1, limit)
        while len(found) < limit and (ids := list(islice(proposed, limit))):
            rows = self._replies.rows(ids).values()
            found += [row for row in rows if row.version > row.written and row.changed_at < before]
        return [row.reply() for row in sorted(found, key=lambda row: row.changed_at)[:limit]]

    def written(self, versions: Sequence[tuple[bytes, int]]) -> None:
        latest: dict[bytes, int] = {}
        for i, version in versions:
            latest[i] = max(version, latest.get(i, 0))
        self._replies.changed(iter(latest), lambda row: row.in_lake(latest[row.promise.reply_id]))

    def opted_out(self, customer_keys: Sequence[bytes]) -> set[bytes]:
        return {key for key, latch in self._replies.latches(customer_keys).items() if latch.is_out}

    def load_checkpoints(self, stream: str) -> dict[str, str]:
        items = self._table.collection(f"stream#{stream}")
        return {item["sk"]["S"].partition("#")[2]: item["position"]["S"] for item in items}

    def save_checkpoints(self, stream: str, positions: Mapping[str, str]) -> None:
        self._table.write(
            [[advance_checkpoint(self._table.name, stream, shard, at)] for shard, at in positions.items()]
        )

    def queued(self, limit: int) -> list[tuple[Reply, datetime | None]]:
        waiting = self._proposed_rows([f"due#{ours}" for ours in read_numbers(self._table)], limit)
        rows = [*waiting, *self._proposed_rows(["leased"], limit)]
        stand = {
            row.promise.reply_id: row for row in rows if row.status is ReplyStatus.PROMISED and row.due_at is not None
        }
        earliest = sorted(stand.values(), key=lambda row: row.due_at or row.promised_at)[:limit]
        return [(row.reply(), row.due_at if row.owner is None else None) for row in earliest]

    def _proposed_rows(self, kinds: Sequence[str], limit: int) -> list[Row]:
        in_places = [each for kind in kinds for each in places(kind)]
        keys = islice(proposed(self._table, "work", in_places, _NEVER, limit), limit)
        return list(self._replies.rows(list(map(id_in, keys))).values())

    def waiting(self) -> int:
        kinds = ["leased", *(f"due#{ours}" for ours in read_numbers(self._table))]
        in_places = [each for kind in kinds for each in places(kind)]
        return sum(self._table.at_once(lambda place: self._table.count("work", place), in_places))

    def close(self) -> None:
        self._table.close()
