"""The vault: customer key → phone number, in a SQLite file of its own that only its owner can read."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.adapters.sqlite_file import chunks, connected, migrate, transaction

MIGRATIONS = ("CREATE TABLE numbers (customer_key BLOB PRIMARY KEY, e164 TEXT NOT NULL) WITHOUT ROWID;",)

_PRAGMAS = "PRAGMA cache_size=-16384;"
"""16 MiB of pages: a thousand new customers are nearly a thousand of them."""

_REMEMBERED = 50_000
"""Customers of whom a process knows that they are kept."""


class SqliteVault:
    """`pipelines.ports.Vault` on a file with mode 0600; safe for several threads and processes."""

    def __init__(self, path: Path | str) -> None:
        if path != ":memory:":
            file = Path(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
        self._lock = threading.Lock()
        self._known: set[bytes] = set()
        self._db = connected(path, _PRAGMAS)
        migrate(self._db, MIGRATIONS, str(path))

    def keep(self, numbers: Mapping[bytes, str]) -> None:
        new = [(key, number) for key, number in numbers.items() if key not in self._known]
        if not new:
            return
        with self._lock, transaction(self._db):
            self._db.executemany("INSERT OR IGNORE INTO numbers VALUES (?, ?)", new)
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known.update(key for key, _ in new)

    def reveal(self, customer_keys: Sequence[bytes]) -> dict[bytes, str]:
        found: dict[bytes, str] = {}
        with self._lock:
            for marks, part in chunks(customer_keys):
                rows = self._db.execute(f"SELECT customer_key, e164 FROM numbers WHERE customer_key IN ({marks})", part)  # noqa: S608
                found.update(rows)
        return found

    def close(self) -> None:
        with self._lock:
            self._db.close()
