"""All that the simulator remembers: one SQLite file, one connection, one lock.

A transaction that has been left is on disk (write-ahead log, so it survives `kill -9` of this process at any instant).
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS numbers (
    row_id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, phone_number_id TEXT NOT NULL UNIQUE,
    number_type TEXT NOT NULL, iso_country_code TEXT NOT NULL, parts_per_second REAL NOT NULL,
    two_way_enabled INTEGER NOT NULL, two_way_channel_arn TEXT, two_way_channel_role TEXT,
    self_managed_opt_outs INTEGER NOT NULL, opt_out_list TEXT NOT NULL, international INTEGER NOT NULL DEFAULT 1,
    deletion_protection INTEGER NOT NULL DEFAULT 0, events_topic_arn TEXT, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS keywords (
    row_id INTEGER PRIMARY KEY, number TEXT NOT NULL, keyword TEXT NOT NULL, message TEXT NOT NULL,
    action TEXT NOT NULL, UNIQUE (number, keyword));
CREATE TABLE IF NOT EXISTS opt_out_lists (
    row_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS opted_out (
    row_id INTEGER PRIMARY KEY, list TEXT NOT NULL, number TEXT NOT NULL, opted_out_at REAL NOT NULL,
    end_user INTEGER NOT NULL, UNIQUE (list, number));
CREATE TABLE IF NOT EXISTS deleted_opt_outs (
    list TEXT NOT NULL, number TEXT NOT NULL, deleted_at REAL NOT NULL, PRIMARY KEY (list, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS configuration_sets (
    row_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS event_destinations (
    configuration_set TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, topic_arn TEXT,
    event_types TEXT NOT NULL, PRIMARY KEY (configuration_set, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS handsets (
    number TEXT PRIMARY KEY, fate TEXT NOT NULL, delay_s REAL, out_of_order INTEGER NOT NULL,
    duplicate_events INTEGER NOT NULL, carrier TEXT, mcc TEXT, mnc TEXT, iso_country_code TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    row_id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, destination TEXT NOT NULL,
    origination TEXT NOT NULL, body TEXT NOT NULL, context TEXT NOT NULL, accepted_at REAL NOT NULL,
    parts INTEGER NOT NULL, encoding TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_pair ON messages (destination, origination);
CREATE TABLE IF NOT EXISTS outbox (
    row_id INTEGER PRIMARY KEY, due_at REAL NOT NULL, topic_arn TEXT NOT NULL, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, published_at REAL);
CREATE INDEX IF NOT EXISTS outbox_pending ON outbox (due_at, row_id) WHERE published_at IS NULL;
CREATE TABLE IF NOT EXISTS planned_faults (
    position INTEGER PRIMARY KEY, kind TEXT NOT NULL, every INTEGER, probability REAL, max INTEGER,
    operation TEXT NOT NULL, error TEXT, reason TEXT, status INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0, struck INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


class Counter(StrEnum):
    """What is counted across restarts; a fault is counted as `fault:<kind>`."""

    THROTTLED = "throttled"  # ThrottlingException for the rate of a number
    OPTED_OUT_CONFLICTS = "opted_out_conflicts"  # ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT
    REJECTED = "rejected"  # every other refusal
    PUBLISH_RETRIES = "publish_retries"  # delivery events that SNS did not take at once
    INBOUND_RECEIVED = "inbound_received"  # texts that handsets sent
    INBOUND_PUBLISHED = "inbound_published"  # of those, published to a two-way topic


class State:
    """The SQLite file at `path`, or `:memory:`; made, with its folder, if it is not there."""

    def __init__(self, path: str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA wal_autocheckpoint=10000")  # pages: an fsync a 40 MB, not one every 4 MB
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, alone: committed at the end of the block, rolled back when it raises."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, alone, for queries that need not agree with one another."""
        with self._lock:
            yield self._connection

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter, in a transaction of its own."""
        with self.transaction() as db:
            add_count(db, name, by)

    def close(self) -> None:
        """Close the file, after a transaction that is under way."""
        with self._lock:
            self._connection.close()


def add_count(db: sqlite3.Connection, name: str, by: int = 1) -> None:
    """Add to a counter within a transaction."""
    db.execute(
        "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value", (name, by)
    )
