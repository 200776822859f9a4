"""What every SQLite file of ours does alike: transactions and migrations."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from schemas.errors import ConfigurationFault


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of the body, or none of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk has rolled back by itself; a second ROLLBACK would hide why.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


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
