"""What may leave now, in the state table: halts, the numbers that texts leave from, and how much each may send.

| item | `pk` | `sk` | attributes |
|---|---|---|---|
| halts | `sending` | `halts` | reason → until |
| numbers | `sending` | `numbers` | `numbers`: places of all numbers of ours that replies were promised from |
| pace | `pace#<number>` | `pace` | `parts` left at `counted_at`; `revision` counts its writes |

Parts are counted before the replies are taken: a worker that dies in between, or loses a reply to another, has counted
parts that nobody sends. A bucket holds one second's worth and fills by itself, so no more is lost than that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import number, put_revision
from pipelines.adapters.dynamo_places import number_of
from pipelines.adapters.dynamo_rows import Row
from pipelines.adapters.dynamo_table import TRIES, DynamoTable, key_of, pause
from pipelines.domain.moments import microseconds, moment
from pipelines.domain.pace import Bucket

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action, Item

_HALTS: "Item" = {"pk": {"S": "sending"}, "sk": {"S": "halts"}}
_NUMBERS: "Item" = {"pk": {"S": "sending"}, "sk": {"S": "numbers"}}


@dataclass(frozen=True, slots=True)
class _Counted:
    """A bucket, and what is stored of it: the revision, and when it was counted, which no clock puts back."""

    bucket: Bucket
    counted_at: datetime
    revision: int


class Paces:
    """How much each of our numbers may send, for one claim. `numbers`: all that have replies, as places name them."""

    def __init__(self, table: DynamoTable, paces: Mapping[str, float], now: datetime) -> None:
        self._table, self._now = table, now
        self._paces = {number_of(ours): pace for ours, pace in paces.items()}
        self._may_leave: set[bytes] = set()
        found = table.read([_HALTS, _NUMBERS, *map(_pace_key, self._paces)])
        self.halted = halted(found.get(key_of(_HALTS)), now)
        self.numbers = frozenset(found.get(key_of(_NUMBERS), {}).get("numbers", {}).get("SS", ()))
        self._counted = {each: self._count(each, found.get(key_of(_pace_key(each)))) for each in self._paces}

    def has_room(self, ours: str) -> bool:
        """Whether anything of a number may leave."""
        counted = self._counted.get(ours)
        return counted is None or counted.bucket.has_any

    def let_out(self, rows: Sequence[Row]) -> set[bytes]:
        """Which of the replies may leave; each is counted once, before that."""
        tried = 0
        left = [row for row in rows if row.promise.reply_id not in self._may_leave]
        while left:
            taken = [row for row in left if self._take(row)]
            refused = self._store({of_number(row) for row in taken})
            self._may_leave |= {row.promise.reply_id for row in taken if of_number(row) not in refused}
            left = [row for row in left if of_number(row) in refused]
            if left and tried >= TRIES:
                raise TimeoutError("other workers go on counting what a number may send")
            if left:
                pause(tried)
                self._read(refused)
            tried += 1
        return {row.promise.reply_id for row in rows if row.promise.reply_id in self._may_leave}

    def _take(self, row: Row) -> bool:
        counted = self._counted.get(of_number(row))
        return counted is None or counted.bucket.take(row.promise.parts or 1)

    def _store(self, numbers: Iterable[str]) -> set[str]:
        """Store the buckets that were taken from; the numbers whose bucket somebody else has changed meanwhile."""
        used = {each: counted for each in sorted(numbers) if (counted := self._counted.get(each)) is not None}
        done = self._table.write([[_put_pace(self._table.name, each, counted)] for each, counted in used.items()])
        stored = {each for each, was_done in zip(used, done, strict=True) if was_done}
        for each in stored:
            was = used[each]
            self._counted[each] = _Counted(was.bucket, was.counted_at, was.revision + 1)
        return used.keys() - stored

    def _read(self, numbers: Iterable[str]) -> None:
        found = self._table.read(map(_pace_key, numbers))
        for each in numbers:
            self._counted[each] = self._count(each, found.get(key_of(_pace_key(each))))

    def _count(self, ours: str, item: "Item | None") -> _Counted:
        if item is None:
            return _Counted(Bucket.at(self._paces[ours], None, self._now), self._now, 0)
        counted_at = moment(int(item["counted_at"]["N"]))
        bucket = Bucket.at(self._paces[ours], (float(item["parts"]["N"]), counted_at), self._now)
        return _Counted(bucket, max(counted_at, self._now), int(item["revision"]["N"]))


def halted(item: "Item | None", now: datetime) -> tuple[str, datetime] | None:
    """Why nothing is handed out, and until when, as the item of the halts says."""
    untils = {name: value["N"] for name, value in (item or {}).items() if "N" in value}
    latest = max(untils, key=lambda name: int(untils[name]), default=None)
    if latest is None or int(untils[latest]) <= microseconds(now):
        return None
    return latest, moment(int(untils[latest]))


def read_halted(table: DynamoTable, now: datetime) -> tuple[str, datetime] | None:
    """Why nothing is handed out, and until when."""
    return halted(table.read([_HALTS]).get(key_of(_HALTS)), now)


def put_halt(table: str, reason: str, until: datetime) -> "Action":
    """Hand out nothing before `until`."""
    return {
        "Update": {
            "TableName": table,
            "Key": _HALTS,
            "UpdateExpression": "SET #reason = :until",
            "ExpressionAttributeNames": {"#reason": reason},
            "ExpressionAttributeValues": {":until": number(until)},
        }
    }


def add_numbers(table: str, numbers: Sequence[str]) -> "Action":
    """Remember numbers that replies leave from, so that their places are looked into."""
    return {
        "Update": {
            "TableName": table,
            "Key": _NUMBERS,
            "UpdateExpression": "ADD numbers :numbers",
            "ExpressionAttributeValues": {":numbers": {"SS": numbers}},
        }
    }


def read_numbers(table: DynamoTable) -> frozenset[str]:
    """Numbers that replies leave from."""
    found = table.read([_NUMBERS])
    return frozenset(found.get(key_of(_NUMBERS), {}).get("numbers", {}).get("SS", ()))


def of_number(row: Row) -> str:
    """The number that a reply leaves from, as places name it."""
    return number_of(row.promise.origination_identity)


def _pace_key(ours: str) -> "Item":
    return {"pk": {"S": f"pace#{ours}"}, "sk": {"S": "pace"}}


def _put_pace(table: str, ours: str, counted: _Counted) -> "Action":
    return put_revision(
        table,
        {
            **_pace_key(ours),
            "parts": {"N": f"{counted.bucket.parts:.9f}"},
            "counted_at": number(counted.counted_at),
            "revision": {"N": str(counted.revision + 1)},
        },
        counted.revision,
    )
