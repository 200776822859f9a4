"""What only DynamoDB can do to the store: races between its transactions, throttling, a death between two of them."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.reply import Reopening
from pipelines.ports import Proof, Settlement, Store
from schemas.errors import ReplyStatus
from tests.contracts.dynamo_faults import (
    WRITE,
    Died,
    between_read_and_write,
    cancel,
    die_at,
    hook,
    refusal,
    throttle,
)
from tests.contracts.dynamodb import dynamodb, made_table
from tests.contracts.replies import LEASE, NOON, SECOND, customer, promise, start, stop


@pytest.fixture(scope="module", autouse=True)
def database() -> Iterator[str]:
    with dynamodb() as endpoint:
        yield endpoint


@pytest.fixture
def table() -> str:
    return made_table()


def test_four_workers_that_want_the_same_replies_get_each_once(table: str) -> None:
    promises = [promise(f"m{n}", who=f"c{n % 5}") for n in range(40)]
    ids = [p.reply_id for p in promises]
    DynamoStore(table).promise(promises, NOON)
    taken: list[bytes] = []
    ready = threading.Barrier(4)

    def work(owner: str) -> None:
        own = DynamoStore(table)
        ready.wait()
        for start_at in range(0, len(ids), 8):
            claimed = own.claim(owner, NOON, LEASE, 8, ids[start_at : start_at + 8])
            assert {r.attempts for r in claimed} <= {1}
            taken.extend(r.promise.reply_id for r in claimed)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == sorted(ids)


@pytest.mark.parametrize("operation", ["*", WRITE])
def test_throttling_that_passes_loses_nothing(table: str, operation: str) -> None:
    store = DynamoStore(table)
    left = throttle(store, operation, 4)
    assert [r.status for r in store.promise([promise()], NOON)] == [ReplyStatus.PROMISED]
    assert [r.attempts for r in store.claim("w", NOON, LEASE, 1)] == [1]
    assert left[0] < 0


@pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError"])
def test_a_cancelled_transaction_is_tried_again(table: str, reason: str) -> None:
    store = DynamoStore(table)
    store.promise([promise("m0")], NOON)
    cancelled = cancel(store, reason, 3)
    promises = [promise(f"n{n}", who=f"c{n}") for n in range(50)]
    assert {r.status for r in store.promise(promises, NOON)} == {ReplyStatus.PROMISED}
    assert store.waiting() == 51
    assert cancelled[0] > cancelled[-1] * 2, "what is in the way of many at once may let few pass"


def test_a_table_that_refuses_for_good_is_a_fault(table: str) -> None:
    store = DynamoStore(table)
    hook(store, f"before-send.dynamodb.{WRITE}", lambda request, **_: refusal(request, "ResourceNotFoundException"))
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        store.promise([promise()], NOON)


def test_no_reply_is_taken_once_a_stop_is_recorded(table: str) -> None:
    store, other = DynamoStore(table), DynamoStore(table)
    store.promise([promise("m1")], NOON)
    between_read_and_write(store, lambda: other.promise([stop("s1", at=NOON + SECOND)], NOON))
    assert [r.promise.intent for r in store.claim("w", NOON, LEASE, 10, [promise("m1").reply_id])] == []
    [withheld] = other.promise([promise("m1")], NOON)
    assert (withheld.status, withheld.reason, withheld.attempts) == ("suppressed", "opted_out", 0)


def test_a_promise_is_decided_again_when_a_stop_comes_meanwhile(table: str) -> None:
    store, other = DynamoStore(table), DynamoStore(table)
    between_read_and_write(store, lambda: other.promise([stop("s1")], NOON))
    stands = store.promise([promise("m1"), promise("m2", who="bob")], NOON)
    assert [(r.status.value, r.reason) for r in stands] == [("suppressed", "opted_out"), ("promised", None)]


def test_two_stops_at_the_same_time_get_one_confirmation(table: str) -> None:
    store, other = DynamoStore(table), DynamoStore(table)
    between_read_and_write(store, lambda: other.promise([stop("s1")], NOON))
    [second] = store.promise([stop("s2", at=NOON + SECOND)], NOON)
    assert (second.status, second.reason) == ("suppressed", "opted_out")
    assert [r.promise.inbound_message_id for r in store.claim("w", NOON, LEASE, 10)] == ["s1"]


def test_a_proof_that_comes_while_an_attempt_is_settled_wins(table: str) -> None:
    store, other = DynamoStore(table), DynamoStore(table)
    store.promise([promise()], NOON)
    [claimed] = store.claim("w", NOON, LEASE, 1)
    key = claimed.promise.reply_id
    between_read_and_write(store, lambda: other.reconcile([Proof(key, "aws-1")], NOON))
    [stands] = store.settle("w", [Settlement(key, ReplyStatus.PROMISED, retry_at=NOON)], NOON)
    assert (stands.status, stands.message_id) == (ReplyStatus.SENT, "aws-1")
    assert store.claim("x", NOON + LEASE, LEASE, 1) == []


YES = Reopening("start", "Welcome back", 1, "GSM")
BLOCK = [
    promise("m1"),
    stop("s1", at=NOON + SECOND),
    stop("s2", at=NOON + 2 * SECOND),
    promise("m2", at=NOON + 2 * SECOND),
    start("t1", "bob", NOON + SECOND),
    promise("m3", "bob", NOON + 2 * SECOND),
    promise("yes", "cid", NOON + SECOND, reopening=YES),
    stop("s3", "dan"),
    start("t2", "dan", NOON + SECOND),
    *(promise(f"e{n}", f"eve{n}") for n in range(60)),
]
BEFORE = [stop("s0", "bob"), stop("s9", "cid")]


def told(store: Store) -> list[tuple[str | None, str, str | None]]:
    return [(r.promise.template, r.status.value, r.reason) for r in store.promise(BLOCK, NOON)]


@pytest.mark.parametrize("event", ["before-send", "after-call"])
@pytest.mark.parametrize("transaction", [1, 2, 3])
def test_a_block_that_is_read_again_after_a_death_in_its_middle_ends_as_if_there_were_none(
    table: str, event: str, transaction: int
) -> None:
    undisturbed = SqliteStore(":memory:")
    undisturbed.promise(BEFORE, NOON)
    store = DynamoStore(table)
    store.promise(BEFORE, NOON)
    die_at(store, transaction, event)
    with pytest.raises(Died):
        told(store)
    again = DynamoStore(table)
    assert told(again) == told(undisturbed)
    everybody = sorted({p.customer_key for p in BLOCK})
    assert again.opted_out(everybody) == undisturbed.opted_out(everybody) == {customer("ann")}


_KILLED = """
import os, signal, sys
from pipelines.adapters.store_dynamodb import DynamoStore
from tests.contracts.replies import LEASE, NOON, promise
store = DynamoStore(sys.argv[1])
store.promise([promise("m1"), promise("m2")], NOON)
assert len(store.claim("first", NOON, LEASE, 1, [promise("m1").reply_id])) == 1
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_between_promise_and_settlement_leaves_one_unknown_and_the_rest_to_another(table: str) -> None:
    assert subprocess.run([sys.executable, "-c", _KILLED, table]).returncode == -signal.SIGKILL
    store = DynamoStore(table)
    assert [r.promise.inbound_message_id for r in store.claim("second", NOON + SECOND, LEASE, 10)] == ["m2"]
    [lost] = store.expire_leases(NOON + LEASE + SECOND / 2)
    assert (lost.promise.inbound_message_id, lost.status, lost.reason) == ("m1", "unknown", "worker_lost")
    assert store.claim("second", NOON + 10 * LEASE, LEASE, 10) == []
    [proved] = store.reconcile([Proof(lost.promise.reply_id, "aws-1")], NOON + 2 * LEASE)
    assert (proved.status, proved.attempts, proved.version) == (ReplyStatus.SENT, 1, 3)


def test_a_settled_reply_in_the_lake_expires_and_no_item_holds_a_number(table: str) -> None:
    store = DynamoStore(table)
    store.promise([promise("m1"), stop("s1", "bob")], NOON)
    [claimed] = store.claim("w", NOON, LEASE, 1, [promise("m1").reply_id])
    store.settle("w", [Settlement(claimed.promise.reply_id, ReplyStatus.SENT, message_id="x")], NOON)
    store.written([(claimed.promise.reply_id, 2), (stop("s1", "bob").reply_id, 1)])
    items = store._table._client.scan(TableName=table)["Items"]
    assert [item["status"]["S"] for item in items if "expires_at" in item and "status" in item] == ["sent"]
    assert not [item for item in items if "unwritten" in item]
    assert "4255550001" not in repr(items)
