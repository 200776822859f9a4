"""The embedded store in trouble: a full disk, a lock that somebody keeps, an API that is away for an hour."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.reply import NotSent, OutboundText, Outcome, Sent
from pipelines.ports import Settlement
from pipelines.settings import shipped_programs
from schemas.errors import ReplyStatus
from schemas.program_file import load_programs
from tests.contracts.replies import NOON, promise
from tests.pipelines.domain.records import inbound
from tests.pipelines.transforms.desk import SETTINGS, Desk

PROGRAMS = load_programs(shipped_programs())
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path, PROGRAMS, SETTINGS)
    yield opened
    opened.close()


def texts(first: int, count: int) -> list[dict[str, object]]:
    return [inbound("CONFIRM", f"+1425555{n:04d}", inboundMessageId=f"m{n}") for n in range(first, first + count)]


def test_on_a_full_disk_a_block_is_stored_whole_or_not_at_all_and_is_answered_when_there_is_room(desk: Desk) -> None:
    desk.read(*texts(0, 50))
    db = desk.converse._store._db  # type: ignore[attr-defined]
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        desk.read(*texts(100, 400))
    assert len(desk.sender.texts) == 50
    db.execute("PRAGMA max_page_count=1073741823")
    assert len(desk.read(*texts(100, 400))) == 400
    while desk.converse._store.waiting():  # a number has its pace
        desk.clock.time += SECOND
        desk.tick()
    assert len(desk.sender.texts) == 450
    assert len({text.context["reply_id"] for text in desk.sender.texts}) == 450


def test_a_lock_that_is_kept_for_a_while_is_waited_for(desk: Desk, tmp_path: Path) -> None:
    desk.read(*texts(0, 1))
    other = sqlite3.connect(tmp_path / "store", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.5, lambda: other.execute("ROLLBACK"))
    release.start()
    [row] = desk.read(*texts(1, 1))
    assert row["status"] == "sent"
    release.join()
    other.close()


def test_an_sms_api_that_is_away_for_an_hour_loses_nothing(desk: Desk) -> None:
    desk.sender.answer = lambda _: NotSent(None, "EndpointConnectionError", SECOND)
    rows = desk.read(*texts(0, 40))
    assert {row["status"] for row in rows} == {"promised"}
    for _ in range(60):
        desk.clock.time += timedelta(minutes=1)
        desk.tick()
    assert desk.converse._store.waiting() == 40
    tried = len(desk.sender.texts)
    desk.sender.answer = lambda text: Sent(text.context["reply_id"])
    for _ in range(3):
        desk.clock.time += timedelta(minutes=1)
        desk.tick()
    assert desk.converse._store.waiting() == 0
    assert len(desk.sender.texts) == tried + 40


def test_a_spend_limit_is_said_once_in_the_log_and_so_is_its_end(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    limit = "ServiceQuotaExceededException:MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"
    desk.sender.answer = lambda _: NotSent(None, limit, timedelta(minutes=5), halts=True)
    with caplog.at_level(logging.WARNING):
        desk.read(*texts(0, 10))
        for _ in range(20):
            desk.clock.time += SECOND
            desk.tick()
        desk.sender.answer = lambda _: Sent("m")
        desk.clock.time += timedelta(minutes=6)
        for _ in range(3):
            desk.tick()
    said = [record.getMessage() for record in caplog.records if "outbox" in record.name]
    assert [line.split(":")[0].split(" before")[0] for line in said] == ["nothing is sent", "sending goes on"]
    assert desk.converse._store.waiting() == 0
    assert "+1425" not in caplog.text


def test_a_store_of_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "store").close()
    with sqlite3.connect(tmp_path / "store") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(Exception, match="Upgrade twoway-sms"):
        SqliteStore(tmp_path / "store")


def test_old_things_are_forgotten_and_what_waits_is_not(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store")
    store.promise([promise(f"m{n}", f"c{n}") for n in range(5)], NOON)
    later = NOON + timedelta(days=500)
    assert store.prune(later, 100) == 0
    claimed = store.claim("w", NOON, timedelta(seconds=9), 2)
    store.settle("w", [Settlement(r.promise.reply_id, ReplyStatus.SENT, message_id="x") for r in claimed], NOON)
    assert store.prune(later, 100) == 0
    store.written([(r.promise.reply_id, 2) for r in claimed])
    assert store.prune(later, 100) == 2
    assert store.waiting() == 3
    store.close()


def test_a_death_while_a_wave_is_settled_with_the_next_claim_leaves_none_to_be_sent_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store")
    store.promise([promise(f"m{n}", f"c{n}") for n in range(3)], NOON)
    lease = timedelta(seconds=9)
    [sent] = store.claim("w", NOON, lease, 1)

    def die() -> None:
        with store.together():
            store.settle("w", [Settlement(sent.promise.reply_id, ReplyStatus.SENT, message_id="x")], NOON)
            assert len(store.claim("w", NOON, lease, 10)) == 2
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    store.close()
    store = SqliteStore(tmp_path / "store")
    [lost] = store.expire_leases(NOON + lease + SECOND)
    assert (lost.promise.reply_id, lost.status) == (sent.promise.reply_id, ReplyStatus.UNKNOWN)
    left = store.claim("other", NOON + lease + SECOND, lease, 10)
    assert [reply.attempts for reply in left] == [1, 1], "the two that nobody called for, and not the first"
    store.close()


def test_no_more_calls_are_without_an_outcome_than_there_are_threads(desk: Desk, tmp_path: Path) -> None:
    looks = sqlite3.connect(tmp_path / "store", check_same_thread=False)
    under_way: list[int] = []

    def look(text: OutboundText) -> Outcome:
        under_way.append(looks.execute("SELECT count(*) FROM replies WHERE owner IS NOT NULL").fetchone()[0])
        return Sent(text.context["reply_id"])

    desk.sender.answer = look
    rows = desk.read(*texts(0, 5))
    assert {row["status"] for row in rows} == {"sent"}
    assert [max(under_way), len(under_way)] == [SETTINGS.threads, 5]
    looks.close()
