"""A store of the first version, as 5a8b30a wrote it, keeps everything when it is opened by this one."""

import sqlite3
from pathlib import Path

import orjson
import pytest

from pipelines.adapters.promise_codec import pack
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.moments import microseconds
from pipelines.ports import Promise, Proof, Settlement
from schemas.errors import ReplyStatus
from tests.contracts.replies import LEASE, NOON, SECOND, customer, promise, start, stop
from tests.contracts.threads import apply, hear, text, told, visit

_FIRST = """
    CREATE TABLE replies (
        reply_id BLOB PRIMARY KEY, customer_key BLOB NOT NULL, intent TEXT NOT NULL, promise BLOB NOT NULL,
        status TEXT NOT NULL, version INTEGER NOT NULL, written INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL,
        reason TEXT, error_code TEXT, message_id TEXT, promised_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
        due_at INTEGER, owner TEXT, lease_until INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX replies_due ON replies (due_at) WHERE status = 'promised' AND owner IS NULL;
    CREATE INDEX replies_leased ON replies (lease_until) WHERE owner IS NOT NULL;
    CREATE INDEX replies_unwritten ON replies (changed_at) WHERE version > written;
    CREATE TABLE opt_outs (
        customer_key BLOB PRIMARY KEY, opted_out_at INTEGER NOT NULL DEFAULT 0, opted_in_at INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE checkpoints (
        stream TEXT NOT NULL, shard TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (stream, shard)
    ) WITHOUT ROWID;
    PRAGMA user_version = 1;
"""
_FIELDS = 22
"""A promise ended with `reopening`."""
AT = microseconds(NOON)
DUE, LEASED, SENT, STOPPED = (
    promise("due", "ann"),
    promise("leased", "bob"),
    promise("sent", "cid"),
    stop("stop", "dan"),
)


def row(made: Promise, status: str, **columns: object) -> tuple[object, ...]:
    """A row of the first version."""
    packed = orjson.dumps(orjson.loads(pack(made))[:_FIELDS])
    values = {"due_at": AT, "written": 0, "attempts": 0, "version": 1, **columns}
    return (
        made.reply_id, made.customer_key, made.intent, packed, status, values["version"], values["written"],
        values["attempts"], None, None, values.get("message_id"), AT, AT, values["due_at"], values.get("owner"),
        values.get("lease_until"),
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of the first version: a reply that is due, one that is attempted, one that was sent, and a STOP."""
    with sqlite3.connect(tmp_path / "store") as db:
        db.executescript(_FIRST)
        until = microseconds(NOON + LEASE)
        db.executemany(
            f"INSERT INTO replies VALUES ({','.join('?' * 16)})",
            [
                row(DUE, "promised"),
                row(LEASED, "promised", attempts=1, owner="w", lease_until=until),
                row(SENT, "sent", version=2, written=2, attempts=1, message_id="aws-1", due_at=None),
                row(STOPPED, "promised"),
            ],
        )
        db.execute("INSERT INTO opt_outs VALUES (?, ?, 0)", (customer("dan"), AT))
        db.execute("INSERT INTO checkpoints VALUES ('s', 'a', '005')")
    db.close()
    return tmp_path / "store"


def test_replies_latches_and_checkpoints_of_the_first_version_are_there(path: Path) -> None:
    store = SqliteStore(path)
    ids = [made.reply_id for made in (DUE, LEASED, SENT, STOPPED)]
    stand = store.replies(ids)
    assert [reply.promise for reply in stand] == [DUE, LEASED, SENT, STOPPED]
    assert [reply.status for reply in stand] == ["promised", "promised", "sent", "promised"]
    assert [reply.attempts for reply in stand] == [0, 1, 1, 0]
    assert (stand[2].message_id, stand[2].version) == ("aws-1", 2)
    assert store.opted_out([customer("dan"), customer("ann")]) == {customer("dan")}
    assert store.load_checkpoints("s") == {"a": "005"}
    assert store.waiting() == 3
    assert len(store.unwritten(10, NOON + SECOND)) == 3


def test_the_work_of_the_first_version_goes_on(path: Path) -> None:
    store = SqliteStore(path)
    claimed = store.claim("x", NOON, LEASE, 10, None, {DUE.origination_identity: 1})
    assert {r.promise.inbound_message_id for r in claimed} == {"due", "stop"}, "their number was not kept: no pace"
    ends = [Settlement(r.promise.reply_id, ReplyStatus.SENT, message_id="aws-2") for r in claimed]
    store.settle("x", ends, NOON)
    [lost] = store.expire_leases(NOON + LEASE + SECOND / 2)
    assert (lost.promise, lost.status, lost.reason) == (LEASED, "unknown", "worker_lost")
    assert [r.status for r in store.reconcile([Proof(LEASED.reply_id, "aws-3")], NOON)] == ["sent"]
    assert [r.status for r in store.promise([DUE, start("s", "dan", NOON + SECOND)], NOON)] == ["sent", "promised"]


def test_a_file_of_the_first_version_takes_conversations_and_is_changed_once(path: Path) -> None:
    for _ in range(2):
        store = SqliteStore(path)
        apply(store, visit())
        hear(store, text("yes"))
        assert [outcome.outcome for outcome in told(store)] == ["confirmed"]
        assert [r.promise for r in store.replies([SENT.reply_id])] == [SENT]
        store.close()
