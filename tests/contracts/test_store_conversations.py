"""The contract of `Store.apply`, on every store: conversations go on, and what follows from them is kept with them."""

from collections.abc import Callable

import pytest

from pipelines.domain.outcome import OutcomeKind
from pipelines.domain.thread import Attribution, Finding
from pipelines.ports import Settlement, Store
from schemas.errors import ReplyStatus
from tests.contracts.replies import LEASE, NOON, SECOND
from tests.contracts.threads import (
    BANK,
    MINUTE,
    alert,
    apply,
    go_on,
    hear,
    key,
    promises,
    templates,
    text,
    told,
    visit,
    who,
)


def test_a_yes_confirms_the_conversation_that_a_prompt_opened(store: Store) -> None:
    [prompt] = apply(store, visit()).replies
    assert (prompt.status, prompt.promise.kind, prompt.promise.template) == ("promised", "prompt", "reminder")
    applied = hear(store, text("yes"))
    assert applied.findings["m1"] == Finding(
        Attribution.OPEN_PROMPT, None, "spring", "appointment", "asked", key("visit")
    )
    [said] = promises(applied)
    assert (said.template, said.conversation_id, said.campaign) == ("confirmed", key("visit"), "spring")
    [outcome] = applied.outcomes
    assert (outcome.outcome, outcome.revision, outcome.inbound_message_id) == (OutcomeKind.CONFIRMED, 1, "m1")
    [errand] = store.take_errands(NOON, NOON + MINUTE, 10)
    assert (errand.kind, errand.details) == ("publish", {"outcome_id": outcome.outcome_id.hex()})
    assert store.outcomes([outcome.outcome_id]) == told(store) == [outcome]


def test_stop_wins_a_tie_and_ends_what_is_open(store: Store) -> None:
    apply(store, visit())
    applied = hear(store, text("YES", NOON, "a"), text("STOP", NOON, "z"))
    assert [each.outcome for each in told(store)] == [OutcomeKind.OPTED_OUT]
    assert {r.promise.intent: r.reason for r in applied.replies} == {"opt_out": None, "keyword": "opted_out"}
    assert store.opted_out([who().customer_key]) == {who().customer_key}


def test_after_stop_nothing_but_one_confirmation_is_handed_out_on_any_number(store: Store) -> None:
    apply(store, alert())
    hear(store, text("WHERE", NOON, "a"), text("hm", NOON, "b", BANK))
    hear(store, text("STOP", NOON + SECOND, "s"), text("STOP", NOON + 2 * SECOND, "s2", BANK))
    assert [r.promise.inbound_message_id for r in store.claim("w", NOON + MINUTE, LEASE, 10)] == ["s"]
    assert templates(hear(store, text("START", NOON + MINUTE, "t"))) == ["start"]
    assert [r.promise.intent for r in store.claim("w", NOON + MINUTE, LEASE, 10)] == ["opt_in"]


def test_a_yes_reopens_for_who_opted_out_before_it(store: Store) -> None:
    hear(store, text("STOP", NOON, "s"))
    [reply] = hear(store, text("YES", NOON + SECOND, "y")).replies
    assert (reply.status, reply.promise.intent, reply.promise.template) == ("promised", "opt_in", "start")
    assert store.opted_out([who().customer_key]) == set()


def test_the_message_that_is_answered_is_found_by_the_id_that_the_api_gave_it(store: Store) -> None:
    apply(store, alert("a", NOON - 20 * MINUTE), alert("b", NOON - 10 * MINUTE, "$300.00", "BAR"))
    claimed = {r.promise.conversation_id: r.promise.reply_id for r in store.claim("w", NOON, LEASE, 10)}
    sent = [
        Settlement(reply_id, ReplyStatus.SENT, message_id=f"aws-{name}")
        for name in "ab"
        for reply_id in [claimed[key(name)]]
    ]
    store.settle("w", sent, NOON)
    applied = hear(store, text("YES", NOON, "m", BANK, previousPublishedMessageId="aws-a"))
    assert applied.findings["m"].attribution is Attribution.EXPLICIT
    assert applied.findings["m"].conversation_id == key("a")
    assert [(each.outcome, each.conversation_id) for each in told(store)] == [(OutcomeKind.APPROVED, key("a"))]
    unknown = hear(store, text("YES", NOON + MINUTE, "n", BANK, previousPublishedMessageId="x" * 3000))
    assert unknown.outcomes == []


def test_of_two_open_conversations_the_customer_is_asked_which(store: Store) -> None:
    apply(store, alert("a", NOON - 20 * MINUTE), alert("b", NOON - 10 * MINUTE, "$300.00", "BAR"))
    applied = hear(store, text("YES", NOON, "m", BANK))
    assert (applied.outcomes, applied.findings["m"].conversation_id) == ([], None)
    assert "2) $300.00 at BAR" in str(promises(applied)[0].body)
    hear(store, text("2 yes", NOON + MINUTE, "n", BANK))
    assert [(each.outcome, each.conversation_id) for each in told(store)] == [(OutcomeKind.APPROVED, key("b"))]


def choosing(store: Store) -> None:
    """Ann is offered times."""
    apply(store, visit(slot="old"))
    assert templates(go_on(store, hear(store, text("no", NOON - MINUTE, "no")))) == ["times"]


def test_a_time_that_is_chosen_is_asked_for_and_booked(store: Store) -> None:
    choosing(store)
    applied = hear(store, text("2"))
    [(whom, asked)] = applied.asked
    assert (whom.thread, asked.event, asked.calendar, asked.holder) == (
        who().thread,
        "m1",
        "appointments",
        key("visit"),
    )
    assert (applied.replies, applied.findings["m1"].step) == ([], "choosing")
    booked = go_on(store, applied)
    assert (templates(booked), booked.findings["m1"]) == (["moved"], applied.findings["m1"])
    assert asked.slot is not None
    [outcome] = told(store)
    assert (outcome.outcome, outcome.slot, outcome.slot_at) == (OutcomeKind.MOVED, asked.slot.key, asked.slot.at)
    assert [e.details["slot"] for e in store.take_errands(NOON, NOON, 9) if e.kind == "release"] == ["old"]


def test_who_does_not_get_the_time_is_offered_others(store: Store) -> None:
    choosing(store)
    lost = go_on(store, hear(store, text("1")), takes=False)
    assert (templates(lost), told(store)) == (["which"], [])
    assert templates(go_on(store, hear(store, text("1", NOON + MINUTE, "m2")))) == ["moved"]
    assert [each.outcome for each in told(store)] == [OutcomeKind.MOVED]


@pytest.mark.parametrize("place", ["file", "dynamodb"], indirect=True)
def test_a_text_that_waits_for_the_calendar_survives_a_restart(place: Callable[[], Store]) -> None:
    choosing(place())
    hear(place(), text("2"))
    again = hear(place(), text("2"))
    assert [asked.event for _, asked in again.asked] == ["m1"]
    assert templates(go_on(place(), again)) == ["moved"]
    assert templates(hear(place(), text("2"))) == ["moved"]


def test_a_stop_counts_although_an_earlier_text_waits_for_the_calendar(store: Store) -> None:
    choosing(store)
    hear(store, text("2"))
    applied = hear(store, text("STOP", NOON + MINUTE, "s"))
    assert store.opted_out([who().customer_key]) == {who().customer_key}
    assert templates(applied) == ["stop"]


def test_a_yes_that_waited_reopens_for_who_opted_out_on_another_number(store: Store) -> None:
    choosing(store)
    hear(store, text("2"))
    hear(store, text("STOP", NOON + SECOND, "s", BANK))
    applied = go_on(store, hear(store, text("YES", NOON + MINUTE, "y")))
    assert templates(applied) == ["moved", "start"]


def test_what_is_found_out_of_a_text_while_its_row_is_not_made_is_what_is_given_back(store: Store) -> None:
    choosing(store)
    waiting = hear(store, text("2", NOON, "m1"), text("thank you", NOON + MINUTE, "m2"))
    assert waiting.findings["m2"] == Finding()
    found = go_on(store, waiting).findings
    assert found["m2"].attribution is Attribution.WINDOW
    assert hear(store, text("2", NOON, "m1"), text("thank you", NOON + MINUTE, "m2")).findings == found
