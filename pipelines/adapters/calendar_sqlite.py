"""The embedded calendar: table `slots` of the store's own SQLite file. Every change is one `BEGIN IMMEDIATE … COMMIT`.

A row is open (no holder), held (`holder` until `held_until`), booked (`taken` by `holder`), or was loaded as taken
(`taken`, no holder). A hold that has run out stays written until somebody else takes the time: its holder may still book.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipelines.adapters.sqlite_file import connected, migrate, transaction
from pipelines.adapters.sqlite_migrations import MIGRATIONS
from pipelines.domain.moments import microseconds, moment
from pipelines.domain.slot_times import CalendarTime, Loaded, Occupancy, Standing, check_time, reloaded, shown
from pipelines.ports import Hold, Slot

_THIS = "calendar = :calendar AND slot = :slot"


class SqliteCalendar:
    """`pipelines.ports.Calendar` on a file; safe for several threads and processes of one machine."""

    def __init__(self, path: Path | str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = connected(path)
        migrate(self._db, MIGRATIONS, str(path))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, transaction(self._db):
            yield self._db

    def open_times(self, calendar: str, after: datetime, limit: int) -> list[Slot]:
        with self._lock:
            rows = self._db.execute(
                "SELECT slot, starts_at, time_zone FROM slots WHERE calendar = ? AND starts_at > ? AND taken = 0"
                " AND (holder IS NULL OR held_until <= ?) ORDER BY starts_at, slot LIMIT ?",
                (calendar, microseconds(after), microseconds(after), limit),
            ).fetchall()
        return [shown(slot, moment(starts_at), zone) for slot, starts_at, zone in rows]

    def hold(self, holds: Sequence[Hold], now: datetime, until: datetime) -> list[bool]:
        with self._transaction() as db:
            return [_held(db, hold, now, until) for hold in holds]

    def book(self, holds: Sequence[Hold], now: datetime) -> list[bool]:
        with self._transaction() as db:
            db.executemany(
                f"UPDATE slots SET taken = 1, held_until = NULL WHERE {_THIS} AND holder = :holder",  # noqa: S608
                [_named(hold) for hold in holds],
            )
            return [_has(db, hold) for hold in holds]

    def release(self, holds: Sequence[Hold], now: datetime) -> None:
        with self._transaction() as db:
            db.executemany(
                f"UPDATE slots SET taken = 0, holder = NULL, held_until = NULL WHERE {_THIS}"  # noqa: S608
                " AND holder IS :holder AND (holder IS NOT NULL OR taken = 1)",
                [_named(hold) for hold in holds],
            )

    def load(self, times: Sequence[CalendarTime], now: datetime) -> Loaded:
        with self._transaction() as db:
            return sum((_loaded(db, time, now) for time in times), Loaded())

    def known(self, times: Sequence[CalendarTime]) -> Mapping[tuple[str, str], datetime]:
        found: dict[tuple[str, str], datetime] = {}
        with self._lock:
            for time in times:
                row = self._db.execute(
                    "SELECT starts_at FROM slots WHERE calendar = ? AND slot = ?", (time.calendar, time.slot)
                ).fetchone()
                if row is not None:
                    found[time.calendar, time.slot] = moment(row[0])
        return found

    def occupancy(self, now: datetime) -> list[Occupancy]:
        with self._lock:
            rows = self._db.execute(
                "SELECT calendar, sum(ahead AND NOT taken AND NOT coalesce(held, 0)), sum(ahead AND NOT taken AND held),"
                " sum(ahead AND taken AND holder IS NOT NULL), sum(ahead AND taken AND holder IS NULL) FROM"
                " (SELECT calendar, holder, taken, starts_at > :now AS ahead, held_until > :now AS held FROM slots)"
                " GROUP BY calendar ORDER BY calendar",
                {"now": microseconds(now)},
            ).fetchall()
        return [Occupancy(name, open_, held or 0, booked, taken) for name, open_, held, booked, taken in rows]

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _named(hold: Hold) -> dict[str, object]:
    return {"calendar": hold.calendar, "slot": hold.slot, "holder": hold.holder}


def _held(db: sqlite3.Connection, hold: Hold, now: datetime, until: datetime) -> bool:
    taken = db.execute(
        f"UPDATE slots SET holder = :holder, held_until = :until WHERE {_THIS} AND taken = 0 AND :holder IS NOT NULL"  # noqa: S608
        " AND (holder IS NULL OR holder = :holder OR held_until <= :now)",
        {**_named(hold), "now": microseconds(now), "until": microseconds(until)},
    ).rowcount
    return taken == 1 or _has(db, hold)


def _has(db: sqlite3.Connection, hold: Hold) -> bool:
    """Whether it is booked by its holder; for no holder, whether it is taken since it was loaded."""
    found = db.execute(f"SELECT 1 FROM slots WHERE {_THIS} AND taken = 1 AND holder IS :holder", _named(hold))  # noqa: S608
    return found.fetchone() is not None


def _loaded(db: sqlite3.Connection, time: CalendarTime, now: datetime) -> Loaded:
    key = (time.calendar, time.slot)
    new = db.execute(
        "INSERT OR IGNORE INTO slots (calendar, slot, starts_at, time_zone, taken) VALUES (?, ?, ?, ?, ?)",
        (*key, microseconds(time.starts_at), time.time_zone, int(time.taken or False)),
    ).rowcount
    if new:
        return Loaded(added=1)
    starts_at, zone, taken, holder, until = db.execute(
        "SELECT starts_at, time_zone, taken, holder, held_until FROM slots WHERE calendar = ? AND slot = ?", key
    ).fetchone()
    standing = Standing(bool(taken), holder, None if until is None else moment(until))
    check_time(time, moment(starts_at))
    change = reloaded(time, standing, zone, now)
    if change is None:
        return Loaded(there=1)
    db.execute(
        "UPDATE slots SET time_zone = ?, taken = ?, holder = NULL, held_until = NULL WHERE calendar = ? AND slot = ?",
        (change.time_zone, int(change.taken or False), *key),
    )
    return Loaded(changed=1)
