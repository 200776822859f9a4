"""Which replies of the state table may leave now: not halted, not over a number's pace, not to who has opted out, not too
late. A reply is taken in one transaction with a check that its customer is not opted out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import check_latch, id_in
from pipelines.adapters.dynamo_places import places, proposed
from pipelines.adapters.dynamo_replies import DynamoReplies
from pipelines.adapters.dynamo_rows import Row
from pipelines.adapters.dynamo_sending import Paces, of_number
from pipelines.adapters.promise_rules import CONFIRMING
from pipelines.domain.moments import microseconds
from pipelines.ports import Reply

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action
    from pipelines.adapters.dynamo_places import Reader
    from pipelines.adapters.dynamo_replies import Decisions

_PAGE = 100


class Claim:
    """Takes up to `limit` replies for `owner`, until its lease ends."""

    def __init__(self, replies: DynamoReplies, owner: str, now: datetime, lease: timedelta, limit: int) -> None:
        self._replies, self._owner, self._now, self._until, self._limit = replies, owner, now, now + lease, limit
        self._taken: dict[bytes, Reply] = {}

    def take(self, only: Sequence[bytes] | None, paces: Mapping[str, float]) -> list[Reply]:
        """Replies that are taken, of these or of all, the oldest first."""
        self._paces = Paces(self._replies.table, paces, self._now)
        if self._paces.halted is not None:
            return []
        ids = self._due() if only is None else iter(only)
        page = self._limit if only is None else max(self._limit, _PAGE)
        while len(self._taken) < self._limit and (some := list(islice(ids, page))):
            _, changed = self._replies.change(some, self._decide)
            claimed = [changed[i] for i in some if i in changed and changed[i].owner is not None]
            self._taken |= {row.promise.reply_id: row.reply() for row in claimed}
        return list(self._taken.values())

    def _due(self) -> Iterator[bytes]:
        """Ids of what is due. Nothing is read from numbers that have sent all that they may."""
        numbers = [each for each in sorted(self._paces.numbers) if self._paces.has_room(each)]
        of_numbers = [each for ours in numbers for each in places(f"due#{ours}")]
        before = microseconds(self._now)
        return map(
            id_in, proposed(self._replies.table, "work", of_numbers, before, self._limit, self._while_there_is_room)
        )

    def _while_there_is_room(self, place: str, reader: "Reader") -> "Reader":
        ours = place.split("#")[1]
        return takewhile(lambda _: self._paces.has_room(ours), reader)

    def _decide(self, rows: Mapping[bytes, Row]) -> "Decisions":
        due = [row for row in rows.values() if row.is_due(self._now) and self._paces.has_room(of_number(row))]
        due = due[: self._limit - len(self._taken)]
        latches = self._replies.latches([row.promise.customer_key for row in due])
        out = {key for key, latch in latches.items() if latch.is_out}
        ended = {row.promise.reply_id: change for row in due if (change := self._ended(row, out)) is not None}
        may_leave = self._paces.let_out([row for row in due if row.promise.reply_id not in ended])
        taken = {
            i: (row.claimed(self._owner, self._until), self._check(row, False))
            for i, row in rows.items()
            if i in may_leave
        }
        return ended | taken

    def _ended(self, row: Row, out: set[bytes]) -> "tuple[Row, Sequence[Action]] | None":
        if row.promise.intent not in CONFIRMING and row.promise.customer_key in out:
            return row.withheld(self._now), self._check(row, True)
        return (row.given_up(self._now), []) if row.is_stale(self._now) else None

    def _check(self, row: Row, is_out: bool) -> "Sequence[Action]":
        if row.promise.intent in CONFIRMING:
            return []
        return [check_latch(self._replies.table.name, row.promise.customer_key, is_out)]
