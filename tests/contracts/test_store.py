"""The contract of `pipelines.ports.Store`, on every adapter that keeps it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.ports import SHARD_END, Proof, Settlement, Store
from schemas.errors import ConfigurationFault, ReplyStatus, UnknownReason
from tests.contracts.replies import LEASE, NOON, SECOND, customer, promise, stop


def test_a_promise_comes_back_as_it_was_given(store: Store) -> None:
    given_promise = promise()
    [reply] = store.promise([given_promise], NOON)
    assert reply.promise == given_promise
    assert (reply.status, reply.version, reply.attempts, reply.promised_at) == (ReplyStatus.PROMISED, 1, 0, NOON)


def test_a_promise_made_twice_stands_as_it_stood(store: Store) -> None:
    store.promise([promise()], NOON)
    [claimed] = store.claim("w", NOON, LEASE, 10)
    store.settle("w", [Settlement(claimed.promise.reply_id, ReplyStatus.SENT, message_id="x")], NOON + SECOND)
    [again] = store.promise([promise(body="another text")], NOON + 2 * SECOND)
    assert (again.status, again.message_id, again.promise.body) == (ReplyStatus.SENT, "x", "Thank you, 10:30 ✓")
    assert store.claim("w", NOON + 3 * SECOND, LEASE, 10) == []


def test_of_two_promises_of_one_reply_in_a_block_the_first_stands(store: Store) -> None:
    both = store.promise([promise(body="first"), promise(body="second")], NOON)
    assert [r.promise.body for r in (*both, *store.claim("w", NOON, LEASE, 10))] == ["first"] * 3


def test_a_claimed_reply_is_handed_to_nobody_else(store: Store) -> None:
    store.promise([promise("m1"), promise("m2")], NOON)
    first = store.claim("one", NOON, LEASE, 1)
    second = store.claim("two", NOON, LEASE, 10)
    assert {r.promise.inbound_message_id for r in (*first, *second)} == {"m1", "m2"}
    assert (len(first), len(second)) == (1, 1)


def test_a_lease_that_runs_out_is_an_unknown_outcome_and_never_sent_again(store: Store) -> None:
    store.promise([promise()], NOON)
    store.claim("w", NOON, LEASE, 10)
    assert store.expire_leases(NOON + LEASE) == []
    [expired] = store.expire_leases(NOON + LEASE + SECOND)
    assert expired.status is ReplyStatus.UNKNOWN
    [reply] = store.promise([promise()], NOON)
    assert (reply.status, reply.reason) == (ReplyStatus.UNKNOWN, UnknownReason.WORKER_LOST)
    assert store.claim("w", NOON + 10 * LEASE, LEASE, 10) == []


def test_a_late_settlement_of_an_expired_lease_changes_nothing(store: Store) -> None:
    store.promise([promise()], NOON)
    [claimed] = store.claim("w", NOON, LEASE, 10)
    store.expire_leases(NOON + 2 * LEASE)
    [stands] = store.settle("w", [Settlement(claimed.promise.reply_id, ReplyStatus.PROMISED, retry_at=NOON)], NOON)
    assert stands.status is ReplyStatus.UNKNOWN


def test_a_reply_put_back_is_due_again_only_then(store: Store) -> None:
    store.promise([promise()], NOON)
    [claimed] = store.claim("w", NOON, LEASE, 10)
    retry = Settlement(
        claimed.promise.reply_id, ReplyStatus.PROMISED, None, "ThrottlingException", retry_at=NOON + 5 * SECOND
    )
    store.settle("w", [retry], NOON)
    assert store.claim("w", NOON + 4 * SECOND, LEASE, 10) == []
    [again] = store.claim("w", NOON + 5 * SECOND, LEASE, 10)
    assert again.attempts == 2


@pytest.mark.parametrize("state", ["leased", "unknown", "promised", "failed"])
def test_a_delivery_event_proves_a_reply_sent_whatever_was_thought_of_it(store: Store, state: str) -> None:
    store.promise([promise()], NOON)
    key = promise().reply_id
    if state != "promised":
        store.claim("w", NOON, LEASE, 10)
    if state == "unknown":
        store.expire_leases(NOON + 2 * LEASE)
    if state == "failed":
        store.settle("w", [Settlement(key, ReplyStatus.FAILED, "rejected")], NOON)
    [proved] = store.reconcile([Proof(key, "aws-1")], NOON + SECOND)
    assert (proved.status, proved.reason) == (ReplyStatus.SENT, None)
    assert store.reconcile([Proof(key, "aws-1")], NOON + SECOND) == []
    [reply] = store.settle("w", [Settlement(key, ReplyStatus.UNKNOWN, "timeout")], NOON + 2 * SECOND)
    assert (reply.status, reply.message_id) == (ReplyStatus.SENT, "aws-1")
    assert store.claim("w", NOON + 10 * LEASE, LEASE, 10) == []


def test_proof_of_somebody_elses_send_is_ignored(store: Store) -> None:
    assert store.reconcile([Proof(b"?" * 16, "aws-1")], NOON) == []


def test_what_is_not_in_the_lake_is_told_until_it_is(store: Store) -> None:
    store.promise([promise()], NOON)
    key = promise().reply_id
    assert [r.version for r in store.unwritten(10, NOON + SECOND)] == [1]
    assert store.unwritten(10, NOON) == []
    store.written([(key, 1)])
    assert store.unwritten(10, NOON + SECOND) == []
    store.reconcile([Proof(key, "x")], NOON)
    assert [r.version for r in store.unwritten(10, NOON + SECOND)] == [2]
    store.written([(key, 1)])
    assert [r.version for r in store.unwritten(10, NOON + SECOND)] == [2]


def test_checkpoints_never_move_back(store: Store) -> None:
    store.save_checkpoints("s", {"a": "005", "b": "001"})
    store.save_checkpoints("s", {"a": "004"})
    store.save_checkpoints("other", {"a": "001"})
    assert store.load_checkpoints("s") == {"a": "005", "b": "001"}
    store.save_checkpoints("s", {"a": SHARD_END})
    store.save_checkpoints("s", {"a": "999"})
    assert store.load_checkpoints("s")["a"] == SHARD_END


def test_many_promises_at_once_keep_their_order(store: Store) -> None:
    promises = [promise(f"m{n}", who=f"c{n}") for n in range(1200)]
    assert [r.promise.inbound_message_id for r in store.promise(promises, NOON)] == [f"m{n}" for n in range(1200)]
    assert store.waiting() == 1200
    assert len(store.claim("w", NOON, LEASE, 5000, [p.reply_id for p in promises])) == 1200


@pytest.mark.parametrize("place", ["file", "dynamodb"], indirect=True)
def test_two_workers_never_hold_the_same_reply(place: Callable[[], Store]) -> None:
    replies = 300 if isinstance(place(), SqliteStore) else 60
    place().promise([promise(f"m{n}") for n in range(replies)], NOON)
    taken: list[bytes] = []

    def work(owner: str) -> None:
        own = place()
        while claimed := own.claim(owner, NOON, LEASE, 7):
            taken.extend(r.promise.reply_id for r in claimed)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == len(set(taken)) == replies


@pytest.mark.parametrize("place", ["file", "dynamodb"], indirect=True)
def test_a_store_outlives_its_process(place: Callable[[], Store]) -> None:
    first = place()
    first.promise([stop("s1")], NOON)
    first.close()
    assert place().opted_out([customer("ann")])


def test_a_store_of_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s")
    store._db.execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(ConfigurationFault, match="Upgrade twoway-sms"):
        SqliteStore(tmp_path / "s")


def test_no_number_is_in_the_stores_file(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s")
    store.promise([promise()], NOON)
    store.close()
    assert b"4255550001" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_the_lease_must_outlast_time_zones_of_no_consequence(store: Store) -> None:
    store.promise([promise(at=NOON.astimezone(tz=None))], NOON)
    [reply] = store.claim("w", NOON + timedelta(milliseconds=1), LEASE, 1)
    assert reply.promise.received_at == NOON
