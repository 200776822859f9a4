"""`twoway outbox` tells what waits to be sent, and why."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.adapters.clock import SystemClock
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.cli import main
from pipelines.cli.outbox import Why, why_it_waits
from pipelines.domain.reply import Promise, Reply, Settlement, TextKind
from schemas.errors import ReplyStatus

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def promise(name: str, **fields: object) -> Promise:
    made = Promise(
        reply_id=name.encode().ljust(16, b"-"),
        inbound_message_id=name,
        customer_key=name.encode().ljust(16, b"."),
        key_id="k1",
        customer_mask="+1•••••••001",
        origination_identity="+12065550100",
        intent="keyword",
        keyword="CONFIRM",
        program="appointments",
        program_version="abc",
        template="confirmed",
        body="Thank you.",
        parts=1,
        encoding="GSM",
        received_at=NOW,
        arrived_at=NOW,
        source_shard="s",
        source_seq="1",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def waiting(attempts: int = 0, error_code: str | None = None, not_before: datetime | None = None) -> Reply:
    return Reply(promise("a", not_before=not_before), ReplyStatus.PROMISED, 1, attempts, NOW, error_code=error_code)


@pytest.mark.parametrize(
    ("reply", "due_at", "halted", "why"),
    [
        (waiting(1), None, None, Why.ATTEMPTED),
        (waiting(1, "ThrottlingException"), NOW + MINUTE, None, Why.RETRY),
        (waiting(2), NOW + MINUTE, None, Why.RETRY),
        (waiting(not_before=NOW + MINUTE), NOW + MINUTE, None, Why.QUIET_HOURS),
        (waiting(not_before=NOW + 9 * MINUTE), NOW + 9 * MINUTE, ("SPEND", NOW + MINUTE), Why.QUIET_HOURS),
        (waiting(), NOW, ("SPEND", NOW + MINUTE), Why.HALTED),
        (waiting(1, "ThrottlingException"), NOW, ("SPEND", NOW + MINUTE), Why.HALTED),
        (waiting(), NOW - MINUTE, None, Why.PACE),
        (waiting(), NOW, None, Why.DUE),
    ],
)
def test_why_a_text_waits(reply: Reply, due_at: datetime | None, halted: tuple[str, datetime] | None, why: Why) -> None:
    assert why_it_waits(reply, due_at, halted, NOW)[0] is why


def test_a_retry_tells_after_what() -> None:
    told = why_it_waits(waiting(1, "ThrottlingException"), NOW + MINUTE, None, NOW)
    assert told == (Why.RETRY, "retry after ThrottlingException")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def test_texts_that_met_an_error_come_first_and_the_last_line_counts(
    store: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = SystemClock().now()  # the command reads the clock itself
    ad = promise("ad", kind=TextKind.PROMPT, template="advert", not_before=now + 60 * MINUTE)
    store.promise([promise("old")], now - 2 * MINUTE)
    [taken] = store.claim("me", now - MINUTE, timedelta(seconds=60), 1)
    failed = Settlement(
        taken.promise.reply_id, ReplyStatus.PROMISED, None, "ThrottlingException", retry_at=now + 5 * MINUTE
    )
    store.settle("me", [failed], now - MINUTE)
    store.promise([ad], now)
    assert main(["outbox", "--state", str(tmp_path)]) == 0
    header, first, second, summary = capsys.readouterr().out.splitlines()
    assert " ".join(header.split()) == "kind program template from customer parts attempts since due why it waits"
    assert first.split()[:7] == ["reply", "appointments", "confirmed", "+12065550100", "+1•••••••001", "1", "1"]
    assert first.endswith("retry after ThrottlingException")
    assert second.startswith("prompt")
    assert second.endswith("quiet hours")
    assert summary.startswith("2 waiting; the oldest since ")
    assert summary.endswith("; not halted")


def test_a_halt_is_told_even_where_nothing_waits(
    store: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.halt("AccessDeniedException:ACCOUNT_DISABLED", SystemClock().now() + 60 * MINUTE)
    assert main(["outbox", "--state", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("nothing is waiting; nothing leaves before ")
    assert "ACCOUNT_DISABLED" in out


def test_json_is_an_object_a_line(store: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.promise([promise("a"), promise("b")], SystemClock().now())
    assert main(["outbox", "--state", str(tmp_path), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["customer_mask"] for row in rows] == ["+1•••••••001"] * 2
    assert {row["why"] for row in rows} <= {"due", "pace"}


def test_what_is_left_out_is_told(store: SqliteStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.promise([promise(name) for name in "abc"], SystemClock().now())
    assert main(["outbox", "--state", str(tmp_path), "--limit", "2"]) == 0
    assert "3 waiting; the 2 that are due longest are shown" in capsys.readouterr().out


def test_a_folder_without_a_store_is_told_and_stays_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "--state", str(tmp_path)]) == 2
    assert "there is no store at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
