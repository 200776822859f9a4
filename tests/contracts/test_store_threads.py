"""The contract of `Store.apply`, on every store: what becomes of texts and prompts, once, whoever applies them."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.outcome import OutcomeKind
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import Attribution, Finding
from pipelines.ports import Settlement, Store, Work
from schemas.errors import ReplyStatus, SuppressReason
from tests.contracts.replies import LEASE, NOON, SECOND
from tests.contracts.threads import (
    ANN,
    BANK,
    BOB,
    CLINIC,
    HOUR,
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
    works,
)


def everything(store: Store) -> object:
    """All that is kept of Ann."""
    threads = [store.thread(who(ours).customer_key, ours) for ours in (CLINIC, BANK)]
    return threads, told(store), store.queued(100), store.opted_out([who().customer_key])


def test_a_text_applied_again_gives_the_same_and_changes_nothing(store: Store) -> None:
    apply(store, visit())
    first = hear(store, text("CONFIRM"))
    kept = everything(store)
    again = hear(store, text("CONFIRM"), now=NOON + HOUR)
    assert (again.findings, again.replies, again.repeated) == (first.findings, first.replies, 0)
    assert (again.outcomes, everything(store)) == ([], kept)


def test_a_text_whose_reply_was_sent_since_is_given_back_with_it(store: Store) -> None:
    hear(store, text("WHERE"))
    [claimed] = store.claim("w", NOON, LEASE, 10)
    store.settle("w", [Settlement(claimed.promise.reply_id, ReplyStatus.SENT, message_id="aws-1")], NOON)
    assert [(r.status, r.message_id) for r in hear(store, text("WHERE")).replies] == [("sent", "aws-1")]


def test_the_same_id_from_another_position_is_counted_and_changes_nothing(store: Store) -> None:
    first = hear(store, text("CONFIRM"))
    kept = everything(store)
    again = hear(store, text("CONFIRM"), shard="shardId-000000000001")
    assert (again.findings, again.replies, again.repeated) == (first.findings, first.replies, 1)
    assert everything(store) == kept


def test_one_id_twice_in_a_block_is_one_text(store: Store) -> None:
    applied = hear(store, text("WHERE"), text("WHERE"))
    assert (templates(applied), applied.repeated) == (["where", "where"], 1)
    assert len(store.claim("w", NOON, LEASE, 10)) == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_the_same_words_under_a_new_id_seconds_later_are_one_text(store: Store, at_once: bool) -> None:
    said = [text("hello?", NOON, "a"), text("hello?", NOON + 3 * SECOND, "b"), text("hello?", NOON + 9 * SECOND, "c")]
    applied = [hear(store, *said)] if at_once else [hear(store, each) for each in said]
    findings = {name: found.duplicate_of for each in applied for name, found in each.findings.items()}
    assert findings == {"a": None, "b": "a", "c": None}
    assert [p.inbound_message_id for each in applied for p in promises(each)] == ["a", "c"]
    assert sum(each.duplicates for each in applied) == 1


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


def test_a_prompt_and_its_conversation_are_kept_once(store: Store) -> None:
    for _ in range(2):
        assert [r.status for r in apply(store, visit()).replies] == ["promised"]
    [prompt] = store.claim("w", NOON, LEASE, 10)
    thread = store.thread(prompt.promise.customer_key, CLINIC)
    assert thread is not None
    assert [talk.opening.conversation_id for talk in thread.after.talks] == [key("visit")]
    assert (thread.key_id, thread.customer_mask) == (prompt.promise.key_id, prompt.promise.customer_mask)


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
    assert (whom.thread, asked.event, asked.calendar, asked.holder) == (who().thread, "m1", "appointments", key("visit"))
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


@pytest.mark.xfail(strict=True, reason="thread_fold.follow: a STOP behind a text that waits for the calendar is not told")
def test_a_stop_counts_although_an_earlier_text_waits_for_the_calendar(store: Store) -> None:
    choosing(store)
    hear(store, text("2"))
    applied = hear(store, text("STOP", NOON + MINUTE, "s"))
    assert store.opted_out([who().customer_key]) == {who().customer_key}
    assert templates(applied) == ["stop"]


@pytest.mark.xfail(strict=True, reason="promise_codec.unpack: `reopening` of a text that waits comes back as a dict")
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


def test_what_happens_to_two_customers_and_on_two_numbers_is_apart(store: Store) -> None:
    apply(store, visit(), alert(), visit("bobs", number=BOB))
    applied = hear(store, text("yes", who=ANN), text("yes", name="m2", ours=BANK), text("no", name="m3", who=BOB))
    assert [whom.thread for whom, _ in applied.asked] == [who(CLINIC, BOB).thread]
    assert {each.conversation_id: each.outcome for each in told(store)} == {
        key("visit"): OutcomeKind.CONFIRMED,
        key("alert"): OutcomeKind.APPROVED,
    }


def test_many_texts_of_one_customer_at_once_are_all_applied(store: Store) -> None:
    said = [text(f"question {n}", NOON + n * SECOND, f"m{n}") for n in range(150)]
    applied = hear(store, *said)
    assert list(applied.findings) == [f"m{n}" for n in range(150)]
    assert {r.reason for r in applied.replies} == {None, SuppressReason.LOOP}
    assert hear(store, *said).replies == applied.replies
    thread = store.thread(who().customer_key, CLINIC)
    assert thread is not None
    assert (len(thread.events), len(store.queued(200))) == (60, 5)


@pytest.mark.parametrize("place", ["file", "dynamodb"], indirect=True)
def test_workers_that_apply_to_one_thread_at_once_lose_nothing(place: Callable[[], Store]) -> None:
    names = [f"m{n}" for n in range(24 if isinstance(place(), SqliteStore) else 12)]
    ready = threading.Barrier(3)
    findings: dict[str, set[Finding]] = {name: set() for name in names}

    def work(turn: int) -> None:
        own = place()
        made = [works(text(f"text {n}", NOON + n * SECOND, name)) for n, name in enumerate(names)]
        ready.wait()
        for each in made[turn * 4 :] + made[: turn * 4]:
            for name, found in apply(own, *each).findings.items():
                findings[name].add(found)

    workers = [threading.Thread(target=work, args=(turn,)) for turn in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(100)
    thread = place().thread(who().customer_key, CLINIC)
    assert thread is not None
    assert [event.order[2] for event in thread.events] == names
    assert {name: len(found) for name, found in findings.items()} == dict.fromkeys(names, 1)
    assert len(place().replies([reply_id(name) for name in names])) == len(names)


def test_a_tick_that_brings_nothing_changes_nothing(store: Store) -> None:
    apply(store, visit())
    kept = everything(store)
    apply(store, Work(replace(who(), zones=()), tick=NOON - MINUTE))
    assert everything(store) == kept
