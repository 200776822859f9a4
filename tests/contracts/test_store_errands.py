"""The contract of what conversations owe: errands, outcomes for the lake, and what time alone brings."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.domain.errand import ErrandKind, errand
from pipelines.domain.outcome import ConversationOutcome
from pipelines.ports import Decide, Errand, Store, Who, Work
from schemas.program import ProgramSet
from tests.contracts.replies import LEASE, NOON, SECOND
from tests.contracts.threads import (
    ANN,
    BANK,
    BOB,
    CLINIC,
    DAY,
    HOUR,
    MINUTE,
    PROGRAMS,
    apply,
    hear,
    text,
    told,
    visit,
    who,
)

AGAIN = NOON + MINUTE


def confirmed(store: Store) -> ConversationOutcome:
    """Ann confirms."""
    apply(store, visit())
    [outcome] = hear(store, text("yes")).outcomes
    return outcome


def test_an_errand_is_due_again_until_it_is_run(store: Store) -> None:
    confirmed(store)
    assert store.take_errands(NOON - SECOND, AGAIN, 10) == []
    [owed] = store.take_errands(NOON, AGAIN, 10)
    assert (owed.kind, owed.attempts) == ("publish", 0)
    assert store.take_errands(AGAIN - SECOND, AGAIN + MINUTE, 10) == []
    [again] = store.take_errands(AGAIN, AGAIN + MINUTE, 10)
    assert again == replace(owed, attempts=1)
    store.run([owed.errand_id, b"?" * 16, owed.errand_id])
    assert store.take_errands(NOON + DAY, NOON + DAY, 10) == []
    store.run([])


def test_an_errand_that_is_owed_already_stays_as_it_stands(store: Store) -> None:
    confirmed(store)
    hear(store, text("STOP", NOON + SECOND, "s"))
    owed = store.take_errands(NOON, AGAIN, 10)
    hear(store, text("yes"), text("STOP", NOON + SECOND, "s"))
    assert {each.kind for each in owed} == {"publish", "list_opt_out"}
    assert store.take_errands(NOON + SECOND, AGAIN, 10) == []


def test_what_is_owed_besides_is_kept_once(store: Store) -> None:
    outcome = confirmed(store)
    [owed] = store.take_errands(NOON, AGAIN, 10)
    other = replace(outcome, outcome_id=b"o" * 16, revision=2)
    errands = [errand(ErrandKind.PUBLISH, outcome_id=each.outcome_id.hex()) for each in (outcome, other)]
    store.outcomes_written([outcome.outcome_id])
    for _ in range(2):
        store.owe([outcome, other], errands, NOON)
    assert store.unwritten_outcomes(10, NOON + DAY) == [other]
    assert [each.errand_id for each in store.take_errands(NOON, AGAIN, 10)] == [errands[1].errand_id]
    assert owed == errands[0]
    store.owe([], [], NOON)


def test_an_errand_that_was_run_may_be_owed_anew(store: Store) -> None:
    outcome = confirmed(store)
    [owed] = store.take_errands(NOON, AGAIN, 10)
    store.run([owed.errand_id])
    store.owe([outcome], [owed], AGAIN)
    assert store.take_errands(AGAIN - SECOND, AGAIN, 10) == []
    assert store.take_errands(AGAIN, NOON + DAY, 10) == [owed]


def test_the_longest_due_errands_go_first(store: Store) -> None:
    for n in range(7):
        hear(store, text("STOP", NOON, f"s{n}", who=f"+1425555{n:04}"), now=NOON + n * SECOND)
    first = store.take_errands(NOON + MINUTE, NOON + 2 * MINUTE, 6)
    second = store.take_errands(NOON + MINUTE, NOON + 2 * MINUTE, 100)
    assert len(first) == 6
    assert len({each.errand_id for each in (*first, *second)}) == 14
    assert len({each.details["customer_key"] for each in first if each.kind == "list_opt_out"}) <= 3


@pytest.mark.parametrize("place", ["file", "dynamodb"], indirect=True)
def test_two_workers_never_take_the_same_errand(place: Callable[[], Store]) -> None:
    for n in range(12):
        hear(place(), text("STOP", NOON, f"s{n}", who=f"+1425555{n:04}"))
    taken: list[Errand] = []

    def work() -> None:
        own = place()
        while some := own.take_errands(NOON, AGAIN, 5):
            taken.extend(some)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    taken += place().take_errands(NOON, AGAIN, 100)
    assert len(taken) == len({each.errand_id for each in taken}) == 24


def test_outcomes_are_told_until_they_are_in_the_lake(store: Store) -> None:
    outcome = confirmed(store)
    assert store.unwritten_outcomes(10, NOON) == []
    assert store.unwritten_outcomes(10, NOON + SECOND) == [outcome]
    store.outcomes_written([outcome.outcome_id, b"?" * 16])
    store.outcomes_written([outcome.outcome_id])
    assert store.unwritten_outcomes(10, NOON + DAY) == []
    assert store.outcomes([outcome.outcome_id, b"?" * 16]) == [outcome]
    hear(store, text("yes"))
    assert store.unwritten_outcomes(10, NOON + DAY) == []
    assert store.outcomes([]) == []


def test_the_oldest_outcomes_are_told_first(store: Store) -> None:
    for n in range(6):
        hear(store, text("STOP", NOON, f"s{n}", who=f"+1425555{n:04}"), now=NOON + n * SECOND)
    found = store.unwritten_outcomes(4, NOON + MINUTE)
    assert [each.inbound_message_id for each in found] == [f"s{n}" for n in range(4)]


def test_a_reminder_is_brought_by_time_once(store: Store) -> None:
    apply(store, visit(at=NOON - HOUR))
    assert store.due_threads(NOON - SECOND, 10) == []
    [whom] = store.due_threads(NOON, 10)
    assert whom == who()
    [reply] = apply(store, Work(whom, tick=NOON)).replies
    assert (reply.promise.kind, reply.promise.template, reply.promise.customer_key) == (
        "reminder",
        "reminder",
        whom.customer_key,
    )
    assert store.due_threads(NOON + DAY, 10) == []
    assert apply(store, Work(whom, tick=NOON)).replies == []
    assert [r.promise.kind for r in store.claim("w", NOON, LEASE, 10)] == ["prompt", "reminder"]


def test_two_workers_that_are_told_of_the_same_thread_remind_once(store: Store) -> None:
    apply(store, visit(at=NOON - HOUR))
    [whom] = store.due_threads(NOON + SECOND, 10)
    first = apply(store, Work(whom, tick=NOON + SECOND))
    second = apply(store, Work(whom, tick=NOON + 2 * SECOND))
    assert (len(first.replies), len(second.replies)) == (1, 0)


def test_who_has_answered_is_not_reminded(store: Store) -> None:
    confirmed(store)
    assert store.due_threads(NOON + DAY, 10) == []


def test_the_longest_due_threads_come_first(store: Store) -> None:
    for n in range(6):
        apply(store, visit(f"v{n}", NOON + n * SECOND, f"+1425555{n:04}"))
    found = store.due_threads(NOON + HOUR + 3 * SECOND, 3)
    assert found == [who(CLINIC, f"+1425555{n:04}") for n in range(3)]
    assert len(store.due_threads(NOON + HOUR + 3 * SECOND, 10)) == 4


def test_a_promotional_text_waits_until_quiet_hours_are_over(store: Store) -> None:
    [clinic, *others] = PROGRAMS.programs
    promoting = ProgramSet([clinic.model_copy(update={"promotional": ("reminder",)}), *others])
    apply(store, visit(at=NOON - 13 * HOUR))
    store.claim("w", NOON, LEASE, 10)
    [whom] = store.due_threads(NOON, 10)
    work = Work(replace(whom, zones=("America/Los_Angeles",)), tick=NOON)
    [reply] = store.apply([work], Decide(promoting), NOON).replies
    assert reply.promise.not_before is not None
    assert reply.promise.not_before > NOON
    assert store.claim("w", reply.promise.not_before - SECOND, LEASE, 10) == []
    assert len(store.claim("w", reply.promise.not_before, LEASE, 10)) == 1


def test_threads_are_kept_apart_by_customer_and_number(store: Store) -> None:
    hear(store, text("hi", NOON, "a"), text("hi", NOON, "b", BANK), text("hi", NOON, "c", CLINIC, BOB))
    keys: list[Who] = [who(CLINIC), who(BANK), who(CLINIC, BOB), who(BANK, BOB)]
    threads = [store.thread(*each.thread) for each in keys]
    names = [None if each is None else [event.order[2] for event in each.events] for each in threads]
    assert names == [["a"], ["b"], ["c"], None]
    assert told(store) == []
    assert ANN != BOB


def test_what_is_of_use_is_not_pruned(store: Store) -> None:
    outcome = confirmed(store)
    apply(store, visit("open", NOON - HOUR, BOB))
    store.prune(NOON - SECOND, 100)
    store.prune(NOON + 400 * DAY, 0)
    assert hear(store, text("yes")).outcomes == []
    assert store.unwritten_outcomes(10, NOON + DAY) == [outcome]
    store.prune(NOON + 400 * DAY, 100)
    assert store.unwritten_outcomes(10, NOON + DAY) == [outcome]
    assert store.due_threads(NOON + DAY, 10) == [who(CLINIC, BOB)]
    assert store.waiting() == 3
