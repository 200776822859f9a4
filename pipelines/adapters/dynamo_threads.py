"""Items of conversations in the state table: threads, texts that were applied, outcomes, errands.

| item | `pk` | `sk` | deleted |
|---|---|---|---|
| thread | `customer#<customer key>` | `thread#<number>` | 400 days after it was last changed, unless something is due in it |
| text | `message#<reply id>` | `message` | 400 days after it was applied |
| outcome | `outcome#<outcome id>` | `outcome` | 400 days after it was reached, if it is in the lake |
| errand | `errand#<errand id>` | `errand` | at once when it is done |

A thread is compressed: an item takes 400 kB, and sixty texts of 1,600 characters can come near it as they are.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import NEW, expiry, id_in, number, put_revision
from pipelines.adapters.dynamo_places import number_of, place
from pipelines.adapters.outcome_codec import pack_errand, pack_outcome, unpack_errand, unpack_outcome
from pipelines.adapters.thread_codec import pack_finding, pack_thread, unpack_finding, unpack_thread
from pipelines.domain.thread import Finding, Thread
from pipelines.ports import ConversationOutcome, Errand, Who

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, UpdateTypeDef

    from pipelines.adapters.dynamo_items import Action, Item

    _Names = Mapping[str, str]


_WORK: "_Names" = {"#work": "work"}
"""A reserved word."""


@dataclass(frozen=True, slots=True)
class KeptThread:
    """A thread as it is stored. `revision` counts its writes."""

    thread: Thread
    revision: int


NO_THREAD = KeptThread(Thread(), 0)


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that was applied: where in the stream it was read, and what was found of it."""

    position: bytes
    finding: Finding


def thread_key(customer_key: bytes, ours: str) -> "Item":
    """Primary key of a thread."""
    return {"pk": {"S": f"customer#{customer_key.hex()}"}, "sk": {"S": f"thread#{number_of(ours)}"}}


def thread_of(item: "Item") -> KeptThread:
    """The thread that an item holds."""
    return KeptThread(unpack_thread(zlib.decompress(bytes(item["thread"]["B"]))), int(item["revision"]["N"]))


def who_of(item: "Item") -> Who:
    """Whose thread an item holds."""
    thread = thread_of(item).thread
    return Who(id_in(item), thread.key_id, thread.customer_mask, item["origination_identity"]["S"])


def put_thread(table: str, customer_key: bytes, ours: str, was: int, thread: Thread, now: datetime) -> "Action":
    """Store a thread if it is still at the revision that it `was` read in; 0: if there is none."""
    item: dict[str, AttributeValueTypeDef] = {
        **thread_key(customer_key, ours),
        "thread": {"B": zlib.compress(pack_thread(thread))},
        "origination_identity": {"S": ours},
        "revision": {"N": str(was + 1)},
    }
    if thread.due_at is None:
        item["expires_at"] = expiry(now)
    else:
        item |= {"work": {"S": place("thread", customer_key)}, "work_at": number(thread.due_at)}
    return put_revision(table, item, was)


def text_key(reply_id: bytes) -> "Item":
    """Primary key of a text that was applied."""
    return {"pk": {"S": f"message#{reply_id.hex()}"}, "sk": {"S": "message"}}


def text_of(item: "Item") -> KeptText:
    """The text that an item stands for."""
    return KeptText(bytes(item["position"]["B"]), unpack_finding(bytes(item["finding"]["B"])))


def put_text(table: str, reply_id: bytes, text: KeptText, now: datetime) -> "Action":
    """Remember that a text is applied, if that is not known."""
    return _put_new(
        table,
        {
            **text_key(reply_id),
            "position": {"B": text.position},
            "finding": {"B": pack_finding(text.finding)},
            "expires_at": expiry(now),
        },
    )


def refind(table: str, reply_id: bytes, finding: Finding) -> "Action":
    """Store what was found out later of a text that was applied."""
    found: Item = {":finding": {"B": pack_finding(finding)}}
    return _update(table, text_key(reply_id), "SET finding = :finding", "attribute_exists(pk)", found)


def outcome_key(outcome_id: bytes) -> "Item":
    """Primary key of an outcome."""
    return {"pk": {"S": f"outcome#{outcome_id.hex()}"}, "sk": {"S": "outcome"}}


def outcome_of(item: "Item") -> ConversationOutcome:
    """The outcome that an item holds."""
    return unpack_outcome(bytes(item["outcome"]["B"]))


def put_outcome(table: str, outcome: ConversationOutcome, now: datetime) -> "Action":
    """Store an outcome if there is none of its id. It expires once it is in the lake."""
    return _put_new(
        table,
        {
            **outcome_key(outcome.outcome_id),
            "outcome": {"B": pack_outcome(outcome)},
            "changed_at": number(now),
            "unwritten": {"S": place("outcome", outcome.outcome_id)},
            "kept_until": expiry(now),
        },
    )


def outcome_written(table: str, outcome_id: bytes) -> "Action":
    """Store that an outcome is in the lake."""
    update = "SET expires_at = kept_until REMOVE unwritten"
    return _update(table, outcome_key(outcome_id), update, "attribute_exists(unwritten)")


def errand_key(errand_id: bytes) -> "Item":
    """Primary key of an errand."""
    return {"pk": {"S": f"errand#{errand_id.hex()}"}, "sk": {"S": "errand"}}


def errand_of(item: "Item") -> Errand:
    """The errand that an item holds."""
    return unpack_errand(id_in(item), item["kind"]["S"], bytes(item["errand"]["B"]), int(item["attempts"]["N"]))


def put_errand(table: str, errand: Errand, now: datetime) -> "Action":
    """Store an errand, due now, unless it is owed already."""
    item: Item = {
        **errand_key(errand.errand_id),
        "kind": {"S": errand.kind},
        "errand": {"B": pack_errand(errand)},
        "attempts": {"N": "0"},
        "work": {"S": place("errand", errand.errand_id)},
        "work_at": number(now),
        "owed_since": {"N": str(int(now.timestamp()))},
    }
    condition = f"{NEW} OR attribute_not_exists(#work)"
    return {
        "Put": {
            "TableName": table, "Item": item, "ConditionExpression": condition, "ExpressionAttributeNames": _WORK,
        }
    }  # fmt: skip


def is_owed(item: "Item | None") -> bool:
    """Whether an errand's item says that it is not done."""
    return item is not None and "work" in item


def take_errand(table: str, item: "Item", again_at: datetime) -> "Action":
    """Put an errand off until `again_at`, if nobody has done so since it was read."""
    return _update(
        table,
        errand_key(id_in(item)),
        "SET work_at = :again_at, attempts = attempts + :one",
        "work_at = :was AND attempts = :attempts",
        {":again_at": number(again_at), ":one": {"N": "1"}, ":was": item["work_at"], ":attempts": item["attempts"]},
    )


def finish_errand(table: str, errand_id: bytes) -> "Action":
    """Store that an errand is done: DynamoDB deletes it, and until then it can be owed anew. The job may delete nothing."""
    update = "SET expires_at = owed_since REMOVE #work, work_at"
    return _update(table, errand_key(errand_id), update, "attribute_exists(#work)", names=_WORK)


def _put_new(table: str, item: "Item") -> "Action":
    return {"Put": {"TableName": table, "Item": item, "ConditionExpression": NEW}}


def _update(
    table: str, key: "Item", update: str, condition: str, values: "Item | None" = None, names: "_Names | None" = None
) -> "Action":
    asked: UpdateTypeDef = {
        "TableName": table,
        "Key": key,
        "UpdateExpression": update,
        "ConditionExpression": condition,
    }
    if values is not None:
        asked["ExpressionAttributeValues"] = values
    if names is not None:
        asked["ExpressionAttributeNames"] = names
    return {"Update": asked}
