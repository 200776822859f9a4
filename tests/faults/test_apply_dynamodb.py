"""What only DynamoDB can do to conversations: races between transactions, throttling, a death between two of them."""

from collections.abc import Iterator

import pytest

from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.plan import reply_id
from pipelines.ports import Settlement, Store
from schemas.errors import ReplyStatus
from tests.contracts.dynamo_faults import WRITE, Died, between_read_and_write, cancel, die_at, throttle
from tests.contracts.dynamodb import dynamodb, made_table
from tests.contracts.replies import LEASE, NOON, SECOND
from tests.contracts.threads import (
    BANK,
    BOB,
    CLINIC,
    MINUTE,
    go_on,
    hear,
    key,
    opened,
    text,
    told,
    who,
)


@pytest.fixture(scope="module", autouse=True)
def database() -> Iterator[str]:
    with dynamodb() as endpoint:
        yield endpoint


@pytest.fixture
def table() -> str:
    return made_table()


SAID = [
    *(text(f"question {n}", NOON + n * 7 * SECOND, f"a{n}") for n in range(60)),
    text("yes", NOON + 500 * SECOND, "yes"),
    text("YES", NOON, "bank", BANK),
    text("no", NOON, "bob", CLINIC, BOB),
    text("STOP", NOON + 600 * SECOND, "stop"),
    text("START", NOON + SECOND, "bob-start", CLINIC, BOB),
    *(text("WHERE", NOON, f"c{n}", CLINIC, f"+1425556{n:04}") for n in range(40)),
]
NAMES = [f"a{n}" for n in range(60)] + ["yes", "bank", "bob", "stop", "bob-start"] + [f"c{n}" for n in range(40)]


def stands(store: Store) -> object:
    """All that is kept, once everything that may leave is handed out."""
    handed_out = {r.promise.reply_id for r in store.claim("w", NOON + MINUTE, LEASE, 1000)}
    people = [who(CLINIC), who(BANK), who(CLINIC, BOB)]
    found = store.replies([key("visit"), key("alert"), key("bobs"), *map(reply_id, NAMES)])
    replies = [(r.promise, r.status, r.reason, r.promise.reply_id in handed_out) for r in found]
    errands = sorted(store.take_errands(NOON, NOON, 100), key=lambda each: each.errand_id)
    out = store.opted_out([each.customer_key for each in people])
    return [store.thread(*each.thread) for each in people], replies, told(store), errands, out


@pytest.fixture(scope="module")
def undisturbed() -> tuple[object, object]:
    """What a block gives, and what it ends as: the same in the embedded store."""
    embedded = SqliteStore(":memory:")
    opened(embedded)
    findings = hear(embedded, *SAID).findings
    return findings, stands(embedded)


@pytest.mark.parametrize("operation", ["*", "BatchGetItem", WRITE])
def test_throttling_in_the_middle_loses_nothing(table: str, operation: str, undisturbed: tuple[object, object]) -> None:
    store = DynamoStore(table)
    opened(store)
    left = throttle(store, operation, 2)
    assert (hear(store, *SAID).findings, stands(store)) == undisturbed
    assert left[0] < 0


def test_cancelled_transactions_are_tried_again(table: str, undisturbed: tuple[object, object]) -> None:
    store = DynamoStore(table)
    opened(store)
    cancelled = cancel(store, "TransactionConflict", 3)
    assert (hear(store, *SAID).findings, stands(store)) == undisturbed
    assert len(cancelled) == 3


@pytest.mark.parametrize("event", ["before-send", "after-call"])
@pytest.mark.parametrize("transaction", range(1, 5))
def test_a_block_that_is_read_again_after_a_death_in_its_middle_ends_as_if_there_were_none(
    table: str, event: str, transaction: int, undisturbed: tuple[object, object]
) -> None:
    store = DynamoStore(table)
    opened(store)
    die_at(store, transaction, event)
    with pytest.raises(Died):
        hear(store, *SAID)
    again = DynamoStore(table)
    assert (hear(again, *SAID).findings, stands(again)) == undisturbed


WAITING = [text(f"question {n}", NOON + (n + 1) * 7 * SECOND, f"a{n}") for n in range(58)]


def waits(store: Store) -> None:
    """A time is chosen, and texts wait behind it."""
    opened(store)
    go_on(store, hear(store, text("no", NOON - SECOND, "no")))
    hear(store, text("2", NOON, "yes"))


def resumed(store: Store) -> None:
    """The block is read, and the calendar answers."""
    go_on(store, hear(store, *WAITING))


@pytest.mark.parametrize("event", ["before-send", "after-call"])
@pytest.mark.parametrize("transaction", range(1, 5))
def test_a_death_in_an_event_of_several_transactions_ends_as_if_there_were_none(
    table: str, event: str, transaction: int
) -> None:
    embedded = SqliteStore(":memory:")
    waits(embedded)
    resumed(embedded)
    store = DynamoStore(table)
    waits(store)
    die_at(store, transaction, event)
    with pytest.raises(Died):
        resumed(store)
    again = DynamoStore(table)
    resumed(again)
    assert stands(again) == stands(embedded)


def test_what_a_reply_was_sent_as_is_known_as_soon_as_it_is_settled(table: str) -> None:
    store = DynamoStore(table)
    opened(store)
    claimed = sorted(store.claim("w", NOON, LEASE, 10), key=lambda r: r.promise.reply_id, reverse=True)
    die_at(store, 2, "before-send")
    ends = [Settlement(r.promise.reply_id, ReplyStatus.SENT, message_id=f"aws-{n}") for n, r in enumerate(claimed)]
    store.settle("w", ends[:1], NOON)
    with pytest.raises(Died):
        store.settle("w", ends[1:], NOON)
    again = DynamoStore(table)
    found = hear(again, text("hm", NOON, "a", previousPublishedMessageId="aws-0")).findings["a"]
    assert found.attribution == "explicit"
    assert [r.status for r in again.replies([r.promise.reply_id for r in claimed])] == ["sent", "promised", "promised"]


def test_a_pace_that_another_worker_counts_meanwhile_is_kept(table: str) -> None:
    store, other = DynamoStore(table), DynamoStore(table)
    hear(store, *(text("WHERE", NOON, f"c{n}", CLINIC, f"+1425556{n:04}") for n in range(6)))
    paces = {CLINIC: 4.0}
    between_read_and_write(store, lambda: other.claim("o", NOON, LEASE, 3, None, paces))
    assert len(store.claim("w", NOON, LEASE, 6, None, paces)) <= 1
    assert store.waiting() == 6
    assert other.claim("o", NOON - 5 * SECOND, LEASE, 6, None, paces) == []
    assert len(other.claim("o", NOON + SECOND, LEASE, 6, None, paces)) in (2, 3)
