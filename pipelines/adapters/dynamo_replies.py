"""Replies and latches of the state table, read strongly, decided by pure functions, and written if nothing that was read
has changed meanwhile; what has is decided again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import id_in, latch_key, latch_of, put_row, reply_key, row_of
from pipelines.adapters.dynamo_places import number_of, places, proposed
from pipelines.adapters.dynamo_promises import CustomerPlan, by_customer, plan_customer
from pipelines.adapters.dynamo_rows import Latch, Row
from pipelines.adapters.dynamo_sending import add_numbers
from pipelines.adapters.dynamo_table import TRIES, DynamoTable, pause
from pipelines.ports import Promise, Reply

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action

    Decisions = Mapping[bytes, tuple[Row, Sequence[Action]]]
    Decide = Callable[[Mapping[bytes, Row]], Decisions]

_PAGE = 1000


class DynamoReplies:
    """Reads and changes replies of a table."""

    def __init__(self, table: DynamoTable) -> None:
        self.table = table
        self._numbers: set[str] = set()

    def rows(self, reply_ids: Sequence[bytes]) -> dict[bytes, Row]:
        """Replies that are stored, as they stand, in the order of the ids."""
        items = self.table.get([reply_key(i) for i in dict.fromkeys(reply_ids)])
        found = {row.promise.reply_id: row for row in map(row_of, items)}
        return {i: found[i] for i in reply_ids if i in found}

    def latches(self, customer_keys: Sequence[bytes]) -> dict[bytes, Latch]:
        """Latches of customers who have one."""
        items = self.table.get([latch_key(key) for key in dict.fromkeys(customer_keys)])
        return {id_in(item): latch_of(item) for item in items}

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        """Store each promise that is new, and the opt-outs and opt-ins; how each stands."""
        self.leave_from(promise.origination_identity for promise in promises)
        stand: dict[bytes, Row] = {}
        left: Mapping[bytes, list[Promise]] = by_customer(promises)
        tried = 0
        while left:
            rows = self.rows([p.reply_id for of_one in left.values() for p in of_one])
            latches = self.latches(list(left))
            stand |= rows
            plans = {
                key: plan_customer(self.table.name, of_one, latches.get(key), rows.keys(), now)
                for key, of_one in left.items()
            }
            left = {key: left[key] for key in self._carry_out(plans, stand)}
            tried = once_more(tried, left)
        return [stand[p.reply_id].reply() for p in promises]

    def _carry_out(self, plans: Mapping[bytes, CustomerPlan], stand: dict[bytes, Row]) -> set[bytes]:
        """Write latches, then the rest, and enter in `stand` what is stored; the customers to be decided again."""
        moving = [key for key, plan in plans.items() if plan.latch]
        moved = dict(zip(moving, self.table.write([plans[key].latch for key in moving]), strict=True))
        again = {key for key, done in moved.items() if not done}
        steady = [plan for key, plan in plans.items() if key not in again]
        stand.update((row.promise.reply_id, row) for plan in steady for row in plan.with_latch)
        rows = [row for plan in steady for row, _ in plan.others]
        for row, done in zip(rows, self.table.write([each for plan in steady for each in plan.apart]), strict=True):
            if done:
                stand[row.promise.reply_id] = row
            else:
                again.add(row.promise.customer_key)
        return again

    def leave_from(self, numbers: Iterable[str]) -> None:
        """Remember numbers of ours before replies are stored that leave from them."""
        new = sorted({number_of(ours) for ours in numbers} - self._numbers)
        if new:
            self.table.write([[add_numbers(self.table.name, new)]])
            self._numbers.update(new)

    def proposed(self, index: str, what: str, before: int, page: int) -> Iterator[bytes]:
        """Ids that an index proposes, the earliest first."""
        return map(id_in, proposed(self.table, index, places(what), before, page))

    def changed(
        self,
        reply_ids: Iterator[bytes],
        decide: Callable[[Row], Row | None],
        beside: "Callable[[Row], Sequence[Action]]" = lambda _: (),
    ) -> list[Row]:
        """Replies that `decide` gave another row for, after that was stored, and `beside` it what the new row asks for."""
        found: list[Row] = []
        while ids := list(islice(reply_ids, _PAGE)):
            _, changed = self.change(
                ids, lambda rows: {i: (new, beside(new)) for i, row in rows.items() if (new := decide(row)) is not None}
            )
            found += changed.values()
        return found

    def change(self, reply_ids: Sequence[bytes], decide: "Decide") -> tuple[dict[bytes, Row], dict[bytes, Row]]:
        """Read replies, decide, and store what was decided, again for those that changed meanwhile. All of them as they
        stand then, and those that were changed here."""
        stand: dict[bytes, Row] = {}
        changed: dict[bytes, Row] = {}
        left: Sequence[bytes] = reply_ids
        tried = 0
        while left:
            rows = self.rows(left)
            stand |= rows
            decided = decide(rows)
            writes = [[*beside, put_row(self.table.name, row)] for row, beside in decided.values()]
            done = dict(zip(decided, self.table.write(writes), strict=True))
            changed |= {i: row for i, (row, _) in decided.items() if done[i]}
            left = [i for i, was_done in done.items() if not was_done]
            tried = once_more(tried, left)
        return stand | changed, changed


def once_more(tried: int, left: Sized) -> int:
    """Count a round whose rest, if there is any, others have changed in the meantime; a pause before the next.

    Raises:
        TimeoutError: that was one round too many.
    """
    if left and tried >= TRIES:
        raise TimeoutError("other workers go on changing what this one would change")
    if left:
        pause(tried)
    return tried + 1
