"""The embedded store: one SQLite file in WAL mode. What a method writes is one `BEGIN IMMEDIATE … COMMIT`.

`synchronous=FULL`: an attempt that is recorded survives a power cut, so a text is never sent twice for want of a page
that the disk had not kept.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from pipelines.adapters import sqlite_claims, sqlite_threads
from pipelines.adapters.promise_codec import pack
from pipelines.adapters.promise_rules import suppression
from pipelines.adapters.sqlite_file import chunks, connected, migrate, reading, transaction
from pipelines.adapters.sqlite_migrations import MIGRATIONS
from pipelines.adapters.sqlite_opt_outs import (
    opted_out,
    record_opt_events,
    with_reopenings,
)
from pipelines.adapters.sqlite_replies import Promises, known_replies, newest_row, replies_of
from pipelines.domain.moments import microseconds
from pipelines.ports import (
    Applied,
    ConversationOutcome,
    Decide,
    Errand,
    Promise,
    Proof,
    Reply,
    Settlement,
    Thread,
    Who,
    Work,
)
from schemas.errors import ReplyStatus, SuppressReason

_PRAGMAS = """
    PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;
"""
"""Keys are hashes: a block writes all over the file. 64 MiB of pages in memory keep it quick."""

_TRIES = 3
"""How often a block's threads are decided without holding up the other workers."""


class _Overtaken(Exception):
    """What was read has changed."""


class SqliteStore:
    """`pipelines.ports.Store` on a file; safe for several threads and processes of one machine."""

    def __init__(self, path: Path | str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._promises = Promises()
        self._db = connected(path, _PRAGMAS)
        migrate(self._db, MIGRATIONS, str(path))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._db.in_transaction:
                yield self._db
            else:
                with transaction(self._db):
                    yield self._db

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._transaction():
            yield

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._db.in_transaction:
                yield self._db
            else:
                with reading(self._db):
                    yield self._db

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        with self._transaction() as db:
            return _promised(db, promises, now, self._promises)

    def apply(self, works: Sequence[Work], decide: Decide, now: datetime) -> Applied:
        # Decided outside of the transaction that writes, so that workers decide side by side; again where another one
        # has changed a thread in between; at last with nobody else at it.
        for _ in range(_TRIES):
            with self._reading() as db:
                known = sqlite_threads.read(db, works)
            made = sqlite_threads.gather(known, works, decide, microseconds(now))
            try:
                with self._transaction() as db:
                    return self._applied(db, works, known, made, now)
            except _Overtaken:
                continue
        with self._transaction() as db:
            known = sqlite_threads.read(db, works)
            made = sqlite_threads.gather(known, works, decide, microseconds(now))
            return self._applied(db, works, known, made, now)

    def _applied(
        self,
        db: sqlite3.Connection,
        works: Sequence[Work],
        known: sqlite_threads.Known,
        made: sqlite_threads.Gathered,
        now: datetime,
    ) -> Applied:
        if not sqlite_threads.store(db, made, known.versions, microseconds(now)):
            raise _Overtaken
        if any(work.resumed and work.tick is None for work in works):
            sqlite_threads.refind(db, made.findings)
        assert made.packed is not None
        promised = _promised(db, made.promises, now, self._promises, made.packed.promises)
        replies = [*promised, *replies_of(db, made.known, self._promises)]
        duplicates = sum(each.duplicate_of is not None for each in made.findings.values())
        return Applied(made.findings, replies, made.outcomes, made.asked, made.repeated, duplicates)

    def due_threads(self, now: datetime, limit: int) -> list[Who]:
        with self._reading() as db:
            return sqlite_threads.due_threads(db, microseconds(now), limit)

    def thread(self, customer_key: bytes, origination_identity: str) -> Thread | None:
        key = (customer_key, origination_identity)
        with self._reading() as db:
            return sqlite_threads.load_threads(db, [key]).get(key)

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        only: Sequence[bytes] | None = None,
        paces: Mapping[str, float] | None = None,
    ) -> list[Reply]:
        with self._transaction() as db:
            return sqlite_claims.claim(db, owner, now, lease, limit, only, paces or {}, self._promises)

    def halt(self, reason: str, until: datetime) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO halts VALUES (?, ?)", (reason, microseconds(until)))

    def halted(self, now: datetime) -> tuple[str, datetime] | None:
        with self._reading() as db:
            return sqlite_claims.halted(db, now)

    def owe(self, outcomes: Sequence[ConversationOutcome], errands: Sequence[Errand], now: datetime) -> None:
        with self._transaction() as db:
            sqlite_threads.owe(db, outcomes, errands, microseconds(now))

    def take_errands(self, now: datetime, again_at: datetime, limit: int) -> list[Errand]:
        with self._transaction() as db:
            return sqlite_threads.take_errands(db, microseconds(now), microseconds(again_at), limit)

    def run(self, errand_ids: Sequence[bytes]) -> None:
        with self._transaction() as db:
            db.executemany("DELETE FROM errands WHERE errand_id = ?", [(i,) for i in errand_ids])

    def replies(self, reply_ids: Sequence[bytes]) -> list[Reply]:
        with self._reading() as db:
            return replies_of(db, reply_ids, self._promises)

    def outcomes(self, outcome_ids: Sequence[bytes]) -> list[ConversationOutcome]:
        with self._reading() as db:
            return sqlite_threads.outcomes(db, outcome_ids)

    def unwritten_outcomes(self, limit: int, before: datetime) -> list[ConversationOutcome]:
        with self._reading() as db:
            return sqlite_threads.unwritten_outcomes(db, limit, before)

    def outcomes_written(self, outcome_ids: Sequence[bytes]) -> None:
        with self._transaction() as db:
            db.executemany("UPDATE outcomes SET written = 1 WHERE outcome_id = ?", [(i,) for i in outcome_ids])

    def prune(self, before: datetime, limit: int) -> int:
        with self._transaction() as db:
            return sqlite_claims.prune(db, microseconds(before), limit)

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
            return replies_of(db, [s.reply_id for s in settlements], self._promises)

    def expire_leases(self, now: datetime) -> list[Reply]:
        with self._transaction() as db:
            return sqlite_claims.expire_leases(db, now, self._promises)

    def reconcile(self, proofs: Sequence[Proof], now: datetime) -> list[Reply]:
        with self._reading() as db:
            if not _unproved(db, [p.reply_id for p in proofs]):
                return []
        with self._transaction() as db:
            open_ids = _unproved(db, [p.reply_id for p in proofs])
            db.executemany(
                "UPDATE replies SET status = 'sent', reason = NULL, message_id = ?, version = version + 1, changed_at = ?,"
                " owner = NULL, lease_until = NULL, due_at = NULL WHERE reply_id = ? AND status <> 'sent'",
                [(p.message_id, microseconds(now), p.reply_id) for p in proofs],
            )
            return replies_of(db, open_ids, self._promises)

    def unwritten(self, limit: int, before: datetime) -> list[Reply]:
        with self._reading() as db:
            ids = db.execute(
                "SELECT reply_id FROM replies WHERE version > written AND changed_at < ? ORDER BY changed_at LIMIT ?",
                (microseconds(before), limit),
            ).fetchall()
            return replies_of(db, [row[0] for row in ids], self._promises)

    def written(self, versions: Sequence[tuple[bytes, int]]) -> None:
        with self._transaction() as db:
            db.executemany(
                "UPDATE replies SET written = ? WHERE reply_id = ? AND written < ?", [(v, i, v) for i, v in versions]
            )

    def opted_out(self, customer_keys: Sequence[bytes]) -> set[bytes]:
        with self._reading() as db:
            return opted_out(db, customer_keys)

    def load_checkpoints(self, stream: str) -> dict[str, str]:
        with self._reading() as db:
            return dict(db.execute("SELECT shard, position FROM checkpoints WHERE stream = ?", (stream,)).fetchall())

    def save_checkpoints(self, stream: str, positions: Mapping[str, str]) -> None:
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO checkpoints VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position"
                " WHERE excluded.position > position",
                [(stream, shard, position) for shard, position in positions.items()],
            )

    def queued(self, limit: int) -> list[tuple[Reply, datetime | None]]:
        with self._reading() as db:
            return sqlite_claims.queued(db, limit, self._promises)

    def waiting(self) -> int:
        with self._reading() as db:
            return int(db.execute("SELECT count(*) FROM replies WHERE status = 'promised'").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._db.close()


class SharedStore(SqliteStore):
    """A store whose connection belongs to all of a process: the stages of a job read and write the same pages, and know
    each other's promises."""

    _name: tuple[int, int, int]
    _users: int
    _open: ClassVar[dict[tuple[int, int, int], "SharedStore"]] = {}
    _opening: ClassVar = threading.Lock()

    @classmethod
    def of(cls, path: Path | str) -> "SharedStore":
        """The process's store at `path`, opened if it is not; to be closed as often as it was asked for."""
        with cls._opening:
            file = Path(path)
            store = cls._open.get(_name_of(file)) if file.exists() else None
            if store is None:
                store = cls(path)
                store._name, store._users = _name_of(file), 0
                cls._open[store._name] = store
            store._users += 1
            return store

    def close(self) -> None:
        with self._opening:
            self._users -= 1
            if self._users == 0:
                del self._open[self._name]
                super().close()


def _name_of(file: Path) -> tuple[int, int, int]:
    """A file, whatever it is called: one that takes the place of another is another."""
    stat = file.stat()
    return os.getpid(), stat.st_dev, stat.st_ino


def _promised(
    db: sqlite3.Connection,
    promises: Sequence[Promise],
    now: datetime,
    seen: Promises,
    packed: Mapping[bytes, bytes] = MappingProxyType({}),
) -> list[Reply]:
    """Store each promise that is new; how each stands. `packed`: promises as bytes, by reply id."""
    promises = with_reopenings(db, promises)
    confirming = record_opt_events(db, promises)
    out = opted_out(db, list({p.customer_key for p in promises}))
    at = microseconds(now)
    new = {p.reply_id: (p, suppression(p, out, confirming)) for p in reversed(promises)}
    last_row, changes = newest_row(db), db.total_changes
    db.executemany(
        "INSERT OR IGNORE INTO replies (reply_id, customer_key, intent, promise, status, version, attempts, reason,"
        " promised_at, changed_at, due_at, origination, parts, useful_until)"
        " VALUES (?, ?, ?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?)",
        [_new_row(p, packed.get(p.reply_id) or pack(p), suppress, at) for p, suppress in new.values()],
    )
    known = known_replies(db, list(new), last_row) if db.total_changes - changes < len(new) else ()
    for reply_id in known:
        del new[reply_id]
    seen.see([p for p, _ in new.values()])
    stand = {reply.promise.reply_id: reply for reply in replies_of(db, known, seen)}
    stand |= {key: _new_reply(p, suppress, now) for key, (p, suppress) in new.items()}
    return [stand[p.reply_id] for p in promises]


def _new_reply(promise: Promise, suppress: SuppressReason | None, now: datetime) -> Reply:
    status = ReplyStatus.PROMISED if suppress is None else ReplyStatus.SUPPRESSED
    return Reply(promise, status, 1, 0, now, None if suppress is None else now, suppress)


def _new_row(promise: Promise, packed: bytes, suppress: SuppressReason | None, now: int) -> tuple[object, ...]:
    status = ReplyStatus.PROMISED if suppress is None else ReplyStatus.SUPPRESSED
    due = None if suppress is not None else now if promise.not_before is None else microseconds(promise.not_before)
    intent = promise.intent or promise.kind
    until = None if promise.useful_until is None else microseconds(promise.useful_until)
    return (
        promise.reply_id, promise.customer_key, intent, packed, status, suppress, now, now, due,
        promise.origination_identity, promise.parts, until,
    )  # fmt: skip


def _unproved(db: sqlite3.Connection, reply_ids: Sequence[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for marks, part in chunks(reply_ids):
        rows = db.execute(f"SELECT reply_id FROM replies WHERE status <> 'sent' AND reply_id IN ({marks})", part)  # noqa: S608
        found += [row[0] for row in rows]
    return found
