"""Items of the state table: replies, opt-out latches, checkpoints; and how each is written only if it is as it was read.

| item | `pk` | `sk` |
|---|---|---|
| reply | `reply#<reply id>` | `reply` |
| latch | `customer#<customer key>` | `opt_out` |
| text of ours that was sent | `sent#<hash of the API's message id>` | `sent` |
| checkpoint | `stream#<name>` | `shard#<shard id>` |

Keys are hex of hashes: no item holds a customer's phone number. Those of threads and of all that follows from them are in
`dynamo_threads`, those of sending in `dynamo_sending`, and the places of all in the indexes in `dynamo_places`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_places import number_of, place
from pipelines.adapters.dynamo_rows import Latch, Row
from pipelines.adapters.promise_codec import pack, unpack
from pipelines.domain.moments import microseconds, moment
from schemas.errors import ReplyStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    Item = Mapping[str, AttributeValueTypeDef]
    Action = TransactWriteItemTypeDef

KEPT = timedelta(days=400)
"""How long a settled reply is remembered: longer than Kinesis can keep the record that caused it (365 days)."""
NEW = "attribute_not_exists(pk)"

_AS_READ = "revision = :revision"
_OUT = "opted_out_at >= opted_in_at"
_NOT_OUT = f"{NEW} OR opted_out_at < opted_in_at"


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

    def integer(name: str) -> int:
        return int(item[name]["N"])

    def text(name: str) -> str | None:
        return item[name]["S"] if name in item else None

    def time(name: str) -> datetime | None:
        return moment(integer(name)) if name in item else None

    return Row(
        promise=unpack(item["promise"]["B"]),
        status=ReplyStatus(item["status"]["S"]),
        promised_at=moment(integer("promised_at")),
        changed_at=moment(integer("changed_at")),
        version=integer("version"),
        written=integer("written"),
        attempts=integer("attempts"),
        revision=integer("revision"),
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
            item[name] = number(at)
    for name in ("reason", "error_code", "message_id", "owner"):
        if (text := getattr(row, name)) is not None:
            item[name] = {"S": text}
    return {**item, **_places(row)}


def _places(row: Row) -> "Item":
    key = row.promise.reply_id
    places: dict[str, AttributeValueTypeDef] = {}
    if row.lease_until is not None:
        places |= {"work": {"S": place("leased", key)}, "work_at": number(row.lease_until)}
    elif row.status is ReplyStatus.PROMISED and row.due_at is not None:
        of_number = f"due#{number_of(row.promise.origination_identity)}"
        places |= {"work": {"S": place(of_number, key)}, "work_at": number(row.due_at)}
    if row.version > row.written:
        places["unwritten"] = {"S": place("unwritten", key)}
    elif row.status is not ReplyStatus.PROMISED:
        places["expires_at"] = expiry(row.changed_at)
    return places


def number(at: datetime) -> "AttributeValueTypeDef":
    """A time, as an item has it."""
    return {"N": str(microseconds(at))}


def expiry(since: datetime) -> "AttributeValueTypeDef":
    """When DynamoDB may delete an item, `KEPT` after it was of use: seconds since 1970."""
    return {"N": str(int((since + KEPT).timestamp()))}


def put_row(table: str, row: Row) -> "Action":
    """Store `row` if the reply is still as it was read; a row of revision 0, if there is none of its id."""
    return put_revision(table, item_of(replace(row, revision=row.revision + 1)), row.revision)


def put_revision(table: str, item: "Item", was: int) -> "Action":
    """Store an item if it is still at the revision that it `was` read in; 0: if there is none."""
    if was == 0:
        return {"Put": {"TableName": table, "Item": item, "ConditionExpression": NEW}}
    values: Item = {":revision": {"N": str(was)}}
    return {
        "Put": {
            "TableName": table, "Item": item, "ConditionExpression": _AS_READ, "ExpressionAttributeValues": values,
        }
    }  # fmt: skip


def sent_key(message_id: str) -> "Item":
    """Primary key of what tells the reply that the API sent under this id. Hashed: it may come from a record."""
    return {"pk": {"S": f"sent#{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"}, "sk": {"S": "sent"}}


def put_sent(table: str, message_id: str, reply_id: bytes, now: datetime) -> "Action":
    """Remember under which id the API sent a reply."""
    item: Item = {**sent_key(message_id), "reply_id": {"B": reply_id}, "expires_at": expiry(now)}
    return {"Put": {"TableName": table, "Item": item}}


def latch_of(item: "Item") -> Latch:
    """The latch that an item holds."""
    return Latch(int(item["opted_out_at"]["N"]), int(item["opted_in_at"]["N"]))


def put_latch(table: str, customer_key: bytes, was: Latch | None, latch: Latch) -> "Action":
    """Store `latch` if that of the customer is still as it `was` read."""
    item: Item = {**latch_key(customer_key), **_latch_values("", latch)}
    if was is None:
        return {"Put": {"TableName": table, "Item": item, "ConditionExpression": NEW}}
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
            "ConditionExpression": f"{NEW} OR #position < :position",
            "ExpressionAttributeNames": {"#position": "position"},
            "ExpressionAttributeValues": {":position": {"S": position}},
        }
    }
