"""The contract of opt-outs in `pipelines.ports.Store`, on every store: a latch in event time, STOP before all else."""

from itertools import count, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.domain.reply import Reopening
from pipelines.ports import Store
from schemas.errors import ReplyStatus, SuppressReason
from tests.contracts.replies import LEASE, NOON, SECOND, customer, promise, start, stop


def statuses(store: Store, *promises: object) -> list[tuple[str, str | None]]:
    return [(r.status.value, r.reason) for r in store.promise(promises, NOON)]  # type: ignore[arg-type]


def test_nothing_but_one_confirmation_goes_to_a_customer_who_said_stop(store: Store) -> None:
    assert statuses(store, stop("s1")) == [("promised", None)]
    later = statuses(store, stop("s2", at=NOON + SECOND), promise("m2", at=NOON + SECOND), promise("m3", who="bob"))
    assert later == [("suppressed", "opted_out"), ("suppressed", "opted_out"), ("promised", None)]


def test_a_stop_in_the_same_block_holds_for_what_stands_before_it(store: Store) -> None:
    assert statuses(store, promise("m1"), stop("s1", at=NOON + SECOND)) == [
        ("suppressed", "opted_out"),
        ("promised", None),
    ]


def test_a_reply_that_waits_when_the_customer_says_stop_is_withheld(store: Store) -> None:
    store.promise([promise("m1")], NOON)
    store.promise([stop("s1", at=NOON + SECOND)], NOON)
    claimed = store.claim("w", NOON + SECOND, LEASE, 10)
    assert [r.promise.intent for r in claimed] == ["opt_out"]
    [withheld] = store.promise([promise("m1")], NOON)
    assert (withheld.status, withheld.reason) == (ReplyStatus.SUPPRESSED, SuppressReason.OPTED_OUT)


def test_start_opens_what_stop_closed(store: Store) -> None:
    store.promise([stop("s1")], NOON)
    assert (
        statuses(store, start("t1", at=NOON + SECOND), promise("m1", at=NOON + 2 * SECOND)) == [("promised", None)] * 2
    )


def test_stop_wins_a_tie_with_start(store: Store) -> None:
    store.promise([start("t1"), stop("s1")], NOON)
    assert store.opted_out([customer("ann")]) == {customer("ann")}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_stop_and_start_end_alike_in_whatever_order_they_arrive(store: Store, order: tuple[int, ...]) -> None:
    events = [
        stop("s1"),
        start("t1", at=NOON + SECOND),
        stop("s2", at=NOON + 2 * SECOND),
        promise("m", at=NOON + SECOND),
    ]
    for n in order:
        store.promise([events[n]], NOON)
    assert store.opted_out([customer("ann"), customer("bob")]) == {customer("ann")}
    confirmations = [r for r in store.claim("w", NOON + LEASE, LEASE, 10) if r.promise.intent == "opt_out"]
    assert 1 <= len(confirmations) <= 2


_EVERYBODY = count()


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=8), st.booleans())
def test_the_latch_is_the_latest_event(store: Store, events: list[tuple[bool, int]], at_once: bool) -> None:
    who = f"c{next(_EVERYBODY)}"
    promises = [
        (stop if is_stop else start)(f"{who}-{n}", who, NOON + at * SECOND) for n, (is_stop, at) in enumerate(events)
    ]
    for block in [promises] if at_once else [[p] for p in promises]:
        store.promise(block, NOON)
    stops = [at for is_stop, at in events if is_stop]
    starts = [at for is_stop, at in events if not is_stop]
    expected = bool(stops) and max(stops) >= max(starts, default=-1)
    assert bool(store.opted_out([customer(who)])) is expected


def test_a_yes_reopens_only_for_a_customer_who_opted_out_before_it(store: Store) -> None:
    welcome = Reopening("start", "Welcome back", 1, "GSM")
    yes = promise("yes-1", at=NOON, reopening=welcome)
    [first] = store.promise([yes], NOON)
    assert (first.promise.template, first.promise.intent, first.status) == ("confirmed", "keyword", "promised")
    store.promise([stop("stop-1", at=NOON + SECOND)], NOON + SECOND)
    [late] = store.promise([promise("yes-2", at=NOON, reopening=welcome)], NOON + 2 * SECOND)
    assert (late.status, late.reason) == ("suppressed", "opted_out")
    [again] = store.promise([promise("yes-3", at=NOON + 3 * SECOND, reopening=welcome)], NOON + 3 * SECOND)
    assert (again.promise.template, again.promise.body, again.promise.intent) == ("start", "Welcome back", "opt_in")
    assert (again.status, store.opted_out([customer("ann")])) == ("promised", set())
    [repeated] = store.promise([promise("yes-3", at=NOON + 3 * SECOND, reopening=welcome)], NOON + 4 * SECOND)
    assert repeated.promise.template == "start"


def test_the_one_text_that_asks_goes_to_who_may_have_opted_out_and_nothing_else(store: Store) -> None:
    asked = promise("m1", intent="unclear_opt_out", opt_out=True, keyword=None, template="ask")
    store.promise([asked, promise("m2", at=NOON + SECOND)], NOON)
    claimed = store.claim("w", NOON, LEASE, 10)
    assert [reply.promise.template for reply in claimed] == ["ask"]
    [unanswered] = store.promise([promise("m3", at=NOON + 2 * SECOND)], NOON)
    assert (unanswered.status, unanswered.reason) == ("suppressed", "opted_out")
