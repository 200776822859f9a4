"""Promise, send, settle: with a sender that answers as told and a clock that is set."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.plan import reply_id
from pipelines.domain.reply import NotSent, OutboundText, Outcome, Sent, Unsure
from pipelines.settings import shipped_programs
from pipelines.transforms.outbox import ReplySettings
from schemas.errors import FailReason, UnknownReason
from schemas.program_file import load_programs
from tests.pipelines.domain.records import delivery, inbound
from tests.pipelines.transforms.desk import Desk

PROGRAMS = load_programs(shipped_programs())
SETTINGS = ReplySettings(
    None, threads=4, lease=timedelta(seconds=60), useful=timedelta(hours=4), recover_after=timedelta(seconds=5)
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path, PROGRAMS, SETTINGS)
    yield opened
    opened.close()


def states(rows: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(row["status"], row["reason"]) for row in rows]


def test_a_reply_leaves_from_the_number_that_was_texted_to_the_customer(desk: Desk) -> None:
    [row] = desk.read(inbound("CONFIRM"))
    [text] = desk.sender.texts
    assert (text.destination, text.origination_identity) == ("+14255550001", "+12065550100")
    assert text.body == row["body"]
    assert (row["status"], row["version"], row["attempts"]) == ("sent", 2, 1)
    assert text.context == {"kind": "reply", "reply_id": reply_id("in-0001").hex(), "program": "appointments"}


def test_a_record_read_again_texts_nobody_and_gives_the_same_row(desk: Desk) -> None:
    first = desk.read(inbound("CONFIRM"))
    desk.clock.time += timedelta(minutes=1)
    assert desk.read(inbound("CONFIRM"), inbound("CONFIRM")) == first
    assert len(desk.sender.texts) == 1


def test_stop_is_confirmed_once_and_then_there_is_silence(desk: Desk) -> None:
    rows = desk.read(inbound("STOP", inboundMessageId="s"))
    rows += desk.read(inbound("CONFIRM", inboundMessageId="m"), inbound("STOP", inboundMessageId="s2"))
    assert states(rows) == [("sent", None), ("suppressed", "opted_out"), ("suppressed", "opted_out")]
    assert [t.context["reply_id"] for t in desk.sender.texts] == [reply_id("s").hex()]


def test_where_aws_answers_stop_we_do_not_but_remember_it(desk: Desk) -> None:
    offers = "+12065550122"
    rows = desk.read(inbound("STOP", inboundMessageId="s", destinationNumber=offers))
    rows += desk.read(inbound("OFFERS", inboundMessageId="o", destinationNumber=offers))
    assert states(rows) == [("suppressed", "answered_by_aws"), ("suppressed", "opted_out")]
    assert desk.sender.texts == []


@pytest.mark.parametrize("number", ["55555", "NOTIFY", "+1XXX5550100"])
def test_what_is_no_phone_is_not_texted(desk: Desk, number: str) -> None:
    assert states(desk.read(inbound("CONFIRM", number))) == [("suppressed", "invalid_number")]


def test_our_own_numbers_are_never_answered(desk: Desk) -> None:
    assert states(desk.read(inbound("CONFIRM", "+12065550111"))) == [("suppressed", "own_number")]


def test_a_message_too_old_is_not_answered(desk: Desk) -> None:
    desk.clock.time += timedelta(hours=5)
    assert states(desk.read(inbound("CONFIRM"))) == [("suppressed", "stale")]


@pytest.mark.parametrize("body", ["Liked “Reply STOP to opt out”", "This is an automated response: I am away."])
def test_machines_get_no_answer(desk: Desk, body: str) -> None:
    assert desk.read(inbound(body)) == []


def test_a_throttled_reply_waits_longer_each_time_and_is_sent_by_a_tick(desk: Desk) -> None:
    desk.sender.answer = lambda _: NotSent(None, "ThrottlingException")
    [row] = desk.read(inbound("CONFIRM"))
    assert (row["status"], row["error_code"]) == ("promised", "ThrottlingException")
    assert desk.tick() == []
    for _ in range(3):
        desk.clock.time += timedelta(seconds=70)
        assert states([row for row in desk.tick() if row["attempts"] > 1])[:1] == [("promised", None)]
    desk.sender.answer = lambda _: Sent("aws-1")
    desk.clock.time += timedelta(seconds=70)
    assert states(desk.tick())[0] == ("sent", None)
    assert len(desk.sender.texts) == 5


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ThrottlingException", FailReason.GAVE_UP),
        ("ServiceQuotaExceededException:MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", FailReason.SPEND_LIMIT),
    ],
)
def test_a_reply_is_given_up_when_it_is_of_no_more_use(desk: Desk, code: str, reason: FailReason) -> None:
    desk.sender.answer = lambda _: NotSent(None, code)
    desk.read(inbound("CONFIRM"))
    desk.clock.time += timedelta(hours=5)
    desk.tick()
    desk.clock.time += timedelta(seconds=6)
    assert states(desk.tick()) == [("failed", reason)]
    assert len(desk.sender.texts) == 1


@pytest.mark.parametrize("reason", list(UnknownReason)[:3])
def test_an_unknown_outcome_is_never_sent_again_until_a_delivery_event_proves_it(
    desk: Desk, reason: UnknownReason
) -> None:
    desk.sender.answer = lambda _: Unsure(reason, "why")
    assert states(desk.read(inbound("CONFIRM"))) == [("unknown", reason)]
    desk.clock.time += timedelta(hours=1)
    desk.tick()
    assert len(desk.sender.texts) == 1
    event = delivery(message_id="aws-9", context={"kind": "reply", "reply_id": reply_id("in-0001").hex()})
    [row] = desk.read(event)
    assert (row["status"], row["message_id"]) == ("sent", "aws-9")


def test_a_process_that_died_while_sending_leaves_an_unknown_outcome(desk: Desk) -> None:
    def die(_: OutboundText) -> Outcome:
        raise SystemExit

    desk.sender.answer = die
    with pytest.raises(SystemExit):
        desk.read(inbound("CONFIRM"))
    desk.open()
    desk.sender.answer = lambda _: Sent("never")
    assert states(desk.read(inbound("CONFIRM"))) == [("promised", None)]
    desk.clock.time += timedelta(seconds=61)
    assert states(desk.tick())[0] == ("unknown", UnknownReason.WORKER_LOST)
    assert len(desk.sender.texts) == 1


def test_rows_that_a_dead_process_never_wrote_are_told_again_by_a_tick(desk: Desk) -> None:
    rows = desk.read(inbound("CONFIRM"))
    desk.open()
    assert desk.tick() == []
    desk.clock.time += timedelta(seconds=6)
    assert desk.tick() == rows
    SqliteStore.written(desk.stage._store, [(row["reply_id"].bytes, row["version"]) for row in rows])
    assert desk.tick() == []


def test_two_ticks_never_name_the_same_object(desk: Desk) -> None:
    names = set()
    for n in range(3):
        desk.sender.answer = lambda _: NotSent(None, "ThrottlingException")
        desk.read(inbound("CONFIRM", inboundMessageId=f"m{n}"))
        desk.clock.time += timedelta(seconds=70)
        for block in desk.ticked():
            names.add((block.shard, block.first_sequence))
    assert len(names) == 3
