"""What every SQLite file of ours does alike: connections, transactions and migrations."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import ConfigurationFault

_BUSY_S = 30
_TURN_S = 0.001


def connected(path: Path | str, pragmas: str = "") -> sqlite3.Connection:
    """A connection in WAL mode that any thread may use, one at a time; what it commits outlasts a power cut.

    Keys are hashes: a block writes all over a file. The log is copied home every 64 MiB, not every 4, when many of those pages
    have been written again. Whichever connection's commit finds the log long copies it, so all must have one measure.
    """
    db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16000; {pragmas}")
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of the body, or none of it.

    Raises:
        sqlite3.OperationalError: others have been writing for half a minute, or the disk is full.
    """
    _begin(db)
    try:
        yield
    except BaseException:
        # A full disk has rolled back by itself; a second ROLLBACK would hide why.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _begin(db: sqlite3.Connection) -> None:
    """Wait for our turn to write. SQLite's own waiting sleeps up to a tenth of a second at a time, far longer than a turn."""
    until = time.monotonic() + _BUSY_S
    db.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                db.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(_TURN_S)
    finally:
        db.execute(f"PRAGMA busy_timeout = {_BUSY_S * 1000}")


@contextmanager
def reading(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The file as it is at one instant; nobody waits for it."""
    db.execute("BEGIN")
    try:
        yield db
    finally:
        db.execute("ROLLBACK")


def migrate(db: sqlite3.Connection, migrations: Sequence[str], name: str) -> None:
    """Bring a store to the newest version, one transaction a step.

    Raises:
        ConfigurationFault: the store was written by a newer version of this program.
    """
    with transaction(db):
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version > len(migrations):
            raise ConfigurationFault(
                f"{name}: store version {version} is newer than this program knows ({len(migrations)}). Upgrade twoway-sms."
            )
        for script in migrations[version:]:
            for statement in script.split(";"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(migrations)}")


def chunks(values: Sequence[bytes]) -> Iterator[tuple[str, Sequence[bytes]]]:
    """Values by the five hundred, with the placeholders for `IN (…)`."""
    for start in range(0, len(values), 500):
        part = values[start : start + 500]
        yield ",".join("?" * len(part)), part
