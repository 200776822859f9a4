"""The contract of `Store.claim`: what may leave now, and what waits, by halts, paces and how long a text is of use."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from pipelines.ports import Proof, Reply, Settlement, Store
from schemas.errors import FailReason, ReplyStatus, SuppressReason, UnknownReason
from tests.contracts.replies import LEASE, NOON, SECOND, promise, start, stop

OURS, OTHER = "+12065550100", "+12065550111"
LIMITED = "ServiceQuotaExceededException:MONTHLY_SPEND_LIMIT_REACHED"


def claimed(
    store: Store, seconds: float = 0, paces: dict[str, float] | None = None, limit: int = 100
) -> list[str | None]:
    """Names of the texts that are handed out."""
    return [r.promise.inbound_message_id for r in store.claim("w", NOON + seconds * SECOND, LEASE, limit, None, paces)]


def promised(store: Store, count: int, ours: str = OURS, parts: int = 1, name: str = "m") -> list[bytes]:
    """Texts that are due, in order."""
    made = [promise(f"{name}{n}", f"c{n}", origination_identity=ours, parts=parts) for n in range(count)]
    for n, each in enumerate(made):
        store.promise([each], NOON - HOUR + n * SECOND)
    return [each.reply_id for each in made]


HOUR = timedelta(hours=1)


def test_nothing_is_handed_out_while_sending_is_halted(store: Store) -> None:
    [only] = promised(store, 1)
    store.halt(LIMITED, NOON + 60 * SECOND)
    store.halt("AccessDeniedException", NOON + 30 * SECOND)
    assert store.halted(NOON) == (LIMITED, NOON + 60 * SECOND)
    assert (claimed(store), store.claim("w", NOON, LEASE, 10, [only])) == ([], [])
    assert store.halted(NOON + 60 * SECOND) is None
    assert claimed(store, 60) == ["m0"]


def test_a_halt_may_be_set_anew(store: Store) -> None:
    assert store.halted(NOON) is None
    store.halt("a", NOON + 60 * SECOND)
    store.halt("a", NOON + SECOND)
    store.halt("b", NOON + 2 * SECOND)
    assert store.halted(NOON + SECOND / 2) == ("b", NOON + 2 * SECOND)
    assert store.halted(NOON + 3 * SECOND) is None


def test_a_number_sends_no_more_parts_a_second_than_its_pace(store: Store) -> None:
    promised(store, 40)
    sent = [len(claimed(store, second, {OURS: 3})) for second in (0, 0, 1, 1.5, 2.5, 12.5)]
    assert sent == [3, 0, 3, 2, 3, 3]


def test_a_pace_is_counted_in_message_parts(store: Store) -> None:
    promised(store, 4, parts=4)
    assert [len(claimed(store, second, {OURS: 5})) for second in (0, 0.5, 1.0, 1.5)] == [2, 0, 1, 1]


def test_a_slow_number_sends_one_text_at_a_time(store: Store) -> None:
    promised(store, 3)
    assert [len(claimed(store, second, {OURS: 0.5})) for second in (0, 1, 2, 3, 4, 5, 6)] == [1, 1, 0, 1, 0, 0, 0]


def test_a_number_over_its_pace_holds_up_no_other(store: Store) -> None:
    promised(store, 30)
    promised(store, 3, OTHER, name="n")
    first = claimed(store, 0, {OURS: 2, OTHER: 10}, limit=4)
    first += claimed(store, 0, {OURS: 2, OTHER: 10}, limit=4)
    assert sorted(map(str, first)) == ["m0", "m1", "n0", "n1", "n2"]
    assert claimed(store, 0, {OURS: 2, OTHER: 10}, limit=4) == []
    assert len(claimed(store)) == 28, "a number without a pace sends what it has"


def test_of_named_replies_too_a_number_sends_what_it_may(store: Store) -> None:
    ids = [*promised(store, 4), *promised(store, 2, OTHER, name="n")]
    taken = store.claim("w", NOON, LEASE, 10, ids, {OURS: 1, OTHER: 9})
    assert [str(r.promise.inbound_message_id)[0] for r in taken] == ["m", "n", "n"]
    assert claimed(store, 0, {OURS: 1, OTHER: 9}) == []


def test_what_is_withheld_takes_nothing_of_a_pace(store: Store) -> None:
    promised(store, 3)
    store.promise([stop("s0", "c0", NOON), stop("s1", "c1", NOON)], NOON)
    taken = claimed(store, 0, {OURS: 1}) + claimed(store, 1, {OURS: 1}) + claimed(store, 2, {OURS: 1})
    assert (taken[0], set(taken)) == ("m2", {"m2", "s0", "s1"})


@pytest.mark.parametrize("place", ["file", "dynamodb"], indirect=True)
def test_workers_together_send_no_more_than_a_number_may(place: Callable[[], Store]) -> None:
    promised(place(), 40)
    taken: list[Reply] = []

    def work(owner: str) -> None:
        own = place()
        for _ in range(4):
            taken.extend(own.claim(owner, NOON, LEASE, 5, None, {OURS: 12}))

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(taken) == len({r.promise.reply_id for r in taken})
    assert 1 <= len(taken) <= 12


@pytest.mark.parametrize("made", [promise("m", useful_until=NOON), stop("m")])
def test_what_is_of_no_more_use_is_withheld(store: Store, made: object) -> None:
    store.promise([promise("m", intent=made.intent, opt_out=made.opt_out, useful_until=NOON)], NOON)  # type: ignore[attr-defined]
    assert claimed(store, 1) == []
    [reply] = store.replies([promise("m").reply_id])
    assert (reply.status, reply.reason, reply.attempts) == (ReplyStatus.SUPPRESSED, SuppressReason.STALE, 0)
    assert store.waiting() == 0


def test_what_is_due_when_it_is_last_of_use_leaves(store: Store) -> None:
    store.promise([promise("m", useful_until=NOON)], NOON)
    assert claimed(store) == ["m"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [("ThrottlingException", FailReason.GAVE_UP), (LIMITED, FailReason.SPEND_LIMIT), (None, FailReason.GAVE_UP)],
)
def test_what_was_tried_and_is_of_no_more_use_is_given_up(store: Store, error: str | None, reason: FailReason) -> None:
    store.promise([promise("m", useful_until=NOON)], NOON)
    claimed(store)
    store.settle("w", [Settlement(promise("m").reply_id, ReplyStatus.PROMISED, None, error, retry_at=NOON)], NOON)
    assert claimed(store, 1) == []
    [reply] = store.replies([promise("m").reply_id])
    assert (reply.status, reply.reason, reply.attempts, reply.error_code) == ("failed", reason, 1, error)


def test_a_text_that_may_be_sent_twice_is_due_again_when_its_worker_is_lost(store: Store) -> None:
    store.promise([promise("m", at_least_once=True)], NOON)
    for attempt in range(1, 4):
        at = NOON + attempt * HOUR
        assert [r.attempts for r in store.claim("w", at, LEASE, 10)] == [attempt]
        [lost] = store.expire_leases(at + LEASE + SECOND)
    assert (lost.status, lost.reason) == (ReplyStatus.UNKNOWN, UnknownReason.WORKER_LOST)
    assert lost.version == 4
    [proved] = store.reconcile([Proof(lost.promise.reply_id, "aws-1")], NOON)
    assert proved.status is ReplyStatus.SENT


def test_a_text_that_may_be_sent_twice_waits_for_proof_first(store: Store) -> None:
    store.promise([promise("m", at_least_once=True)], NOON)
    claimed(store)
    [again] = store.expire_leases(NOON + LEASE + SECOND)
    assert (again.status, again.reason, again.version) == (ReplyStatus.PROMISED, None, 2)
    assert claimed(store, 61 + 119) == []
    assert claimed(store, 61 + 120) == ["m"]


def test_a_text_that_must_wait_is_due_when_it_may_leave(store: Store) -> None:
    store.promise([promise("m", not_before=NOON + 9 * SECOND)], NOON)
    assert (claimed(store, 8), claimed(store, 9)) == ([], ["m"])


def test_the_oldest_due_leave_first_whatever_their_number(store: Store) -> None:
    for n in range(6):
        ours = OURS if n % 2 else OTHER
        store.promise([promise(f"m{n}", f"c{n}", origination_identity=ours)], NOON - (6 - n) * SECOND)
    assert claimed(store, 0, {OURS: 100, OTHER: 100}, limit=4) == ["m0", "m1", "m2", "m3"]


def test_what_is_queued_is_told_with_when_it_is_due(store: Store) -> None:
    store.promise([promise("a", not_before=NOON + HOUR), start("b", "bob")], NOON)
    store.promise([promise("d", "dan", suppress=SuppressReason.LOOP)], NOON)
    assert [(r.promise.inbound_message_id, at) for r, at in store.queued(10)] == [("b", NOON), ("a", NOON + HOUR)]
    claimed(store)
    assert [(r.promise.inbound_message_id, at) for r, at in store.queued(10)] == [("b", None), ("a", NOON + HOUR)]
    assert len(store.queued(1)) == 1


def test_replies_are_told_as_they_stand_in_the_order_asked_for(store: Store) -> None:
    store.promise([promise("a"), promise("b")], NOON)
    ids = [promise(name).reply_id for name in ("b", "?", "a")]
    assert [r.promise.inbound_message_id for r in store.replies(ids)] == ["b", "a"]
    assert store.replies([]) == []


def test_a_wave_is_settled_and_the_next_one_claimed_together(store: Store) -> None:
    first, second, third = promised(store, 3)
    [taken] = store.claim("w", NOON, LEASE, 10, [first])
    with store.together():
        [sent] = store.settle("w", [Settlement(first, ReplyStatus.SENT, message_id="x")], NOON + SECOND)
        assert store.halted(NOON + SECOND) is None
        claims = store.claim("w", NOON + SECOND, LEASE, 1, [first, second, third])
    assert (taken.attempts, sent.status, sent.version) == (1, ReplyStatus.SENT, 2)
    assert [reply.promise.reply_id for reply in claims] == [second]
    assert [(r.status, r.attempts) for r in store.replies([first, second, third])] == [
        (ReplyStatus.SENT, 1),
        (ReplyStatus.PROMISED, 1),
        (ReplyStatus.PROMISED, 0),
    ]
    assert [r.promise.reply_id for r in store.claim("v", NOON + SECOND, LEASE, 10)] == [third]


def test_of_those_that_are_asked_for_the_first_leave_first(store: Store) -> None:
    ids = promised(store, 12)
    asked = [*ids[6:], *ids[:6]]
    taken = store.claim("w", NOON, LEASE, 9, asked, {OURS: 8})
    assert [reply.promise.reply_id for reply in taken] == asked[:8]
