"""Items of a calendar in the state table, and each change of one as an update that carries its own condition.

| item | `pk` | `sk` |
|---|---|---|
| time | `calendar#<name>` | `at#<microseconds since 1970, 20 digits>#<slot>` |
| where the time of a slot is | `slots#<name>` | `slot#<slot>` |
| name of a calendar | `calendars` | `calendar#<name>` |

A time is `taken` or not, with a `holder` or none, and `held_until` while it is held: as in the embedded calendar's table. The
key of a slot never comes to stand for another time, so the two items are written once, together. A time expires 400 days after
it has been, and where it is 40 days later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import KEPT
from pipelines.domain.moments import microseconds, moment
from pipelines.domain.slot_times import CalendarTime, Standing
from pipelines.ports import Hold

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from pipelines.adapters.dynamo_items import Action, Item

FREE_AT = "taken = :no AND (attribute_not_exists(holder) OR held_until <= :now)"
"""That nobody has a time at `:now`."""
CALENDARS = "calendars"

NO: "AttributeValueTypeDef" = {"BOOL": False}
_YES: "AttributeValueTypeDef" = {"BOOL": True}
_LONGER = timedelta(days=40)
_NEW = "attribute_not_exists(pk)"
_OF_HOLDER = "holder = :holder"
_OF_NOBODY = "taken = :yes AND attribute_not_exists(holder)"


@dataclass(frozen=True, slots=True)
class Change:
    """An update of one item, made only if `condition` holds of it."""

    key: "Item"
    update: str
    condition: str
    values: "Item"


def places(calendar: str) -> str:
    """Partition key of a calendar's times."""
    return f"calendar#{calendar}"


def later_than(after: datetime) -> str:
    """What sort keys of later times are greater than, or equal to."""
    return f"at#{microseconds(after) + 1:020d}#"


def slot_key(calendar: str, slot: str) -> "Item":
    """Primary key of the item that says where a slot's time is."""
    return {"pk": {"S": f"slots#{calendar}"}, "sk": {"S": f"slot#{slot}"}}


def time_key(calendar: str, slot: str, starts_at: datetime) -> "Item":
    """Primary key of a time."""
    return {"pk": {"S": places(calendar)}, "sk": {"S": f"at#{microseconds(starts_at):020d}#{slot}"}}


def slot_in(item: "Item") -> tuple[str, str]:
    """Calendar and slot of either item."""
    calendar, sk = item["pk"]["S"].partition("#")[2], item["sk"]["S"]
    return calendar, sk.split("#", 2)[2] if sk.startswith("at#") else sk.partition("#")[2]


def starts_in(item: "Item") -> datetime:
    """When the time of either item is, in UTC."""
    return moment(int(item["starts_at"]["N"]))


def standing_of(item: "Item") -> Standing:
    """Who has the time of an item; without any attributes, nobody knows."""
    holder = bytes(item["holder"]["B"]) if "holder" in item else None
    until = moment(int(item["held_until"]["N"])) if "held_until" in item else None
    return Standing(bool(item.get("taken", NO).get("BOOL")), holder, until)


def has(hold: Hold, standing: Standing) -> bool:
    """Whether a time that stands so is booked by the holder; for no holder, whether it is taken since it was loaded."""
    return standing.taken and standing.holder == hold.holder


def put_time(table: str, time: CalendarTime) -> "list[Action]":
    """Add a time, and where it is, if there is none."""
    starts_at: Item = {"starts_at": {"N": str(microseconds(time.starts_at))}}
    where = {**slot_key(time.calendar, time.slot), **starts_at, "expires_at": _expiry(time, KEPT + _LONGER)}
    state: Item = {
        "time_zone": {"S": time.time_zone},
        "taken": {"BOOL": bool(time.taken)},
        "expires_at": _expiry(time, KEPT),
    }
    item = {**time_key(time.calendar, time.slot, time.starts_at), **starts_at, **state}
    return [
        _put(table, where, f"{_NEW} OR starts_at = :starts_at", {":starts_at": starts_at["starts_at"]}),
        _put(table, item, _NEW),
    ]


def put_calendar(table: str, calendar: str) -> "Action":
    """Enter a calendar in the list of them."""
    return {"Put": {"TableName": table, "Item": {"pk": {"S": CALENDARS}, "sk": {"S": places(calendar)}}}}


def _put(table: str, item: "Item", condition: str, values: "Item | None" = None) -> "Action":
    put: TransactWriteItemTypeDef = {"Put": {"TableName": table, "Item": item, "ConditionExpression": condition}}
    if values is not None:
        put["Put"]["ExpressionAttributeValues"] = values
    return put


def _expiry(time: CalendarTime, after: timedelta) -> "AttributeValueTypeDef":
    return {"N": str(int((time.starts_at + after).timestamp()))}


def holding(key: "Item", holder: bytes, now: datetime, until: datetime) -> Change:
    """Keep a time for its holder, if nobody else has it."""
    free = "taken = :no AND (attribute_not_exists(holder) OR holder = :holder OR held_until <= :now)"
    values: Item = {":no": NO, ":holder": {"B": holder}, ":now": _at(now), ":until": _at(until)}
    return Change(key, "SET holder = :holder, held_until = :until", free, values)


def booking(key: "Item", holder: bytes) -> Change:
    """Make a hold last, if it is still the last one."""
    return Change(
        key, "SET taken = :yes REMOVE held_until", _OF_HOLDER, {":yes": _YES, ":holder": {"B": holder}}
    )  # fmt: skip


def releasing(key: "Item", holder: bytes | None) -> Change:
    """Open a time that its holder has, or that was loaded as taken."""
    update = "SET taken = :no REMOVE holder, held_until"
    if holder is None:
        return Change(key, update, _OF_NOBODY, {":no": NO, ":yes": _YES})
    return Change(key, update, _OF_HOLDER, {":no": NO, ":holder": {"B": holder}})


def reloading(key: "Item", time: CalendarTime, now: datetime) -> Change:
    """Change a time as it is loaded anew, if no conversation has it."""
    values: Item = {
        ":taken": {"BOOL": bool(time.taken)}, ":zone": {"S": time.time_zone}, ":no": NO, ":yes": _YES, ":now": _at(now),
    }  # fmt: skip
    return Change(
        key,
        "SET taken = :taken, time_zone = :zone REMOVE holder, held_until",
        f"({FREE_AT}) OR ({_OF_NOBODY})",
        values,
    )


def _at(moment: datetime) -> "AttributeValueTypeDef":
    return {"N": str(microseconds(moment))}
