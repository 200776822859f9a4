"""Which replies of the SQLite store may leave now: not halted, not over a number's pace, not to who has opted out, not too
late. All within a transaction that the store opens."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipelines.adapters.promise_rules import CONFIRMING, too_late
from pipelines.adapters.sqlite_file import chunks
from pipelines.adapters.sqlite_replies import STANDING, Promises, Standing, replies_of
from pipelines.domain.moments import microseconds, moment
from pipelines.domain.pace import Bucket
from pipelines.domain.reply import PROVED_WITHIN, may_be_sent_again
from pipelines.ports import Reply
from schemas.errors import ReplyStatus, SuppressReason, UnknownReason

_SELECT = (
    "SELECT rowid, EXISTS (SELECT 1 FROM opt_outs AS o WHERE o.customer_key = r.customer_key"  # noqa: S608
    f" AND o.opted_out_at >= o.opted_in_at), intent, origination, parts, useful_until, {STANDING} FROM replies AS r"
    " WHERE status = 'promised' AND owner IS NULL AND due_at <= ?"
)
_REPLY_ID = 6
"""Where among these columns a `Standing` begins."""


def claim(
    db: sqlite3.Connection,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    only: Sequence[bytes] | None,
    paces: Mapping[str, float],
    promises: Promises,
) -> list[Reply]:
    """Take replies that may leave now."""
    if halted(db, now) is not None:
        return []
    buckets = _buckets(db, paces, now)
    due = _due(db, microseconds(now), limit, only, [ours for ours, bucket in buckets.items() if not bucket.has_any])
    withheld: list[tuple[str, str, int, int]] = []
    taken: list[tuple[int, Standing]] = []
    for row, is_out, intent, ours, parts, until, *rest in due:
        standing = Standing(*rest)
        if is_out and intent not in CONFIRMING:
            withheld.append((ReplyStatus.SUPPRESSED, SuppressReason.OPTED_OUT, microseconds(now), row))
        elif until is not None and until < microseconds(now):
            withheld.append((*too_late(standing.attempts, standing.error_code), microseconds(now), row))
        elif ours is None or (bucket := buckets.get(ours)) is None or bucket.take(parts or 1):
            taken.append((row, standing._replace(attempts=standing.attempts + 1)))
    db.executemany(
        "UPDATE replies SET status = ?, reason = ?, version = version + 1, changed_at = ? WHERE rowid = ?", withheld
    )
    leased_until = microseconds(now + lease)
    db.executemany(
        "UPDATE replies SET owner = ?, lease_until = ?, attempts = attempts + 1 WHERE rowid = ?",
        [(owner, leased_until, row) for row, _ in taken],
    )
    db.executemany(
        "INSERT OR REPLACE INTO paces VALUES (?, ?, ?)",
        [(ours, bucket.parts, microseconds(now)) for ours, bucket in buckets.items() if bucket.is_used],
    )
    known = promises.load(db, [standing.reply_id for _, standing in taken])
    return [standing.reply(known[standing.reply_id]) for _, standing in taken]


def expire_leases(db: sqlite3.Connection, now: datetime, promises: Promises) -> list[Reply]:
    """Attempts whose worker did not settle: unknown, or due again where the template may be sent twice."""
    expired = db.execute(
        "UPDATE replies SET status = ?, reason = ?, version = version + 1, changed_at = ?, owner = NULL,"
        " lease_until = NULL WHERE owner IS NOT NULL AND lease_until < ? RETURNING reply_id",
        (ReplyStatus.UNKNOWN, UnknownReason.WORKER_LOST, microseconds(now), microseconds(now)),
    ).fetchall()
    lost = replies_of(db, [row[0] for row in expired], promises)
    again = [reply.promise.reply_id for reply in lost if may_be_sent_again(reply)]
    db.executemany(
        "UPDATE replies SET status = 'promised', reason = NULL, due_at = ? WHERE reply_id = ?",
        [(microseconds(now + PROVED_WITHIN), reply_id) for reply_id in again],
    )
    return replies_of(db, [reply.promise.reply_id for reply in lost], promises)


def queued(db: sqlite3.Connection, limit: int, promises: Promises) -> list[tuple[Reply, datetime | None]]:
    """Replies that are promised, and when each is due; None: it is being attempted."""
    due = db.execute(
        "SELECT reply_id, CASE WHEN owner IS NULL THEN due_at END FROM replies WHERE status = 'promised'"
        " ORDER BY due_at LIMIT ?",
        (limit,),
    ).fetchall()
    at = {reply_id: None if due_at is None else moment(due_at) for reply_id, due_at in due}
    return [(reply, at[reply.promise.reply_id]) for reply in replies_of(db, list(at), promises)]


def halted(db: sqlite3.Connection, now: datetime) -> tuple[str, datetime] | None:
    """Why nothing is handed out, and until when."""
    row = db.execute(
        "SELECT reason, until FROM halts WHERE until > ? ORDER BY until DESC LIMIT 1", (microseconds(now),)
    ).fetchone()
    return None if row is None else (row[0], moment(row[1]))


def prune(db: sqlite3.Connection, before: int, limit: int) -> int:
    """Forget what nothing will ask for again."""
    forgotten = 0
    for statement in (
        "DELETE FROM messages WHERE message_key IN (SELECT message_key FROM messages WHERE changed_at < ? LIMIT ?)",
        "DELETE FROM replies WHERE reply_id IN (SELECT reply_id FROM replies WHERE changed_at < ? AND version <= written"
        " AND status <> 'promised' AND owner IS NULL LIMIT ?)",
        "DELETE FROM outcomes WHERE outcome_id IN (SELECT outcome_id FROM outcomes WHERE changed_at < ? AND written = 1"
        " LIMIT ?)",
        "DELETE FROM threads WHERE (customer_key, origination) IN (SELECT customer_key, origination FROM threads"
        " WHERE changed_at < ? AND due_at IS NULL LIMIT ?)",
    ):
        forgotten += db.execute(statement, (before, limit)).rowcount
    return forgotten


def _buckets(db: sqlite3.Connection, paces: Mapping[str, float], now: datetime) -> dict[str, Bucket]:
    kept = {ours: (parts, moment(at)) for ours, parts, at in db.execute("SELECT * FROM paces")} if paces else {}
    return {ours: Bucket.at(pace, kept.get(ours), now) for ours, pace in paces.items()}


def _due(db: sqlite3.Connection, now: int, limit: int, only: Sequence[bytes] | None, full: Sequence[str]) -> list[Any]:
    """Oldest first, or those of `only` in its order; nothing from numbers that have sent all that they may."""
    room = f" AND (origination IS NULL OR origination NOT IN ({','.join('?' * len(full))}))" if full else ""
    if only is None:
        return db.execute(f"{_SELECT}{room} ORDER BY due_at LIMIT ?", (now, *full, limit)).fetchall()
    rows: list[Any] = []
    for marks, part in chunks(only):
        rows += db.execute(f"{_SELECT}{room} AND reply_id IN ({marks})", (now, *full, *part)).fetchall()
    place = {reply_id: n for n, reply_id in enumerate(only)}
    rows.sort(key=lambda row: place[row[_REPLY_ID]])
    return rows[:limit]
