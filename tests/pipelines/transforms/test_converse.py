"""Conversations through the two stages that answer, on a real store: what the customer is told, and what the business is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.domain.outcome import OutcomeKind
from pipelines.domain.plan import reply_id
from pipelines.domain.reply import NotSent, Sent, Unsure
from pipelines.domain.slot_times import CalendarTime
from pipelines.ports import Hold
from pipelines.settings import shipped_programs
from schemas.errors import CalendarAway, FailReason, UnknownReason
from schemas.program_file import load_programs
from tests.pipelines.domain.records import delivery, inbound, sns
from tests.pipelines.transforms.desk import NOON, SETTINGS, Desk

PROGRAMS = load_programs(shipped_programs())
CLINIC, BANK, SHOP = "+12065550100", "+12065550111", "+12065550122"
ANN = "+14255550001"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
_ids = count()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path, PROGRAMS, SETTINGS)
    yield opened
    opened.close()


def prompt(
    at: datetime, message_id: str, number: str = BANK, flow: str | None = "charge", **variables: str
) -> dict[str, Any]:
    """The delivery event of a prompt that another system sent."""
    context = {"kind": "prompt", "campaign": "spring", "variables": urlencode(variables)}
    return delivery(
        message_id=message_id,
        originationPhoneNumber=number,
        messageRequestTimestamp=int(at.timestamp() * 1000),
        context=context if flow is None else {**context, "flow": flow},
    )


def alert(at: datetime, message_id: str, amount: str, merchant: str) -> dict[str, Any]:
    return prompt(at, message_id, amount=amount, merchant=merchant, when="today")


def reminder(at: datetime, message_id: str = "p-1", **variables: str) -> dict[str, Any]:
    return prompt(at, message_id, CLINIC, "appointment", name="Ann", when="Wed 9 am", **variables)


def text(body: str, at: datetime, number: str = BANK, message_id: str | None = None, **fields: Any) -> dict[str, Any]:
    """A text as SNS brings it."""
    name = message_id or f"text-{next(_ids)}"
    payload = inbound(body, ANN, inboundMessageId=name, destinationNumber=number, **fields)
    return sns(payload, f"sns-{name}", at.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def outcomes(desk: Desk) -> list[tuple[str, int]]:
    return [(each.outcome.value, each.revision) for each in desk.published.outcomes]


def slots(desk: Desk, calendar: str, *days: int) -> None:
    """Open times at 9 in the morning of these days of November, in Los Angeles."""
    zone = "America/Los_Angeles"
    at = [datetime(2026, 11, day, 9, 0, tzinfo=ZoneInfo(zone)).astimezone(UTC) for day in days]
    opened = SqliteCalendar(desk.folder / "store")
    opened.load([CalendarTime(calendar, f"{calendar}-{each:%d}", each, zone) for each in at], NOON)
    opened.close()


def test_a_prompt_that_another_system_sent_opens_a_conversation(desk: Desk) -> None:
    desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP"))
    [row] = desk.read(text("yes", NOON))
    assert (row["template"], row["campaign"], row["flow"]) == ("approved", "spring", "charge")
    [heard] = desk.inbound
    assert (heard["attribution"], heard["prompt_message_id"]) == ("open_prompt", "p-1")
    assert (heard["campaign"], heard["flow"], heard["step"]) == ("spring", "charge", "asked")
    desk.tick()
    assert outcomes(desk) == [("approved", 1)]
    assert desk.published.outcomes[0].variables["amount"] == "$12.00"
    assert [row["outcome"] for row in desk.outcomes] == ["approved"]


def test_an_answer_that_comes_before_its_prompts_event_counts_when_that_comes(desk: Desk) -> None:
    [row] = desk.read(text("YES", NOON))
    assert (row["template"], row["conversation_id"]) == ("approved", None)
    desk.tick()
    assert outcomes(desk) == []
    assert desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP")) == []
    desk.tick()
    assert outcomes(desk) == [("approved", 1)]
    assert len(desk.sender.texts) == 1


def test_an_earlier_no_that_comes_late_takes_an_approval_back(desk: Desk) -> None:
    desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("YES", NOON))
    desk.read(text("NO", NOON - 10 * SECOND))
    desk.tick()
    assert outcomes(desk) == [("approved", 1), ("denied", 2)]


def test_a_no_after_a_yes_freezes(desk: Desk) -> None:
    desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("YES", NOON))
    [row] = desk.read(text("NO that was not me", NOON + MINUTE))
    desk.tick()
    assert outcomes(desk)[-1] == ("denied", 2)
    assert row["template"] == "denied"


def test_a_stop_that_comes_late_withdraws_what_came_after_it(desk: Desk) -> None:
    desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("YES", NOON))
    desk.read(text("STOP", NOON - 5 * SECOND))
    desk.tick()
    assert [kind for kind, _ in outcomes(desk)] == ["approved", "opted_out", "withdrawn"]


def test_a_denial_is_withdrawn_before_an_approval_takes_its_place(desk: Desk) -> None:
    desk.read(alert(NOON - 20 * MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("NO", NOON))
    desk.tick()
    assert outcomes(desk) == [("denied", 1)]
    # It turns out that another alert was open too, and that which of them was meant had to be asked.
    desk.read(
        alert(NOON - 10 * MINUTE, "p-2", "$300.00", "BAR"), text("YES", NOON + MINUTE, previousPublishedMessageId="p-1")
    )
    desk.tick()
    of_shop = [each for each in desk.published.outcomes if each.variables["merchant"] == "SHOP"]
    told = [each.outcome.value for each in sorted(of_shop, key=lambda each: each.revision)]
    assert told == ["denied", "withdrawn", "approved"]


def test_a_denial_that_a_person_took_over_is_withdrawn_before_an_approval_too(desk: Desk) -> None:
    """Found by `make chaos`: texts of six minutes that arrived in this order."""
    said = (
        (113, "Y"), (41, "$747.49 SHOP"), (0, "$133.49 BAR"), (352, "1"), (374, "2 yes"), (206, "FRAUD"), (622, "2 yes"),
        (258, "1"), (570, "FRAUD"), (482, "what is this"), (463, "YES"),
    )  # fmt: skip
    for n, (after, words) in enumerate(said):
        at = NOON + after * SECOND
        desk.read(alert(at, f"p-{n}", *words.split(" ")) if "$" in words else text(words, at, message_id=f"m{n}"))
        desk.tick()
    of_bar = [each for each in desk.published.outcomes if each.variables.get("merchant") == "BAR"]
    told = [each.outcome.value for each in sorted(of_bar, key=lambda each: each.revision)]
    assert told == ["handed_off", "denied", "handed_off", "withdrawn", "approved"]


def test_rows_of_what_a_delivery_event_proved_come_again_with_the_event(desk: Desk) -> None:
    desk.sender.answer = lambda _: Unsure(UnknownReason.TIMEOUT, "ReadTimeoutError")
    [row] = desk.read(text("WHERE", NOON, CLINIC, "a"))
    event = delivery(message_id="aws-9", context={"kind": "reply", "reply_id": reply_id("a").hex()})
    first = desk.read(event)
    assert [(each["status"], each["version"]) for each in first] == [("sent", row["version"] + 1)]
    assert desk.read(event) == first


def test_stop_wins_a_tie(desk: Desk) -> None:
    desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("YES", NOON, message_id="a"), text("STOP", NOON, message_id="z"))
    desk.tick()
    assert [kind for kind, _ in outcomes(desk)] == ["opted_out"]


def test_of_two_open_alerts_the_customer_is_asked_which(desk: Desk) -> None:
    desk.read(alert(NOON - 20 * MINUTE, "p-1", "$12.00", "SHOP"), alert(NOON - 10 * MINUTE, "p-2", "$300.00", "BAR"))
    [asked] = desk.read(text("YES", NOON))
    assert "1) $12.00 at SHOP 2) $300.00 at BAR" in asked["body"]
    desk.tick()
    assert outcomes(desk) == []
    [row] = desk.read(text("2 yes", NOON + MINUTE))
    desk.tick()
    assert (row["template"], outcomes(desk)) == ("approved", [("approved", 1)])
    assert desk.published.outcomes[0].variables["merchant"] == "BAR"


def test_a_bare_number_chooses_the_alert_and_approves_nothing(desk: Desk) -> None:
    desk.read(alert(NOON - 20 * MINUTE, "p-1", "$12.00", "SHOP"), alert(NOON - 10 * MINUTE, "p-2", "$300.00", "BAR"))
    desk.read(text("YES", NOON))
    [again] = desk.read(text("1", NOON + MINUTE))
    assert "$12.00 at SHOP" in again["body"]
    desk.tick()
    assert outcomes(desk) == []
    desk.read(text("yes", NOON + 2 * MINUTE))
    desk.tick()
    assert desk.published.outcomes[0].variables["merchant"] == "SHOP"


def test_the_message_that_aws_names_is_the_one_that_is_answered(desk: Desk) -> None:
    desk.read(alert(NOON - 20 * MINUTE, "p-1", "$12.00", "SHOP"), alert(NOON - 10 * MINUTE, "p-2", "$300.00", "BAR"))
    desk.read(text("YES", NOON, previousPublishedMessageId="p-1"))
    desk.tick()
    assert desk.inbound[0]["attribution"] == "explicit"
    assert [each.variables["merchant"] for each in desk.published.outcomes] == ["SHOP"]


def test_an_answer_to_our_help_text_still_answers_the_open_prompt(desk: Desk) -> None:
    desk.read(alert(NOON - 20 * MINUTE, "p-1", "$12.00", "SHOP"))
    [helped] = desk.read(text("HELP", NOON - MINUTE))
    desk.read(text("YES", NOON, previousPublishedMessageId=helped["message_id"]))
    desk.tick()
    assert outcomes(desk) == [("approved", 1)]


def test_an_answer_to_a_message_that_is_none_of_ours_approves_nothing(desk: Desk) -> None:
    desk.read(alert(NOON - 20 * MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("YES", NOON, previousPublishedMessageId="somebody-elses"))
    desk.tick()
    assert outcomes(desk) == []


def test_an_answer_after_expiry_never_approves(desk: Desk) -> None:
    desk.read(alert(NOON - 2 * HOUR, "p-1", "$12.00", "SHOP"))
    [row] = desk.read(text("YES", NOON))
    desk.tick()
    assert (row["template"], outcomes(desk)) == ("late", [])


def test_a_prompt_without_a_flow_only_tells_what_is_answered(desk: Desk) -> None:
    desk.read(prompt(NOON - HOUR, "p-1", SHOP, None))
    desk.read(text("OFFERS", NOON, SHOP))
    [heard] = desk.inbound
    assert (heard["attribution"], heard["campaign"], heard["conversation_id"] is not None) == ("window", "spring", True)
    desk.read(text("OFFERS", NOON + timedelta(hours=80), SHOP))
    assert desk.inbound[0]["attribution"] == "none"


def test_an_appointment_is_moved_and_its_old_time_is_open_again(desk: Desk) -> None:
    slots(desk, "appointments", 24, 25, 26, 27)
    desk.converse._calendar.hold([Hold("appointments", "appointments-24", b"x" * 16)], NOON, NOON + HOUR)
    desk.converse._calendar.book([Hold("appointments", "appointments-24", b"x" * 16)], NOON)
    desk.read(reminder(NOON - HOUR))
    [offer] = desk.read(text("can't come", NOON, CLINIC))
    assert "1) Wed 25 Nov 9:00 am" in offer["body"]
    [row] = desk.read(text("2", NOON + MINUTE, CLINIC))
    assert (row["template"], "Thu 26 Nov 9:00 am" in row["body"]) == ("moved", True)
    desk.tick()
    [told] = desk.published.outcomes
    assert (told.outcome, told.slot) == (OutcomeKind.MOVED, "appointments-26")
    [left] = [desk.converse._calendar.open_times("appointments", NOON, 9)]
    assert [slot.key for slot in left] == ["appointments-25", "appointments-27"]


def test_who_loses_the_race_is_offered_other_times(desk: Desk) -> None:
    slots(desk, "appointments", 24, 25)
    desk.read(reminder(NOON - HOUR))
    desk.read(text("no", NOON, CLINIC))
    desk.converse._calendar.hold([Hold("appointments", "appointments-24", b"x" * 16)], NOON, NOON + HOUR)
    [row] = desk.read(text("1", NOON + MINUTE, CLINIC))
    assert (row["template"], "Wed 25 Nov" in row["body"]) == ("which", True)
    [row] = desk.read(text("1", NOON + 2 * MINUTE, CLINIC))
    assert row["template"] == "moved"


def test_a_choice_waits_while_the_calendar_is_away_and_is_answered_by_a_tick(desk: Desk) -> None:
    slots(desk, "appointments", 24, 25)
    desk.read(reminder(NOON - HOUR))
    desk.read(text("no", NOON, CLINIC))
    calendar = desk.converse._calendar
    desk.converse._calendar = Away()  # type: ignore[assignment]
    assert desk.read(text("1", NOON + MINUTE, CLINIC)) == []
    desk.close = lambda: None  # type: ignore[method-assign]
    desk.open()
    assert calendar is not desk.converse._calendar
    desk.clock.time = NOON + 3 * MINUTE
    rows = desk.tick()
    assert "moved" in {row["template"] for row in rows if row["attempts"] == 1}


class Away:
    """A calendar that never answers, and counts how often it was asked."""

    asked = 0

    def hold(self, *_: object) -> list[bool]:
        self.asked += 1
        raise CalendarAway("away")


def test_a_calendar_that_is_away_is_not_asked_by_every_block(desk: Desk) -> None:
    slots(desk, "appointments", 24, 25)
    desk.read(reminder(NOON - HOUR))
    desk.read(text("no", NOON, CLINIC))
    calendar, away = desk.converse._calendar, Away()
    desk.converse._calendar = away  # type: ignore[assignment]
    for n, words in enumerate(("1", "the first one", "1 please")):
        desk.clock.time = NOON + MINUTE + 6 * n * SECOND
        desk.read(text(words, NOON + MINUTE + 6 * n * SECOND, CLINIC, message_id=f"n{n}"))
    assert away.asked == 1
    desk.clock.time = NOON + MINUTE + 16 * SECOND
    desk.read(text("first", NOON + MINUTE + 16 * SECOND, CLINIC, message_id="n4"))
    assert away.asked == 2
    desk.converse._calendar = calendar
    desk.clock.time = NOON + 3 * MINUTE
    rows = desk.tick()
    assert "moved" in {row["template"] for row in rows if row["attempts"] == 1}


def test_the_same_words_under_a_new_id_seconds_later_are_one_text(desk: Desk) -> None:
    desk.read(alert(NOON - HOUR / 2, "p-1", "$12.00", "SHOP"))
    first = desk.read(text("hello?", NOON, message_id="a"))
    assert [row["template"] for row in first] == ["unmatched"]
    assert desk.read(text("hello?", NOON + 3 * SECOND, message_id="b")) == []
    assert desk.inbound[0]["duplicate_of"] == "a"
    assert len(desk.read(text("hello?", NOON + 30 * SECOND, message_id="c"))) == 1


def test_a_record_read_again_gives_the_same_rows(desk: Desk) -> None:
    desk.read(alert(NOON - HOUR / 2, "p-1", "$12.00", "SHOP"))
    records = [text("what?", NOON, message_id="a"), text("YES", NOON + MINUTE, message_id="b")]
    first, heard = desk.read(*records), desk.inbound
    assert desk.read(*records) == first
    assert desk.inbound == heard


def test_two_machines_stop_texting_each_other_and_a_person_is_never_cut_off(desk: Desk) -> None:
    sent = []
    for n in range(9):
        sent += desk.read(text("Thank you for contacting Acme.", NOON + n * 20 * SECOND, CLINIC))
    assert [row["reason"] for row in sent].count("loop") == 4
    assert len(desk.sender.texts) == 5
    [row] = desk.read(text("CONFIRM", NOON + 200 * SECOND, CLINIC))
    assert row["status"] == "sent"
    slots(desk, "appointments", *range(24, 31))
    desk.read(reminder(NOON + 5 * MINUTE))
    desk.read(text("no", NOON + 6 * MINUTE, CLINIC))
    for n in range(2):
        [row] = desk.read(text("more", NOON + 6 * MINUTE + (n + 1) * 10 * SECOND, CLINIC))
        assert row["template"] == "times"


def test_a_coupon_is_sent_once_a_day(desk: Desk) -> None:
    keyword = next(k for k in PROGRAMS.programs[2].keywords if k.once_per_s is not None)
    first = desk.read(text(keyword.keyword, NOON, SHOP))
    again = desk.read(text(keyword.keyword, NOON + HOUR, SHOP))
    assert [row["template"] for row in first] == [keyword.template]
    assert [row["template"] for row in again if row["status"] == "sent"] == ([keyword.again] if keyword.again else [])
    desk.clock.time += timedelta(days=2)
    later = desk.read(text(keyword.keyword, NOON + timedelta(days=2), SHOP))
    assert [row["template"] for row in later] == [keyword.template]


def test_a_reminder_goes_out_once(desk: Desk) -> None:
    step = PROGRAMS.programs[0].flows[0].steps[0]
    assert step.remind_after_s is not None
    desk.read(reminder(NOON - HOUR))
    desk.clock.time = NOON - HOUR + timedelta(seconds=step.remind_after_s + 1)
    for _ in range(3):
        desk.tick()
        desk.clock.time += MINUTE
    assert len(desk.sender.texts) == 1
    assert desk.sender.texts[0].context["kind"] == "reminder"


def test_a_reminder_may_be_sent_again_when_nobody_knows_whether_it_left(desk: Desk) -> None:
    desk.sender.answer = lambda _: Unsure(UnknownReason.TIMEOUT, "ReadTimeoutError")
    desk.read(reminder(NOON - HOUR))
    desk.clock.time = NOON + timedelta(days=1, hours=1)
    for _ in range(8):
        desk.tick()
        desk.clock.time += 3 * MINUTE
    assert len(desk.sender.texts) == 3
    assert len({t.context["reply_id"] for t in desk.sender.texts}) == 1


def test_stop_goes_on_awss_list_after_its_confirmation_and_start_takes_it_off(desk: Desk) -> None:
    desk.sender.answer = lambda _: NotSent(None, "ThrottlingException")
    desk.read(text("STOP", NOON, CLINIC))
    desk.clock.time += 11 * SECOND
    desk.tick()
    assert desk.listed.calls == []
    desk.sender.answer = lambda _: Sent("m")
    desk.clock.time += 11 * SECOND
    desk.tick()
    desk.clock.time += 11 * SECOND
    desk.tick()
    assert (desk.listed.numbers, desk.listed.calls) == ([ANN], [("put", "Default")])
    [row] = desk.read(text("START", NOON + MINUTE, CLINIC))
    assert (row["status"], desk.listed.numbers) == ("sent", [])


def test_a_yes_that_reopens_is_an_opt_in_for_the_business_and_for_aws_too(desk: Desk) -> None:
    desk.read(text("STOP", NOON, CLINIC))
    desk.tick()
    assert desk.listed.numbers == [ANN]
    [row] = desk.read(text("YES", NOON + MINUTE, CLINIC))
    desk.tick()
    assert (row["template"], row["status"], desk.listed.numbers) == ("start", "sent", [])
    assert [kind for kind, _ in outcomes(desk)] == ["opted_out", "opted_in"]


def test_a_confirmation_leaves_within_five_minutes_or_not_at_all(desk: Desk) -> None:
    desk.sender.answer = lambda _: NotSent(None, "ThrottlingException")
    desk.read(text("STOP", NOON, CLINIC))
    desk.clock.time += 6 * MINUTE
    desk.tick()
    assert len(desk.sender.texts) == 1
    [again] = desk.read(text("STOP", NOON - 10 * MINUTE, CLINIC, message_id="late"))
    assert again["status"] == "suppressed"


def test_outcomes_wait_for_a_topic_that_is_away(desk: Desk) -> None:
    desk.published.is_away = True
    desk.read(alert(NOON - MINUTE, "p-1", "$12.00", "SHOP"))
    desk.read(text("YES", NOON))
    desk.tick()
    assert outcomes(desk) == []
    desk.published.is_away = False
    desk.clock.time += 11 * SECOND
    desk.tick()
    desk.tick()
    assert outcomes(desk) == [("approved", 1)]


def test_when_the_account_may_not_send_everything_waits_and_then_goes(desk: Desk) -> None:
    halting = NotSent(None, "AccessDeniedException:ACCOUNT_DISABLED", 5 * MINUTE, halts=True)
    desk.sender.answer = lambda _: halting
    rows = [row for n in range(6) for row in desk.read(text("where are you", NOON + n * MINUTE, CLINIC))]
    assert {row["status"] for row in rows} == {"promised"}
    assert len(desk.sender.texts) == 1
    desk.sender.answer = lambda _: Sent("m")
    desk.clock.time += 6 * MINUTE
    desk.tick()
    assert len(desk.sender.texts) == 7
    assert desk.converse._store.waiting() == 0


def test_a_refusal_that_concerns_one_text_holds_up_no_other(desk: Desk) -> None:
    desk.sender.answer = lambda _: NotSent(FailReason.REJECTED, "ValidationException:INVALID_PARAMETER")
    [row] = desk.read(text("WHERE", NOON, CLINIC))
    assert (row["status"], row["reason"]) == ("failed", "rejected")
    desk.sender.answer = lambda _: Sent("m")
    [row] = desk.read(text("WHERE", NOON + MINUTE, CLINIC))
    assert row["status"] == "sent"


def test_a_template_without_its_variable_is_withheld_and_says_so(desk: Desk) -> None:
    desk.read(prompt(NOON - HOUR, "p-1", CLINIC, "appointment"))
    slots(desk, "appointments", 24)
    desk.read(text("no", NOON, CLINIC))
    [row] = desk.read(text("1", NOON + MINUTE, CLINIC))
    assert row["status"] == "sent"
    assert reply_id(row["inbound_message_id"]) == row["reply_id"].bytes
