"""The shared calendar: times in the state table, for a job on several machines.

**What is atomic.** A time. Each change is one conditional `UpdateItem`: DynamoDB makes those of an item one after the
other, so of several holders one gets it, and none is in another's way. Every update may be made twice, so botocore tries
again what was lost on the way. It costs half of what a transaction does, which is why this is none.

Open times are read strongly consistent, in their order, from the calendar's own partition.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, cast

from pipelines.adapters.dynamo_slots import (
    CALENDARS,
    FREE_AT,
    NO,
    Change,
    booking,
    has,
    holding,
    later_than,
    places,
    put_calendar,
    put_time,
    releasing,
    reloading,
    slot_in,
    slot_key,
    standing_of,
    starts_in,
    time_key,
)
from pipelines.adapters.dynamo_table import TRIES, DynamoTable, pause
from pipelines.domain.moments import microseconds
from pipelines.domain.slot_times import (
    LONGEST,
    CalendarTime,
    Loaded,
    Occupancy,
    Standing,
    check_time,
    counted,
    reloaded,
    shown,
)
from pipelines.ports import Hold, Slot

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from pipelines.adapters.dynamo_items import Item

_AT_ONCE = 8
_PAGE = 100


class DynamoCalendar:
    """`pipelines.ports.Calendar` on a table of `infrastructure.yaml`; safe for any number of threads and machines.

    Raises, from every method:
        ClientError, BotoCoreError: DynamoDB refuses, or is away for longer than the retries.
        TimeoutError: others kept loading the same times.
    """

    def __init__(self, table: str) -> None:
        self._table = _Table(table)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "calendar")

    def open_times(self, calendar: str, after: datetime, limit: int) -> list[Slot]:
        if len(calendar) > LONGEST:
            return []
        free = islice(self._table.times(calendar, after, max(limit, _PAGE), free=True), limit)
        return [shown(slot_in(item)[1], starts_in(item), item["time_zone"]["S"]) for item in free]

    def hold(self, holds: Sequence[Hold], now: datetime, until: datetime) -> list[bool]:
        return self._each(holds, lambda key, holder: holding(key, holder, now, until))

    def book(self, holds: Sequence[Hold], now: datetime) -> list[bool]:
        return self._each(holds, booking)

    def release(self, holds: Sequence[Hold], now: datetime) -> None:
        keys = self._keys([(hold.calendar, hold.slot) for hold in holds])
        found = [(keys[at], hold.holder) for hold in holds if (at := (hold.calendar, hold.slot)) in keys]
        list(self._threads.map(lambda one: self._table.change(releasing(*one)), found))

    def _each(self, holds: Sequence[Hold], change: "Callable[[Item, bytes], Change]") -> list[bool]:
        """Make the change of each hold whose time there is; whether the holder has it then."""
        keys = self._keys([(hold.calendar, hold.slot) for hold in holds])
        return list(
            self._threads.map(lambda hold: self._one(hold, keys.get((hold.calendar, hold.slot)), change), holds)
        )

    def _one(self, hold: Hold, key: "Item | None", change: "Callable[[Item, bytes], Change]") -> bool:
        if key is None:
            return False
        if hold.holder is None:
            return any(has(hold, standing_of(item)) for item in self._table.get([key]))
        stands = self._table.change(change(key, hold.holder))
        return stands is None or has(hold, stands)

    def _keys(self, slots: Sequence[tuple[str, str]]) -> "dict[tuple[str, str], Item]":
        """Where the times of these slots are."""
        return {slot: time_key(*slot, starts_at) for slot, starts_at in self._starts(slots).items()}

    def _starts(self, slots: Sequence[tuple[str, str]]) -> dict[tuple[str, str], datetime]:
        # What is longer than any key that was loaded is no slot, and DynamoDB would refuse to look for it.
        fitting = [slot for slot in dict.fromkeys(slots) if max(map(len, slot)) <= LONGEST]
        return {slot_in(item): starts_in(item) for item in self._table.get([slot_key(*slot) for slot in fitting])}

    def load(self, times: Sequence[CalendarTime], now: datetime) -> Loaded:
        self._table.write([[put_calendar(self._table.name, name)] for name in {time.calendar for time in times}])
        loaded, left, tried = Loaded(), list(times), 0
        while left:
            if tried > TRIES:
                raise TimeoutError("others go on loading the times that are loaded here")
            if tried:
                pause(tried)
            done, left = self._load(left, now)
            loaded, tried = loaded + done, tried + 1
        return loaded

    def _load(self, times: Sequence[CalendarTime], now: datetime) -> tuple[Loaded, list[CalendarTime]]:
        """Load what nobody else changes meanwhile; what was done, and what is left."""
        starts = self.known(times)
        keys = {(time.calendar, time.slot): time_key(time.calendar, time.slot, time.starts_at) for time in times}
        stands = {slot_in(item): item for item in self._table.get(list(keys.values()))}
        new: list[CalendarTime] = []
        changed: list[CalendarTime] = []
        for time in times:
            slot = (time.calendar, time.slot)
            check_time(time, starts.get(slot, time.starts_at))
            if slot not in stands:
                new.append(time)
            elif change := reloaded(time, standing_of(stands[slot]), stands[slot]["time_zone"]["S"], now):
                changed.append(change)
        added = self._table.write([put_time(self._table.name, time) for time in new])
        made = list(self._threads.map(lambda time: self._reload(time, now), changed))
        left = [time for time, done in zip([*new, *changed], [*added, *made], strict=True) if not done]
        return Loaded(sum(added), len(times) - len(new) - len(changed), sum(made)), left

    def _reload(self, time: CalendarTime, now: datetime) -> bool:
        key = time_key(time.calendar, time.slot, time.starts_at)
        return self._table.change(reloading(key, time, now)) is None

    def known(self, times: Sequence[CalendarTime]) -> Mapping[tuple[str, str], datetime]:
        return self._starts([(time.calendar, time.slot) for time in times])

    def occupancy(self, now: datetime) -> list[Occupancy]:
        names = sorted(slot_in(item)[1] for item in self._table.collection(CALENDARS))
        return [counted(name, list(self._standings(name, now)), now) for name in names]

    def _standings(self, calendar: str, after: datetime) -> Iterator[Standing]:
        return (standing_of(item) for item in self._table.times(calendar, after, 10 * _PAGE, free=False))

    def close(self) -> None:
        self._threads.shutdown()
        self._table.close()


class _Table(DynamoTable):
    """The table, with what a calendar needs of it beside what a store does."""

    def times(self, calendar: str, after: datetime, page: int, *, free: bool) -> "Iterator[Item]":
        """A calendar's later times, or those of them that are free at `after`, the earliest first, as all writes before
        this call left them."""
        request: QueryInputTypeDef = {
            "TableName": self.name,
            "KeyConditionExpression": "pk = :pk AND sk >= :later",
            "ExpressionAttributeValues": {":pk": {"S": places(calendar)}, ":later": {"S": later_than(after)}},
            "ConsistentRead": True,
            "Limit": page,
        }
        if free:
            values = {**request["ExpressionAttributeValues"], ":no": NO, ":now": {"N": str(microseconds(after))}}
            request |= {"FilterExpression": FREE_AT, "ExpressionAttributeValues": values}
        return self._query(request)

    def change(self, change: Change) -> Standing | None:
        """Make a change; None when it is made, else how the time stands that it was not made of."""
        try:
            self._client.update_item(
                TableName=self.name,
                Key=change.key,
                UpdateExpression=change.update,
                ConditionExpression=change.condition,
                ExpressionAttributeValues=change.values,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as refusal:
            return standing_of(cast("Item", refusal.response.get("Item", {})))
        return None
