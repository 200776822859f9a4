"""The contract of `Store.apply`, on every store: what becomes of texts and prompts, once, whoever applies them."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.errand import ErrandKind
from pipelines.domain.outcome import OutcomeKind
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import Finding
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


def test_a_prompt_and_its_conversation_are_kept_once(store: Store) -> None:
    for _ in range(2):
        assert [r.status for r in apply(store, visit()).replies] == ["promised"]
    [prompt] = store.claim("w", NOON, LEASE, 10)
    thread = store.thread(prompt.promise.customer_key, CLINIC)
    assert thread is not None
    assert [talk.opening.conversation_id for talk in thread.after.talks] == [key("visit")]
    assert (thread.key_id, thread.customer_mask) == (prompt.promise.key_id, prompt.promise.customer_mask)


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


def test_a_time_that_comes_for_a_conversation_stopped_meanwhile_is_freed(store: Store) -> None:
    apply(store, visit("a", NOON))
    go_on(store, hear(store, text("can't come", NOON + MINUTE, "m1")))
    [(whom, asked)] = hear(store, text("2", NOON + 3 * MINUTE, "m2")).asked
    assert asked.slot is not None
    assert asked.claim is not None
    hear(store, text("STOP", NOON + 2 * MINUTE, "late"))
    given = Work(whom, got={asked.event: True}, claims={asked.event: asked.claim}, resumed=True)
    assert OutcomeKind.MOVED not in {each.outcome for each in apply(store, given).outcomes}
    owed = {each.kind: each.details for each in store.take_errands(NOON, NOON, 10)}
    assert owed[ErrandKind.RELEASE]["slot"] == asked.slot.key
    assert owed[ErrandKind.RELEASE]["holder"] == key("a").hex()


def test_a_tick_that_brings_nothing_changes_nothing(store: Store) -> None:
    apply(store, visit())
    kept = everything(store)
    apply(store, Work(replace(who(), zones=()), tick=NOON - MINUTE))
    assert everything(store) == kept
