"""Threads, applied texts, outcomes and errands in the SQLite store. What reads and writes runs within a transaction that
the store opens; what is decided in between, outside of it."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b

from pipelines.adapters.outcome_codec import pack_errand, pack_outcome, unpack_errand, unpack_outcome
from pipelines.adapters.promise_codec import pack
from pipelines.adapters.sqlite_file import chunks
from pipelines.adapters.thread_codec import pack_finding, pack_thread, unpack_finding, unpack_thread
from pipelines.domain.moments import microseconds
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import Finding, Heard
from pipelines.domain.thread_effects import Asked
from pipelines.ports import ConversationOutcome, Decide, Errand, Promise, Thread, Who, Work

_Key = tuple[bytes, str]
_NONE = 0
"""The version of a thread that was not there."""


@dataclass(frozen=True, slots=True)
class Known:
    """What works are decided from, as it was read. `versions`: of the threads that are known. `applied`: texts that came
    before, by reply id, with their place and finding. `answers`: message id of the API → our reply id."""

    threads: Mapping[_Key, Thread]
    versions: Mapping[_Key, int]
    applied: dict[bytes, tuple[bytes, bytes | None]]
    answers: Mapping[str, bytes]


@dataclass(slots=True)
class Gathered:
    """What the works of a block came to, before it is stored."""

    threads: dict[_Key, Thread] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    kept: list[tuple[bytes, bytes, bytes, int]] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    outcomes: list[ConversationOutcome] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    asked: list[tuple[Who, Asked]] = field(default_factory=list)
    known: list[bytes] = field(default_factory=list)
    repeated: int = 0
    packed: "Packed | None" = None


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of what was gathered, made before the transaction that writes them: nobody waits for that. `promises`: by
    reply id, those that no latch changes."""

    threads: list[tuple[bytes, str, bytes, int | None, int]]
    outcomes: list[tuple[bytes, bytes, int]]
    errands: list[tuple[bytes, str, bytes, int]]
    promises: Mapping[bytes, bytes]


def position_of(draft: Promise) -> bytes:
    """Where in the stream a text was read, in 8 bytes."""
    return blake2b(f"{draft.source_shard}/{draft.source_seq}".encode(), digest_size=8).digest()


def read(db: sqlite3.Connection, works: Sequence[Work]) -> Known:
    """What the works are to be decided from."""
    applied = _applied(db, [draft.reply_id for work in works for _, draft in work.heard])
    answers = _sent_as(db, [heard.previous for work in works for heard, _ in work.heard if heard.previous is not None])
    rows = _threads(db, [work.who.thread for work in works])
    return Known(
        threads={key: unpack_thread(state) for key, (_, state) in rows.items()},
        versions={key: version for key, (version, _) in rows.items()},
        applied=applied,
        answers=answers,
    )


def gather(known: Known, works: Sequence[Work], decide: Decide, now: int) -> Gathered:
    """Let `decide` say what became of each thread; texts that were applied before are left out."""
    made = Gathered()
    applied = dict(known.applied)
    for work in works:
        fresh = _fresh(work, applied, known.answers, made)
        thread = made.threads.get(work.who.thread) or known.threads.get(work.who.thread) or Thread()
        decided = decide(thread, work if fresh == list(work.heard) else replace(work, heard=tuple(fresh)))
        made.threads[work.who.thread] = decided.thread
        made.findings |= decided.findings
        made.promises += decided.promises
        made.outcomes += decided.outcomes
        made.errands += decided.errands
        if decided.asked is not None:
            made.asked.append((work.who, decided.asked))
        _keep(made, work, fresh, decided.findings, now)
    made.packed = Packed(
        threads=[(*key, pack_thread(thread), _at(thread.due_at), now) for key, thread in made.threads.items()],
        outcomes=_outcome_rows(made.outcomes, now),
        errands=_errand_rows(made.errands, now),
        promises={p.reply_id: pack(p) for p in reversed(made.promises) if p.reopening is None},
    )
    return made


def _at(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)


def _fresh(
    work: Work,
    applied: dict[bytes, tuple[bytes, bytes | None]],
    answers: Mapping[str, bytes],
    made: Gathered,
) -> list[tuple[Heard, Promise]]:
    fresh = []
    for heard, draft in work.heard:
        key = draft.reply_id
        before = applied.get(key)
        if before is None:
            applied[key] = position_of(draft), None
            fresh.append(
                (heard if heard.previous is None else replace(heard, answers=answers.get(heard.previous)), draft)
            )
            continue
        position, finding = before
        made.known.append(key)
        made.repeated += position != position_of(draft)
        if finding is not None:
            made.findings[heard.message_id] = unpack_finding(finding)
    return fresh


def _keep(
    made: Gathered, work: Work, fresh: Sequence[tuple[Heard, Promise]], findings: Mapping[str, Finding], now: int
) -> None:
    for heard, draft in fresh:
        finding = findings.get(heard.message_id, Finding())
        made.findings[heard.message_id] = finding
        made.kept.append((draft.reply_id, position_of(draft), pack_finding(finding), now))


def store(db: sqlite3.Connection, made: Gathered, versions: Mapping[_Key, int], now: int) -> bool:
    """Keep all of it but the promises; False, and nothing is to be committed: a thread or a text is not as it was read."""
    assert made.packed is not None
    before = db.total_changes
    db.executemany("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)", made.kept)
    db.executemany(
        "INSERT INTO threads VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,"
        " version = version + 1, due_at = excluded.due_at, changed_at = excluded.changed_at WHERE version = ?",
        [(*row, versions.get(row[:2], _NONE)) for row in made.packed.threads],
    )
    if db.total_changes - before < len(made.kept) + len(made.packed.threads):
        return False
    _owe(db, made.packed.outcomes, made.packed.errands)
    return True


def owe(db: sqlite3.Connection, outcomes: Sequence[ConversationOutcome], errands: Sequence[Errand], now: int) -> None:
    """Keep outcomes and errands that are not known yet."""
    _owe(db, _outcome_rows(outcomes, now), _errand_rows(errands, now))


def _owe(
    db: sqlite3.Connection,
    outcomes: Sequence[tuple[bytes, bytes, int]],
    errands: Sequence[tuple[bytes, str, bytes, int]],
) -> None:
    db.executemany("INSERT OR IGNORE INTO outcomes (outcome_id, outcome, changed_at) VALUES (?, ?, ?)", outcomes)
    db.executemany("INSERT OR IGNORE INTO errands (errand_id, kind, errand, due_at) VALUES (?, ?, ?, ?)", errands)


def _outcome_rows(outcomes: Sequence[ConversationOutcome], now: int) -> list[tuple[bytes, bytes, int]]:
    return [(each.outcome_id, pack_outcome(each), now) for each in outcomes]


def _errand_rows(errands: Sequence[Errand], now: int) -> list[tuple[bytes, str, bytes, int]]:
    return [(each.errand_id, each.kind, pack_errand(each), now) for each in errands]


def refind(db: sqlite3.Connection, findings: Mapping[str, Finding]) -> None:
    """What was found out later of texts whose rows are not made yet."""
    db.executemany(
        "UPDATE messages SET finding = ? WHERE message_key = ?",
        [(pack_finding(finding), reply_id(message_id)) for message_id, finding in findings.items()],
    )


def load_threads(db: sqlite3.Connection, keys: Sequence[_Key]) -> dict[_Key, Thread]:
    """Threads that are known."""
    return {key: unpack_thread(state) for key, (_, state) in _threads(db, keys).items()}


def _threads(db: sqlite3.Connection, keys: Sequence[_Key]) -> dict[_Key, tuple[int, bytes]]:
    wanted = set(keys)
    found: dict[_Key, tuple[int, bytes]] = {}
    for marks, part in chunks(list({key for key, _ in wanted})):
        rows = db.execute(
            f"SELECT customer_key, origination, version, state FROM threads WHERE customer_key IN ({marks})",  # noqa: S608
            part,
        )
        found.update(((key, ours), (version, data)) for key, ours, version, data in rows if (key, ours) in wanted)
    return found


def due_threads(db: sqlite3.Connection, now: int, limit: int) -> list[Who]:
    """Threads in which time alone brings something."""
    rows = db.execute(
        "SELECT customer_key, origination, state FROM threads WHERE due_at <= ? ORDER BY due_at LIMIT ?", (now, limit)
    ).fetchall()
    threads = [(key, ours, unpack_thread(state)) for key, ours, state in rows]
    return [Who(key, thread.key_id, thread.customer_mask, ours) for key, ours, thread in threads]


def take_errands(db: sqlite3.Connection, now: int, again_at: int, limit: int) -> list[Errand]:
    """Errands that are due, put off until `again_at`."""
    rows = db.execute(
        "SELECT errand_id, kind, errand, attempts FROM errands WHERE due_at <= ? ORDER BY due_at LIMIT ?", (now, limit)
    ).fetchall()
    db.executemany(
        "UPDATE errands SET due_at = ?, attempts = attempts + 1 WHERE errand_id = ?",
        [(again_at, row[0]) for row in rows],
    )
    return [unpack_errand(*row) for row in rows]


def outcomes(db: sqlite3.Connection, outcome_ids: Sequence[bytes]) -> list[ConversationOutcome]:
    """Outcomes that are known."""
    found: list[ConversationOutcome] = []
    for marks, part in chunks(outcome_ids):
        rows = db.execute(f"SELECT outcome FROM outcomes WHERE outcome_id IN ({marks})", part)  # noqa: S608
        found += [unpack_outcome(row[0]) for row in rows]
    return found


def unwritten_outcomes(db: sqlite3.Connection, limit: int, before: datetime) -> list[ConversationOutcome]:
    """Outcomes that are not in the lake."""
    rows = db.execute(
        "SELECT outcome FROM outcomes WHERE written = 0 AND changed_at < ? ORDER BY changed_at LIMIT ?",
        (microseconds(before), limit),
    )
    return [unpack_outcome(row[0]) for row in rows]


def _applied(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, tuple[bytes, bytes | None]]:
    found: dict[bytes, tuple[bytes, bytes | None]] = {}
    for marks, part in chunks(keys):
        rows = db.execute(f"SELECT message_key, position, finding FROM messages WHERE message_key IN ({marks})", part)  # noqa: S608
        found.update((key, (position, finding)) for key, position, finding in rows)
    return found


def _sent_as(db: sqlite3.Connection, message_ids: Sequence[str]) -> dict[str, bytes]:
    """Message id of the API → our reply id."""
    found: dict[str, bytes] = {}
    for marks, part in chunks([*dict.fromkeys(message_ids)]):  # type: ignore[list-item]
        rows = db.execute(f"SELECT message_id, reply_id FROM replies WHERE message_id IN ({marks})", part)  # noqa: S608
        found.update(rows.fetchall())
    return found
