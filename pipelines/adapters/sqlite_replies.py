"""Replies of the SQLite store as they stand; all within a transaction that the store opens."""

import sqlite3
from collections.abc import Sequence

from pipelines.adapters.promise_codec import unpack
from pipelines.adapters.sqlite_file import chunks
from pipelines.domain.moments import moment
from pipelines.ports import Promise, Reply
from schemas.errors import ReplyStatus


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


def known_replies(db: sqlite3.Connection, reply_ids: Sequence[bytes]) -> set[bytes]:
    """Which of these replies are stored."""
    found: set[bytes] = set()
    for marks, part in chunks(reply_ids):
        rows = db.execute(f"SELECT reply_id FROM replies WHERE reply_id IN ({marks})", part)  # noqa: S608
        found.update(row[0] for row in rows)
    return found


def replies_of(db: sqlite3.Connection, reply_ids: Sequence[bytes], promises: Promises) -> list[Reply]:
    """Each reply as it stands, in the order of the ids."""
    known = promises.load(db, reply_ids)
    found: dict[bytes, Reply] = {}
    for marks, part in chunks(reply_ids):
        rows = db.execute(
            "SELECT reply_id, status, version, attempts, promised_at, changed_at, reason, error_code, message_id"  # noqa: S608
            f" FROM replies WHERE reply_id IN ({marks})",
            part,
        )
        for row in rows:
            found[row[0]] = _reply(known[row[0]], *row[1:])
    return [found[reply_id] for reply_id in reply_ids if reply_id in found]


_STATUS = {status.value: status for status in ReplyStatus}


def _reply(
    promise: Promise,
    status: str,
    version: int,
    attempts: int,
    promised_at: int,
    changed_at: int,
    reason: str | None,
    error_code: str | None,
    message_id: str | None,
) -> Reply:
    return Reply(
        promise=promise,
        status=_STATUS[status],
        version=version,
        attempts=attempts,
        promised_at=moment(promised_at),
        settled_at=None if status == ReplyStatus.PROMISED else moment(changed_at),
        reason=reason,
        error_code=error_code,
        message_id=message_id,
    )
