"""Replies of the SQLite store as they stand; all within a transaction that the store opens."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.adapters.promise_codec import unpack
from pipelines.adapters.sqlite_file import chunks
from pipelines.domain.moments import moment
from pipelines.ports import Promise, Reply
from schemas.errors import ReplyStatus

_STATUS = {status.value: status for status in ReplyStatus}


class Standing(NamedTuple):
    """How a reply stands, as its row tells; without its promise, which never changes."""

    reply_id: bytes
    status: str
    version: int
    attempts: int
    promised_at: int
    changed_at: int
    reason: str | None
    error_code: str | None
    message_id: str | None

    def reply(self, promise: Promise) -> Reply:
        """The reply that this is the row of."""
        status = _STATUS[self.status]
        return Reply(
            promise=promise,
            status=status,
            version=self.version,
            attempts=self.attempts,
            promised_at=moment(self.promised_at),
            settled_at=None if status is ReplyStatus.PROMISED else moment(self.changed_at),
            reason=self.reason,
            error_code=self.error_code,
            message_id=self.message_id,
        )


STANDING = ", ".join(Standing._fields)
"""The columns of a `Standing`."""


class Promises:
    """Promises that were seen lately, as they were stored: a promise never changes, and each is read three times on its
    way out. Bounded."""

    def __init__(self, most: int = 4_000) -> None:
        self._most = most
        self._seen: dict[bytes, Promise] = {}

    def see(self, promises: Sequence[Promise]) -> None:
        """Remember these, which are stored so; of two of one reply, the first was."""
        self._seen.update((promise.reply_id, promise) for promise in reversed(promises))

    def load(self, db: sqlite3.Connection, reply_ids: Sequence[bytes]) -> dict[bytes, Promise]:
        """Promises of these replies, as far as they are known."""
        if len(self._seen) > self._most:
            self._seen.clear()
        missing = [reply_id for reply_id in reply_ids if reply_id not in self._seen]
        for marks, part in chunks(missing):
            rows = db.execute(f"SELECT promise FROM replies WHERE reply_id IN ({marks})", part)  # noqa: S608
            self.see([unpack(packed) for (packed,) in rows])
        return self._seen


def newest_row(db: sqlite3.Connection) -> int:
    """The row of the last reply that was stored; each that comes after it has a greater one."""
    return int(db.execute("SELECT coalesce(max(rowid), 0) FROM replies").fetchone()[0])


def known_replies(db: sqlite3.Connection, reply_ids: Sequence[bytes], until_row: int) -> list[bytes]:
    """Which of these replies were stored up to that row."""
    found: list[bytes] = []
    for marks, part in chunks(reply_ids):
        before = f"SELECT reply_id FROM replies WHERE rowid <= ? AND reply_id IN ({marks})"  # noqa: S608
        rows = db.execute(before, (until_row, *part))
        found += [row[0] for row in rows]
    return found


def replies_of(db: sqlite3.Connection, reply_ids: Sequence[bytes], promises: Promises) -> list[Reply]:
    """Each reply as it stands, in the order of the ids."""
    known = promises.load(db, reply_ids)
    found: dict[bytes, Reply] = {}
    for marks, part in chunks(reply_ids):
        for row in db.execute(f"SELECT {STANDING} FROM replies WHERE reply_id IN ({marks})", part):  # noqa: S608
            found[row[0]] = Standing(*row).reply(known[row[0]])
    return [found[reply_id] for reply_id in reply_ids if reply_id in found]
