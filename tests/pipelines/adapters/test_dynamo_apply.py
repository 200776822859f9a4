"""How threads are kept in DynamoDB: what fits in an item, what fits in a transaction, and what it costs."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.adapters.dynamo_items import KEPT
from pipelines.adapters.dynamo_works import cut, inputs
from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.plan import reply_id
from pipelines.ports import Settlement, Store, Work
from schemas.errors import ReplyStatus
from tests.contracts.dynamodb import dynamodb, made_table
from tests.contracts.replies import LEASE, NOON, SECOND
from tests.contracts.threads import MINUTE, apply, go_on, hear, key, text, told, visit, who, works

_ITEM = 400_000


@pytest.fixture(scope="module", autouse=True)
def database() -> Iterator[str]:
    with dynamodb() as endpoint:
        yield endpoint


@pytest.fixture
def store() -> DynamoStore:
    return DynamoStore(made_table())


def items(store: DynamoStore) -> list[Any]:
    """All that is in the table."""
    pages = store._table._client.get_paginator("scan").paginate(TableName=store._table.name)
    return [item for page in pages for item in page["Items"]]


def sizes(store: DynamoStore) -> Counter[str]:
    """Bytes of the largest item of each kind."""
    found: Counter[str] = Counter()
    for item in items(store):
        size = sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())
        found[item["sk"]["S"].partition("#")[0]] = max(size, found[item["sk"]["S"].partition("#")[0]])
    return found


def calls(store: DynamoStore) -> list[tuple[str, int]]:
    """Requests from now on, and how many keys or actions each has."""
    seen: list[tuple[str, int]] = []

    def see(request: Any, **_: object) -> None:
        body = json.loads(request.body)
        asked = body.get("TransactItems") or next(iter(body.get("RequestItems", {"": {"Keys": []}}).values()))["Keys"]
        seen.append((request.headers["X-Amz-Target"].decode().partition(".")[2], len(asked)))

    store._table._client.meta.events.register("before-send.dynamodb", see)
    return seen


@pytest.mark.parametrize("letters", [(0x20, 0x2FFFF), (0x01, 0x1F), (0x4E00, 0x9FFF), (0x1F300, 0x1F9FF)])
def test_a_thread_of_the_longest_texts_fits_in_an_item(store: DynamoStore, letters: tuple[int, int]) -> None:
    some = random.Random(1)
    for start in range(0, 62, 31):
        bodies = ["".join(chr(c) for c in some.choices(_letters(letters), k=1600)) for _ in range(31)]
        said = [text(body, NOON + (start + n) * SECOND, f"m{start + n}") for n, body in enumerate(bodies)]
        hear(store, *said)
    thread = store.thread(*who().thread)
    assert thread is not None
    assert len(thread.events) == 60
    assert sizes(store)["thread"] < _ITEM * 0.9


def _letters(between: tuple[int, int]) -> list[int]:
    return [c for c in range(between[0], between[1] + 1) if not 0xD800 <= c <= 0xDFFF]


def test_a_block_costs_few_calls(store: DynamoStore) -> None:
    hear(store, text("hi", name="first"))
    made = works(*(text("WHERE", NOON, f"m{n}", who=f"+1425555{n:04}") for n in range(200)))
    seen = calls(store)
    apply(store, *made)
    counted = Counter(name for name, _ in seen)
    assert counted == {"BatchGetItem": 6 + 2, "TransactWriteItems": 8}
    assert max(size for _, size in seen) == 100
    seen.clear()
    apply(store, *made)
    assert Counter(name for name, _ in seen) == {"BatchGetItem": 8}


def queued(store: Store, texts: int) -> list[object]:
    """A time is chosen, and texts that wait behind it."""
    apply(store, visit(slot="old"))
    go_on(store, hear(store, text("no", NOON - MINUTE, "no")))
    hear(store, text("2", NOON, "choice"))
    said = [text(f"question {n}", NOON + (n + 1) * 7 * SECOND, f"q{n}") for n in range(texts)]
    hear(store, *said)
    return said


def stands(store: Store, texts: int) -> object:
    """All that is kept."""
    ids = [reply_id(name) for name in ("no", "choice", *(f"q{n}" for n in range(texts)))]
    errands = sorted(store.take_errands(NOON, NOON, 100), key=lambda each: each.errand_id)
    return store.thread(*who().thread), store.replies([key("visit"), *ids]), told(store), errands


def test_what_one_event_brings_may_be_more_than_a_transaction_takes(store: DynamoStore) -> None:
    embedded = SqliteStore(":memory:")
    for each in (embedded, store):
        said = queued(each, 58)
        waiting = hear(each, *said)
        seen = calls(store)
        applied = go_on(each, waiting)
        assert [r.promise.inbound_message_id for r in applied.replies][:2] == ["choice", "q0"]
    written = [size for name, size in seen if name == "TransactWriteItems"]
    assert sum(written) > 100 >= max(written)
    assert written[-1] == 1, "the thread is written last"
    assert stands(store, 58) == stands(embedded, 58)
    hear(embedded, *said), hear(store, *said)
    assert hear(store, *said).findings == hear(embedded, *said).findings


def test_works_are_cut_as_if_they_had_come_in_two_blocks() -> None:
    [five] = works(*(text(f"t{n}", NOON + n * SECOND, f"m{n}") for n in range(5)))
    tick = Work(who(), got={"a": True}, tick=NOON, resumed=True)
    opened = visit()
    first, rest = cut([opened, tick, five], 4)
    assert [inputs(work) for work in first] == [1, 1, 2]
    assert [inputs(work) for work in rest] == [3]
    assert first[0] == opened
    assert first[1] == tick
    assert [heard.message_id for heard, _ in (*first[2].heard, *rest[0].heard)] == [f"m{n}" for n in range(5)]
    assert cut([five], 5) == ([five], [])
    both = Work(who(), opened.openings, five.heard, {"a": True}, NOON, True)
    first, rest = cut([both], 1)
    assert (first[0].openings, first[0].heard, first[0].got, first[0].tick) == (opened.openings, (), {"a": True}, NOON)
    assert (rest[0].openings, rest[0].heard, rest[0].got, rest[0].tick) == ((), five.heard, {}, None)


def test_what_is_of_no_more_use_expires(store: DynamoStore) -> None:
    apply(store, visit())
    [outcome] = hear(store, text("yes")).outcomes
    [prompt] = store.claim("w", NOON, LEASE, 1)
    store.settle("w", [Settlement(prompt.promise.reply_id, ReplyStatus.SENT, message_id="aws-1")], NOON)
    assert expiring(store) == ["message", "sent", "thread"]
    store.outcomes_written([outcome.outcome_id])
    store.written([(prompt.promise.reply_id, 2)])
    assert expiring(store) == ["message", "outcome", "reply", "sent", "thread"]
    apply(store, visit("later", NOON + MINUTE))
    assert "thread" not in expiring(store), "a reminder is due"
    assert {item["expires_at"]["N"] for item in items(store) if "expires_at" in item} == {
        str(int((NOON + KEPT).timestamp()))
    }
    assert store.prune(NOON + KEPT, 1000) == 0


def expiring(store: DynamoStore) -> list[str]:
    """Kinds of items that expire."""
    return sorted(item["sk"]["S"].partition("#")[0] for item in items(store) if "expires_at" in item)


def test_no_item_holds_a_customers_number_and_no_key_a_number_or_a_name(store: DynamoStore) -> None:
    apply(store, visit())
    hear(store, text("yes", name="a-name", previousPublishedMessageId="p-name"))
    store.claim("w", NOON, LEASE, 1, None, {"+12065550100": 3})
    found = items(store)
    assert "4255550001" not in repr(found)
    keys = repr([(item["pk"], item["sk"], item.get("work"), item.get("unwritten")) for item in found])
    assert "206555" not in keys
    assert "name" not in keys
