"""The tables of the embedded store, version by version.

Keys are hashes. Tables that grow keep their rows in the order of coming, with the keys in an index beside them: what a
block writes and what it changes soon after stand together on few pages.
"""

MIGRATIONS = (
    """
    CREATE TABLE replies (
        reply_id BLOB PRIMARY KEY, customer_key BLOB NOT NULL, intent TEXT NOT NULL, promise BLOB NOT NULL,
        status TEXT NOT NULL, version INTEGER NOT NULL, written INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL,
        reason TEXT, error_code TEXT, message_id TEXT, promised_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
        due_at INTEGER, owner TEXT, lease_until INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX replies_due ON replies (due_at) WHERE status = 'promised' AND owner IS NULL;
    CREATE INDEX replies_leased ON replies (lease_until) WHERE owner IS NOT NULL;
    CREATE INDEX replies_unwritten ON replies (changed_at) WHERE version > written;
    CREATE TABLE opt_outs (
        customer_key BLOB PRIMARY KEY, opted_out_at INTEGER NOT NULL DEFAULT 0, opted_in_at INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE checkpoints (
        stream TEXT NOT NULL, shard TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (stream, shard)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE kept (
        reply_id BLOB PRIMARY KEY, customer_key BLOB NOT NULL, intent TEXT NOT NULL, promise BLOB NOT NULL,
        status TEXT NOT NULL, version INTEGER NOT NULL, written INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL,
        reason TEXT, error_code TEXT, message_id TEXT, promised_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
        due_at INTEGER, owner TEXT, lease_until INTEGER, origination TEXT, parts INTEGER, useful_until INTEGER
    );
    INSERT INTO kept SELECT *, NULL, NULL, NULL FROM replies ORDER BY changed_at;
    DROP TABLE replies;
    ALTER TABLE kept RENAME TO replies;
    CREATE INDEX replies_due ON replies (due_at) WHERE status = 'promised' AND owner IS NULL;
    CREATE INDEX replies_leased ON replies (lease_until) WHERE owner IS NOT NULL;
    CREATE INDEX replies_unwritten ON replies (changed_at) WHERE version > written;
    CREATE INDEX replies_sent ON replies (message_id) WHERE message_id IS NOT NULL;
    CREATE TABLE threads (
        customer_key BLOB NOT NULL, origination TEXT NOT NULL, state BLOB NOT NULL, version INTEGER NOT NULL,
        due_at INTEGER, changed_at INTEGER NOT NULL, PRIMARY KEY (customer_key, origination)
    );
    CREATE INDEX threads_due ON threads (due_at) WHERE due_at IS NOT NULL;
    CREATE TABLE messages (
        message_key BLOB PRIMARY KEY, position BLOB NOT NULL, finding BLOB NOT NULL, changed_at INTEGER NOT NULL
    );
    CREATE TABLE outcomes (
        outcome_id BLOB PRIMARY KEY, outcome BLOB NOT NULL, changed_at INTEGER NOT NULL, written INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX outcomes_unwritten ON outcomes (changed_at) WHERE written = 0;
    CREATE TABLE errands (
        errand_id BLOB PRIMARY KEY, kind TEXT NOT NULL, errand BLOB NOT NULL, due_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX errands_due ON errands (due_at);
    CREATE TABLE paces (origination TEXT PRIMARY KEY, parts REAL NOT NULL, counted_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE halts (reason TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE slots (
        calendar TEXT NOT NULL, slot TEXT NOT NULL, starts_at INTEGER NOT NULL, time_zone TEXT NOT NULL,
        taken INTEGER NOT NULL DEFAULT 0, holder BLOB, held_until INTEGER, PRIMARY KEY (calendar, slot)
    ) WITHOUT ROWID;
    CREATE INDEX slots_open ON slots (calendar, starts_at) WHERE taken = 0;
    """,
)
"""Script n brings a store from version n to n + 1 (`PRAGMA user_version`)."""
