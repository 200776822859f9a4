"""The opt-out latches of the SQLite store: when each customer last opted out, and in, in event time."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from pipelines.adapters.sqlite_file import chunks
from pipelines.domain.moments import microseconds
from pipelines.ports import Promise

_NEVER = 1 << 62


def opted_out(db: sqlite3.Connection, keys: Sequence[bytes]) -> set[bytes]:
    """Which of the customers are opted out. A tie in time goes to the opt-out."""
    found: set[bytes] = set()
    for marks, part in chunks(keys):
        rows = db.execute(
            f"SELECT customer_key FROM opt_outs WHERE opted_out_at >= opted_in_at AND customer_key IN ({marks})",  # noqa: S608
            part,
        )
        found.update(row[0] for row in rows)
    return found


def record_opt_events(db: sqlite3.Connection, promises: Sequence[Promise]) -> set[bytes]:
    """Advance the latches; returns the replies that may confirm an opt-out: the first of a customer not yet out."""
    outs = sorted((p for p in promises if p.opt_out), key=lambda p: p.received_at)
    ins = [p for p in promises if p.opt_in]
    if not outs and not ins:
        return set()
    was_out = opted_out(db, [p.customer_key for p in outs])
    confirming: dict[bytes, bytes] = {}
    for promise in outs:
        if promise.customer_key not in was_out:
            confirming.setdefault(promise.customer_key, promise.reply_id)
    for column, events in (("opted_out_at", outs), ("opted_in_at", ins)):
        db.executemany(
            f"INSERT INTO opt_outs (customer_key, {column}) VALUES (?, ?) ON CONFLICT DO UPDATE"  # noqa: S608
            f" SET {column} = max({column}, excluded.{column})",
            [(p.customer_key, microseconds(p.received_at)) for p in events],
        )
    return set(confirming.values())


def with_reopenings(db: sqlite3.Connection, promises: Sequence[Promise]) -> list[Promise]:
    """Promises, a YES of a customer who opted out before it as the opt-in that it is then."""
    out: dict[bytes, int] = {}
    for marks, part in chunks([p.customer_key for p in promises if p.reopening is not None]):
        rows = db.execute(
            f"SELECT customer_key, opted_out_at FROM opt_outs WHERE opted_out_at >= opted_in_at AND customer_key IN ({marks})",  # noqa: S608
            part,
        )
        out.update(rows.fetchall())
    return [
        p
        if p.reopening is None
        else p.reopened()
        if out.get(p.customer_key, _NEVER) < microseconds(p.received_at)
        else replace(p, reopening=None)
        for p in promises
    ]
