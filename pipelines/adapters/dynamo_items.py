"""Items of the state table: replies, opt-out latches, checkpoints; and how each is written only if it is as it was read.

| item | `pk` | `sk` |
|---|---|---|
| reply | `reply#<reply id>` | `reply` |
| latch | `customer#<customer key>` | `opt_out` |
| checkpoint | `stream#<name>` | `shard#<shard id>` |

Keys are hex of hashes: no item holds a phone number. Two sparse indexes hold keys alone: `work` the replies that are due
(`due#n`, by `due_at`) or being attempted (`leased#n`, by the end of the lease), `unwritten` those whose version is not in the
lake (by `changed_at`). n is a quarter of the replies by their id: a partition of an index takes 1,000 writes a second.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_rows import Latch, Row
from pipelines.adapters.promise_codec import microseconds, moment, pack, unpack
from schemas.errors import ReplyStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    Item = Mapping[str, AttributeValueTypeDef]
    Action = TransactWriteItemTypeDef

QUARTERS = 4
KEPT = timedelta(days=400)
"""How long a settled reply is remembered: longer than Kinesis can keep the record that caused it (365 days)."""

_AS_READ = "revision = :revision"
_NEW = "attribute_not_exists(pk)"
_OUT = "opted_out_at >= opted_in_at"
_NOT_OUT = f"{_NEW} OR opted_out_at < opted_in_at"


def reply_key(reply_id: bytes) -> "Item":
    """Primary key of a reply."""
    return {"pk": {"S": f"reply#{reply_id.hex()}"}, "sk": {"S": "reply"}}


def latch_key(customer_key: bytes) -> "Item":
    """Primary key of a customer's latch."""
    return {"pk": {"S": f"customer#{customer_key.hex()}"}, "sk": {"S": "opt_out"}}


def checkpoint_key(stream: str, shard: str) -> "Item":
    """Primary key of a shard's checkpoint."""
    return {"pk": {"S": f"stream#{stream}"}, "sk": {"S": f"shard#{shard}"}}


def id_in(item: "Item") -> bytes:
    """Reply id or customer key in a primary key."""
    return bytes.fromhex(item["pk"]["S"].partition("#")[2])


def row_of(item: "Item") -> Row:
    """The reply that an item holds."""

    def number(name: str) -> int:
        return int(item[name]["N"])

    def text(name: str) -> str | None:
        return item[name]["S"] if name in item else None

    def time(name: str) -> datetime | None:
        return moment(number(name)) if name in item else None

    return Row(
        promise=unpack(item["promise"]["B"]),
        status=ReplyStatus(item["status"]["S"]),
        promised_at=moment(number("promised_at")),
        changed_at=moment(number("changed_at")),
        version=number("version"),
        written=number("written"),
        attempts=number("attempts"),
        revision=number("revision"),
        reason=text("reason"),
        error_code=text("error_code"),
        message_id=text("message_id"),
        due_at=time("due_at"),
        owner=text("owner"),
        lease_until=time("lease_until"),
    )


def item_of(row: Row) -> "dict[str, AttributeValueTypeDef]":
    """The item of a reply, its places in the indexes and, once settled and in the lake, its day of expiry included."""
    item: dict[str, AttributeValueTypeDef] = {
        **reply_key(row.promise.reply_id),
        "promise": {"B": pack(row.promise)},
        "status": {"S": row.status},
    }
    for name in ("version", "written", "attempts", "revision"):
        item[name] = {"N": str(getattr(row, name))}
    for name in ("promised_at", "changed_at", "due_at", "lease_until"):
        if (at := getattr(row, name)) is not None:
            item[name] = _time(at)
    for name in ("reason", "error_code", "message_id", "owner"):
        if (text := getattr(row, name)) is not None:
            item[name] = {"S": text}
    return {**item, **_places(row)}


def _places(row: Row) -> "Item":
    quarter = row.promise.reply_id[0] % QUARTERS
    places: dict[str, AttributeValueTypeDef] = {}
    if row.lease_until is not None:
        places |= {"work": {"S": f"leased#{quarter}"}, "work_at": _time(row.lease_until)}
    elif row.status is ReplyStatus.PROMISED and row.due_at is not None:
        places |= {"work": {"S": f"due#{quarter}"}, "work_at": _time(row.due_at)}
    if row.version > row.written:
        places["unwritten"] = {"S": f"unwritten#{quarter}"}
    elif row.status is not ReplyStatus.PROMISED:
        places["expires_at"] = {"N": str(int((row.changed_at + KEPT).timestamp()))}
    return places


def _time(at: datetime) -> "AttributeValueTypeDef":
    return {"N": str(microseconds(at))}


def put_row(table: str, row: Row) -> "Action":
    """Store `row` if the reply is still as it was read; a row of revision 0, if there is none of its id."""
    item = item_of(replace(row, revision=row.revision + 1))
    if row.revision == 0:
        return {"Put": {"TableName": table, "Item": item, "ConditionExpression": _NEW}}
    values: Item = {":revision": {"N": str(row.revision)}}
    return {
        "Put": {
            "TableName": table, "Item": item, "ConditionExpression": _AS_READ, "ExpressionAttributeValues": values,
        }
    }  # fmt: skip


def latch_of(item: "Item") -> Latch:
    """The latch that an item holds."""
    return Latch(int(item["opted_out_at"]["N"]), int(item["opted_in_at"]["N"]))


def put_latch(table: str, customer_key: bytes, was: Latch | None, latch: Latch) -> "Action":
    """Store `latch` if that of the customer is still as it `was` read."""
    item: Item = {**latch_key(customer_key), **_latch_values("", latch)}
    if was is None:
        return {"Put": {"TableName": table, "Item": item, "ConditionExpression": _NEW}}
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            "ConditionExpression": "opted_out_at = :opted_out_at AND opted_in_at = :opted_in_at",
            "ExpressionAttributeValues": _latch_values(":", was),
        }
    }


def _latch_values(prefix: str, latch: Latch) -> "Item":
    return {
        f"{prefix}opted_out_at": {"N": str(latch.opted_out_at)},
        f"{prefix}opted_in_at": {"N": str(latch.opted_in_at)},
    }


def check_latch(table: str, customer_key: bytes, is_out: bool) -> "Action":
    """Let what stands beside this happen only while the customer is, or is not, opted out."""
    condition = _OUT if is_out else _NOT_OUT
    return {"ConditionCheck": {"TableName": table, "Key": latch_key(customer_key), "ConditionExpression": condition}}


def advance_checkpoint(table: str, stream: str, shard: str, position: str) -> "Action":
    """Store a shard's position if it is a later one."""
    return {
        "Update": {
            "TableName": table,
            "Key": checkpoint_key(stream, shard),
            "UpdateExpression": "SET #position = :position",
            "ConditionExpression": f"{_NEW} OR #position < :position",
            "ExpressionAttributeNames": {"#position": "position"},
            "ExpressionAttributeValues": {":position": {"S": position}},
        }
    }
