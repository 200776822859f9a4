"""A thread ends the same in whatever order its events arrive, and however they are cut into blocks."""

from collections.abc import Sequence
from itertools import count, permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.domain.outcome import OutcomeKind
from pipelines.ports import Store, Work
from tests.contracts.dynamodb import made_table
from tests.contracts.replies import NOON, SECOND
from tests.contracts.threads import BANK, CLINIC, MINUTE, alert, apply, go_on, text, told, visit, who, works

_BODIES = ["YES", "NO", "2 yes", "STOP", "START", "HELP", "what is this", "fraud", "yes to the $300", "thanks"]
_LATCHES = (OutcomeKind.OPTED_OUT, OutcomeKind.OPTED_IN)
_NAMES = count()


def blocks(events: Sequence[Work], sizes: Sequence[int]) -> list[list[Work]]:
    """Events in blocks of these sizes, a work for each thread; the rest one by one."""
    left, made = list(events), []
    for size in [*sizes, *[1] * len(events)]:
        if left:
            made.append(left[:size])
            left = left[size:]
    return [_merged(block) for block in made]


def _merged(block: Sequence[Work]) -> list[Work]:
    by_thread: dict[tuple[bytes, str], list[Work]] = {}
    for work in block:
        by_thread.setdefault(work.who.thread, []).append(work)
    return [
        Work(of_one[0].who, tuple(o for w in of_one for o in w.openings), tuple(h for w in of_one for h in w.heard))
        for of_one in by_thread.values()
    ]


def ends(store: Store, made: Sequence[Sequence[Work]], ours: str) -> tuple[object, object, bool]:
    """Conversations at the end, the outcomes that stand, and whether Ann is opted out, after these blocks."""
    for block in made:
        go_on(store, apply(store, *block))
    whom = who(ours)
    thread = store.thread(*whom.thread)
    assert thread is not None
    standing = {
        each.conversation_id: (each.outcome, each.slot)
        for each in sorted(told(store), key=lambda each: each.revision)
        if each.outcome not in _LATCHES
    }
    stands = {k: v for k, v in standing.items() if v[0] is not OutcomeKind.WITHDRAWN}
    talks = {talk.opening.conversation_id: talk.conversation for talk in thread.after.talks}
    return talks, stands, bool(store.opted_out([whom.customer_key]))


def in_order(events: Sequence[Work]) -> list[Work]:
    """Events by their times."""
    return sorted(events, key=lambda w: w.openings[0][0].at if w.openings else w.heard[0][0].at)


def bank_events(bodies: Sequence[str], gaps: Sequence[int]) -> list[Work]:
    """Two prompts of the bank's and these answers."""
    at, events = NOON, [alert("a", NOON), alert("b", NOON + gaps[-1] * SECOND, "$300.00", "BAR")]
    for n, (body, gap) in enumerate(zip(bodies, gaps, strict=False)):
        at += gap * SECOND
        events += works(text(body, at, f"m{n}", BANK), now=NOON)
    return events


_SAID = st.lists(st.sampled_from(_BODIES), min_size=1, max_size=5)
_GAPS = st.lists(st.integers(6, 500), min_size=6, max_size=6)
_SIZES = st.lists(st.integers(1, 4), max_size=4)
_RANDOM = st.randoms(use_true_random=False)


@settings(deadline=None, max_examples=80)
@given(_SAID, _GAPS, _RANDOM, _SIZES)
def test_any_order_in_any_blocks_ends_the_same(
    bodies: list[str], gaps: list[int], random: Random, sizes: list[int]
) -> None:
    events = bank_events(bodies, gaps)
    shuffled = list(events)
    random.shuffle(shuffled)
    *arrived, is_out = ends(SqliteStore(":memory:"), blocks(shuffled, sizes), BANK)
    *straight, should_be_out = ends(SqliteStore(":memory:"), blocks(in_order(events), []), BANK)
    assert arrived == straight
    assert is_out >= should_be_out, "a YES that was read before the STOP that it follows does not reopen"


def owed(store: Store) -> tuple[object, object, object]:
    """Replies, outcomes and errands, by id."""
    return (
        {r.promise.reply_id: (r, at) for r, at in store.queued(100)},
        {outcome.outcome_id: outcome for outcome in told(store)},
        {errand.errand_id: errand for errand in store.take_errands(NOON, NOON, 100)},
    )


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("seed", range(6))
def test_both_stores_end_the_same(seed: int) -> None:
    random = Random(seed)
    bodies = random.choices(_BODIES, k=5)
    events = bank_events(bodies, [random.randint(6, 500) for _ in range(6)])
    random.shuffle(events)
    made = blocks(events, [random.randint(1, 4) for _ in range(3)])
    embedded, shared = SqliteStore(":memory:"), DynamoStore(made_table())
    assert ends(shared, made, BANK) == ends(embedded, made, BANK)
    assert shared.thread(*who(BANK).thread) == embedded.thread(*who(BANK).thread)
    assert owed(shared) == owed(embedded)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_an_appointment_is_moved_in_any_order(store: Store, order: Sequence[int]) -> None:
    events = [
        visit("a", NOON),
        *works(text("can't come", NOON + MINUTE, "m1", CLINIC)),
        *works(text("2", NOON + 2 * MINUTE, "m2", CLINIC)),
        *works(text("thanks", NOON + 9 * MINUTE, "m3", CLINIC)),
    ]
    straight = ends(SqliteStore(":memory:"), blocks(events, []), CLINIC)
    assert ends(store, blocks([events[n] for n in order], []), CLINIC) == straight
    assert [outcome for outcome, _ in straight[1].values()] == [OutcomeKind.MOVED]  # type: ignore[attr-defined]


def test_an_outcome_names_the_text_that_decided_however_texts_are_cut_into_blocks() -> None:
    made = [visit(), *works(text("yes", NOON, "yes")), *works(text("thank you", NOON + MINUTE, "thanks"))]
    apart, at_once = SqliteStore(":memory:"), SqliteStore(":memory:")
    ends(apart, blocks(made, []), CLINIC)
    ends(at_once, blocks(made, [3]), CLINIC)
    assert [outcome.inbound_message_id for outcome in told(apart)] == ["yes"]
    assert told(at_once) == told(apart)
