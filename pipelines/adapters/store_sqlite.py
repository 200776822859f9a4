"""The embedded store: one SQLite file in WAL mode. Every method is one `BEGIN IMMEDIATE … COMMIT`.

`synchronous=FULL`: an attempt that is recorded survives a power cut, so a text is never sent twice for want of a page
that the disk had not kept.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.adapters.promise_codec import microseconds, moment, pack, unpack
from pipelines.adapters.promise_rules import CONFIRMING, suppression
from pipelines.adapters.sqlite_file import migrate, transaction
from pipelines.adapters.sqlite_migrations import MIGRATIONS
from pipelines.adapters.sqlite_opt_outs import (
    chunks,
    opted_out,
    record_opt_events,
    with_reopenings,
)
from pipelines.ports import Promise, Proof, Reply, Settlement
from schemas.errors import ReplyStatus, SuppressReason, UnknownReason

_BUSY_S = 30.0


class SqliteStore:
    """`pipelines.ports.Store` on a file; safe for several threads and processes of one machine."""

    def __init__(self, path: Path | str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;")
        migrate(self._db, MIGRATIONS, str(path))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, transaction(self._db):
            yield self._db

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        with self._transaction() as db:
            promises = with_reopenings(db, promises)
            confirming = record_opt_events(db, promises)
            keys = {p.customer_key for p in promises}
            out = opted_out(db, list(keys))
            db.executemany(
                "INSERT OR IGNORE INTO replies (reply_id, customer_key, intent, promise, status, version, attempts, reason,"
                " promised_at, changed_at, due_at) VALUES (?, ?, ?, ?, ?, 1, 0, ?, ?, ?, ?)",
                [_new_row(p, suppression(p, out, confirming), microseconds(now)) for p in promises],
            )
            return _replies(db, [p.reply_id for p in promises])

    def claim(
        self, owner: str, now: datetime, lease: timedelta, limit: int, only: Sequence[bytes] | None = None
    ) -> list[Reply]:
        with self._transaction() as db:
            due = _due(db, microseconds(now), limit, only)
            out = opted_out(db, [key for _, key, _ in due])
            stopped = [
                (microseconds(now), reply_id)
                for reply_id, key, intent in due
                if key in out and intent not in CONFIRMING
            ]
            db.executemany(
                "UPDATE replies SET status = 'suppressed', reason = 'opted_out', version = version + 1, changed_at = ?"
                " WHERE reply_id = ?",
                stopped,
            )
            taken = [reply_id for reply_id, key, intent in due if key not in out or intent in CONFIRMING]
            db.executemany(
                "UPDATE replies SET owner = ?, lease_until = ?, attempts = attempts + 1 WHERE reply_id = ?",
                [(owner, microseconds(now + lease), reply_id) for reply_id in taken],
            )
            return _replies(db, taken)

    def settle(self, owner: str, settlements: Sequence[Settlement], now: datetime) -> list[Reply]:
        with self._transaction() as db:
            db.executemany(
                "UPDATE replies SET status = ?, reason = ?, error_code = ?, message_id = ?, due_at = ?, changed_at = ?,"
                " version = version + 1, owner = NULL, lease_until = NULL WHERE reply_id = ? AND owner = ?",
                [
                    (
                        s.status, s.reason, s.error_code, s.message_id, microseconds(s.retry_at) if s.retry_at else None,
                        microseconds(now), s.reply_id, owner,
                    )
                    for s in settlements
                ],
            )  # fmt: skip
            return _replies(db, [s.reply_id for s in settlements])

    def expire_leases(self, now: datetime) -> list[Reply]:
        with self._transaction() as db:
            expired = db.execute(
                "UPDATE replies SET status = ?, reason = ?, version = version + 1, changed_at = ?, owner = NULL,"
                " lease_until = NULL WHERE owner IS NOT NULL AND lease_until < ? RETURNING reply_id",
                (ReplyStatus.UNKNOWN, UnknownReason.WORKER_LOST, microseconds(now), microseconds(now)),
            ).fetchall()
            return _replies(db, [row[0] for row in expired])

    def reconcile(self, proofs: Sequence[Proof], now: datetime) -> list[Reply]:
        with self._transaction() as db:
            open_ids = _unproved(db, [p.reply_id for p in proofs])
            if not open_ids:
                return []
            db.executemany(
                "UPDATE replies SET status = 'sent', reason = NULL, message_id = ?, version = version + 1, changed_at = ?,"
                " owner = NULL, lease_until = NULL, due_at = NULL WHERE reply_id = ? AND status <> 'sent'",
                [(p.message_id, microseconds(now), p.reply_id) for p in proofs],
            )
            return _replies(db, open_ids)

    def unwritten(self, limit: int, before: datetime) -> list[Reply]:
        with self._transaction() as db:
            ids = db.execute(
                "SELECT reply_id FROM replies WHERE version > written AND changed_at < ? ORDER BY changed_at LIMIT ?",
                (microseconds(before), limit),
            ).fetchall()
            return _replies(db, [row[0] for row in ids])

    def written(self, versions: Sequence[tuple[bytes, int]]) -> None:
        with self._transaction() as db:
            db.executemany(
                "UPDATE replies SET written = ? WHERE reply_id = ? AND written < ?", [(v, i, v) for i, v in versions]
            )

    def opted_out(self, customer_keys: Sequence[bytes]) -> set[bytes]:
        with self._transaction() as db:
            return opted_out(db, customer_keys)

    def load_checkpoints(self, stream: str) -> dict[str, str]:
        with self._transaction() as db:
            return dict(db.execute("SELECT shard, position FROM checkpoints WHERE stream = ?", (stream,)).fetchall())

    def save_checkpoints(self, stream: str, positions: Mapping[str, str]) -> None:
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO checkpoints VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position"
                " WHERE excluded.position > position",
                [(stream, shard, position) for shard, position in positions.items()],
            )

    def waiting(self) -> int:
        with self._transaction() as db:
            return int(db.execute("SELECT count(*) FROM replies WHERE status = 'promised'").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _new_row(promise: Promise, suppress: SuppressReason | None, now: int) -> tuple[object, ...]:
    status = ReplyStatus.PROMISED if suppress is None else ReplyStatus.SUPPRESSED
    due = now if suppress is None else None
    return (promise.reply_id, promise.customer_key, promise.intent, pack(promise), status, suppress, now, now, due)


def _unproved(db: sqlite3.Connection, reply_ids: Sequence[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for marks, part in chunks(reply_ids):
        rows = db.execute(f"SELECT reply_id FROM replies WHERE status <> 'sent' AND reply_id IN ({marks})", part)  # noqa: S608
        found += [row[0] for row in rows]
    return found


def _due(db: sqlite3.Connection, now: int, limit: int, only: Sequence[bytes] | None) -> list[tuple[bytes, bytes, str]]:
    select = (
        "SELECT reply_id, customer_key, intent FROM replies WHERE status = 'promised' AND owner IS NULL AND due_at <= ?"
    )
    if only is None:
        return db.execute(f"{select} ORDER BY due_at LIMIT ?", (now, limit)).fetchall()
    rows: list[tuple[bytes, bytes, str]] = []
    for marks, part in chunks(only):
        rows += db.execute(f"{select} AND reply_id IN ({marks})", (now, *part)).fetchall()
    return rows[:limit]


def _replies(db: sqlite3.Connection, reply_ids: Sequence[bytes]) -> list[Reply]:
    """Each reply as it stands, in the order of the ids."""
    found: dict[bytes, Reply] = {}
    for marks, part in chunks(reply_ids):
        rows = db.execute(
            "SELECT promise, status, version, attempts, promised_at, changed_at, reason, error_code, message_id"  # noqa: S608
            f" FROM replies WHERE reply_id IN ({marks})",
            part,
        )
        for row in rows:
            reply = _reply(row)
            found[reply.promise.reply_id] = reply
    return [found[reply_id] for reply_id in reply_ids if reply_id in found]


def _reply(row: tuple[bytes, str, int, int, int, int, str | None, str | None, str | None]) -> Reply:
    packed, status, version, attempts, promised_at, changed_at, reason, error_code, message_id = row
    return Reply(
        promise=unpack(packed),
        status=ReplyStatus(status),
        version=version,
        attempts=attempts,
        promised_at=moment(promised_at),
        settled_at=None if status == ReplyStatus.PROMISED else moment(changed_at),
        reason=reason,
        error_code=error_code,
        message_id=message_id,
    )
