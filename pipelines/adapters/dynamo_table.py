"""One DynamoDB table: strong reads by key, reads of an index, and conditional writes in transactions of any number.

Every call has time-outs, and botocore's standard mode tries it again when it is throttled or its answer is lost. A
transaction carries a token, so that one whose answer was lost is not refused by its own doing.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from schemas.errors import ConfigurationFault

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import KeysAndAttributesUnionTypeDef, QueryInputTypeDef, QueryOutputTypeDef

    from pipelines.adapters.dynamo_items import Action, Item

_T = TypeVar("_T")
_R = TypeVar("_R")
TRIES = 12
"""How often in a row something may be in the way (a conflict, a throttled item) before it is a fault: 10 to 20 s."""

AT_ONCE = 100
"""Actions of TransactWriteItems, and keys of BatchGetItem, at most."""

_BYTES = 3_500_000  # of a transaction; it takes 4 MB
_READERS = 8
_REFUSED = "ConditionalCheckFailed"
_IN_THE_WAY = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
_LONGEST_PAUSE_S = 2.0


class DynamoTable:
    """A table with the string keys `pk` and `sk`; one client, any number of threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        config = Config(
            connect_timeout=3,
            read_timeout=5,
            retries={"mode": "standard", "total_max_attempts": 8},
            max_pool_connections=16,
            tcp_keepalive=True,
        )
        self._client: DynamoDBClient = boto3.client("dynamodb", config=config)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="dynamodb")

    def get(self, keys: "Sequence[Item]") -> "list[Item]":
        """Items of these keys as all writes before this call left them, in no order; what is not there is left out."""
        parts = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
        return list(chain.from_iterable(self.at_once(self._got, parts)))

    def read(self, keys: "Iterable[Item]") -> "dict[tuple[str, str], Item]":
        """As `get`, by `key_of`; a key may be asked for twice."""
        items = self.get(list({key_of(key): key for key in keys}.values()))
        return {key_of(item): item for item in items}

    def at_once(self, act: "Callable[[_T], _R]", values: "Sequence[_T]") -> "list[_R]":
        """What `act` gives for each value, in order; several are under way at a time."""
        return list(map(act, values) if len(values) < 2 else self._readers.map(act, values))

    def _got(self, keys: "Sequence[Item]") -> "list[Item]":
        found: list[Item] = []
        wanted: Mapping[str, KeysAndAttributesUnionTypeDef] = {self.name: {"Keys": keys, "ConsistentRead": True}}
        for tried in range(TRIES + 1):
            answer = self._client.batch_get_item(RequestItems=wanted)
            found += answer["Responses"].get(self.name, [])
            wanted = answer["UnprocessedKeys"]
            if not wanted:
                return found
            pause(tried)
        raise TimeoutError(f"DynamoDB went on leaving keys of {self.name} unread")

    def collection(self, pk: str) -> "Iterator[Item]":
        """All items of one partition key, as all writes before this call left them."""
        return self._query(
            {
                "TableName": self.name,
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": {"S": pk}},
                "ConsistentRead": True,
            }
        )

    def index(self, name: str, place: str, at: str, before: int, page: int) -> "Iterator[Item]":
        """Keys in a place of an index whose `at` is `before` or less, by `at`. An index trails the table by moments."""
        return self._query(
            {
                "TableName": self.name,
                "IndexName": name,
                "KeyConditionExpression": "#place = :place AND #at <= :before",
                "ExpressionAttributeNames": {"#place": name, "#at": at},
                "ExpressionAttributeValues": {":place": {"S": place}, ":before": {"N": str(before)}},
                "Limit": page,
            }
        )

    def count(self, name: str, place: str) -> int:
        """How many items are in a place of an index."""
        request: QueryInputTypeDef = {
            "TableName": self.name,
            "IndexName": name,
            "KeyConditionExpression": "#place = :place",
            "ExpressionAttributeNames": {"#place": name},
            "ExpressionAttributeValues": {":place": {"S": place}},
            "Select": "COUNT",
        }
        return sum(answer["Count"] for answer in self._pages(request))

    def _query(self, request: "QueryInputTypeDef") -> "Iterator[Item]":
        return (item for answer in self._pages(request) for item in answer["Items"])

    def _pages(self, request: "QueryInputTypeDef") -> "Iterator[QueryOutputTypeDef]":
        while True:
            answer = self._client.query(**request)
            yield answer
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def write(self, writes: "Sequence[Sequence[Action]]") -> list[bool]:
        """Carry out each of the writes: all of its actions, or, where a condition does not hold, none of them (False).

        As many as fit share a transaction; one that is refused is left out of the next attempt, so the others of its
        transaction are not refused with it. All that are told as done are durable.

        Raises:
            ClientError: something was in the way `TRIES` times in a row, or the table refuses to serve. Some of the
                writes are then done, each of them whole.
        """
        done = [False] * len(writes)
        left = list(range(len(writes)))
        at_once, tried = AT_ONCE, 0
        while left:
            members, actions = _packed(writes, left, at_once)
            try:
                self._client.transact_write_items(TransactItems=actions, ClientRequestToken=str(uuid.uuid4()))
            except self._client.exceptions.TransactionCanceledException as error:
                refused = _refused(error, writes, members, actions, tried)
                at_once, tried = (at_once, 0) if refused else (max(1, at_once // 2), tried + 1)
                if not refused:
                    pause(tried)
                gone = refused
            else:
                gone, at_once, tried = set(members), min(AT_ONCE, at_once * 2), 0
                for n in members:
                    done[n] = True
            left = [n for n in left if n not in gone]
        return done

    def close(self) -> None:
        """Close the connections."""
        self._readers.shutdown(wait=True)
        self._client.close()


def check_table(name: str) -> None:
    """Return if the table is there.

    Raises:
        ConfigurationFault: there is none of that name in this account and region.
        ClientError, BotoCoreError: whatever else AWS says.
    """
    client = boto3.client("dynamodb")
    try:
        client.describe_table(TableName=name)
    except client.exceptions.ResourceNotFoundException:
        where = client.meta.region_name
        raise ConfigurationFault(
            f"no DynamoDB table {name!r} in {where}. Set TWOWAY_STORE to dynamodb:<stack name>, or set the region."
        ) from None


def pause(tried: int) -> None:
    """Wait before another try: up to 50 ms, 100 ms, … 2 s, at random, so that those who collided do not again."""
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE_S, 0.05 * 2**tried)))


def _packed(
    writes: "Sequence[Sequence[Action]]", left: Sequence[int], at_once: int
) -> "tuple[list[int], list[Action]]":
    """The first of the writes that fit in one transaction, and its actions. An item may stand in it once: a check that
    two writes share is made once; a write that would change an item of another one waits for the next."""
    members: list[int] = []
    by_key: dict[tuple[str, str], Action] = {}
    size = 0
    for n in left:
        new = {_target(action): action for action in writes[n]}
        size += sum(map(_size, writes[n]))
        if members and (len(by_key | new) > at_once or size > _BYTES):
            break
        if all(by_key.get(key, action) == action for key, action in new.items()):
            members.append(n)
            by_key |= new
    return members, list(by_key.values())


def key_of(item: "Item") -> tuple[str, str]:
    """The primary key of an item, as plain text."""
    return item["pk"]["S"], item["sk"]["S"]


def _target(action: "Action") -> tuple[str, str]:
    key: Any
    if "Put" in action:
        key = action["Put"]["Item"]
    elif "Update" in action:
        key = action["Update"]["Key"]
    else:
        key = action["ConditionCheck"]["Key"]
    return key_of(key)


def _size(action: "Action") -> int:
    """Bytes of what an action stores, nearly."""
    item: Mapping[str, Any] = action["Put"]["Item"] if "Put" in action else {}
    return sum(50 + len(value.get("B", value.get("S", ""))) for value in item.values())


def _refused(
    error: ClientError,
    writes: "Sequence[Sequence[Action]]",
    members: Sequence[int],
    actions: "Sequence[Action]",
    tried: int,
) -> set[int]:
    """Which writes of a cancelled transaction have a condition that does not hold. None: something was in the way."""
    reasons = [str(reason.get("Code")) for reason in error.response["CancellationReasons"]]
    failed = {_target(action) for action, code in zip(actions, reasons, strict=True) if code == _REFUSED}
    if not failed and (tried >= TRIES or not _IN_THE_WAY.intersection(reasons)):
        raise error
    return {n for n in members if failed.intersection(map(_target, writes[n]))}
