"""Threads: the end state is that of the event times, whatever the order of arrival and however it is cut into blocks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.adapters.thread_codec import pack_finding, pack_thread, unpack_finding, unpack_thread
from pipelines.domain.classify import Classifier
from pipelines.domain.thread import Attribution, Event, Finding, Heard, Opening, Talk, Thread, Ticked
from pipelines.domain.thread_fold import Followed, follow, repeats
from pipelines.domain.transcript import slot_at
from pipelines.settings import shipped_programs
from schemas.program import Outcome
from schemas.program_file import load_programs

PROGRAMS = load_programs(shipped_programs())
CLASSIFIER = Classifier(PROGRAMS)
BANK, CLINIC = "+12065550111", "+12065550100"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SLOTS = {"appointments": [slot_at(NOON + timedelta(days=day)) for day in range(1, 9)]}
_BODIES = ["YES", "NO", "2 yes", "1", "STOP", "START", "HELP", "what is this", "fraud", "yes to the $300", "thanks"]


def alert(name: str, at: datetime, amount: str = "$12.00", merchant: str = "SHOP") -> Event:
    variables = {"amount": amount, "merchant": merchant, "when": "today"}
    key = name.encode().ljust(16, b".")
    return Event(Opening(key, at, "charge_alerts", "charge", variables, message_id=f"aws-{name}"))


def visit(name: str, at: datetime) -> Event:
    key = name.encode().ljust(16, b".")
    return Event(Opening(key, at, "appointments", "appointment", {"name": "Ann", "when": "Wed", "slot": "old"}))


def heard(name: str, body: str, at: datetime, number: str = BANK, previous: str | None = None) -> Event:
    return Event(Heard(name, at, body, CLASSIFIER.classify(number, body), previous))


def through(events: Sequence[Event], at_once: Sequence[int] = ()) -> Thread:
    """The thread after events in order of arrival, in blocks of these sizes, then one by one."""
    thread = Thread()
    left, sizes = list(events), list(at_once)
    while left:
        size = sizes.pop(0) if sizes else 1
        thread = settled(thread, left[:size])
        left = left[size:]
    return thread


def settled(thread: Thread, events: Sequence[Event], takes: bool = True) -> Thread:
    """After events, and after the calendar has answered whatever it was asked."""
    followed = follow(thread, events, PROGRAMS)
    while followed.waits is not None:
        followed = answered(followed, takes)
    return unpack_thread(pack_thread(followed.thread))


def answered(followed: Followed, takes: bool) -> Followed:
    asked = followed.waits
    assert asked is not None
    waiting = [e for e in followed.thread.events if isinstance(e.what, Heard) and e.what.message_id == asked.event]
    got = [] if asked.slot is None else [replace(event, got=takes, claim=asked.claim) for event in waiting]
    return follow(followed.thread, got, PROGRAMS, SLOTS)


def ends(thread: Thread) -> list[tuple[bytes, Outcome | None, str | None]]:
    return sorted(
        (t.opening.conversation_id, t.conversation.outcome, t.conversation.step)
        for t in thread.after.talks
        if t.conversation is not None
    )


@given(
    st.lists(st.sampled_from(_BODIES), min_size=1, max_size=5),
    st.lists(st.integers(6, 500), min_size=7, max_size=7),
    st.randoms(use_true_random=False),
    st.lists(st.integers(1, 4), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_any_order_of_arrival_in_any_blocks_ends_in_the_same_state(
    bodies: list[str], gaps: list[int], random: Random, sizes: list[int]
) -> None:
    at, events = NOON, [alert("a", NOON), alert("b", NOON + gaps[6] * SECOND, "$300.00", "BAR")]
    for n, (body, gap) in enumerate(zip(bodies, gaps, strict=False)):
        at += gap * SECOND
        events.append(heard(f"m{n}", body, at))
    in_order = through(sorted(events, key=lambda event: event.order))
    shuffled = list(events)
    random.shuffle(shuffled)
    arrived = through(shuffled, sizes)
    assert ends(arrived) == ends(in_order)
    assert arrived.after == in_order.after


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_an_appointment_is_moved_in_any_order_of_arrival(order: tuple[int, ...]) -> None:
    events = [
        visit("a", NOON),
        heard("m1", "can't come", NOON + MINUTE, CLINIC),
        heard("m2", "more", NOON + 2 * MINUTE, CLINIC),
        heard("m3", "thanks", NOON + 9 * MINUTE, CLINIC),
    ]
    assert ends(through([events[n] for n in order])) == ends(through(events))


@pytest.mark.parametrize("first", ["YES", "STOP"])
def test_stop_wins_a_tie_whatever_came_first(first: str) -> None:
    pair = [heard("m1", "YES", NOON + MINUTE), heard("m2", "STOP", NOON + MINUTE)]
    arrived = pair if first == "YES" else pair[::-1]
    assert ends(through([alert("a", NOON), *arrived])) == [(b"a".ljust(16, b"."), None, None)]


def test_a_lost_time_stays_lost_when_the_thread_is_gone_through_again() -> None:
    thread = settled(Thread(), [visit("a", NOON), heard("m1", "no", NOON + MINUTE, CLINIC)])
    thread = settled(thread, [heard("m2", "1", NOON + 2 * MINUTE, CLINIC)], takes=False)
    before = thread.after
    thread = settled(thread, [heard("late", "HELP", NOON + 90 * SECOND, CLINIC)])
    assert [talk.conversation for talk in thread.after.talks] == [talk.conversation for talk in before.talks]


def test_a_text_that_waits_for_the_calendar_holds_up_the_later_ones_and_not_the_earlier() -> None:
    thread = settled(Thread(), [visit("a", NOON), heard("m1", "no", NOON + MINUTE, CLINIC)])
    waiting = follow(thread, [heard("m2", "2", NOON + 2 * MINUTE, CLINIC)], PROGRAMS, SLOTS)
    assert waiting.waits is not None
    later = follow(waiting.thread, [heard("m3", "thank you", NOON + 3 * MINUTE, CLINIC)], PROGRAMS, SLOTS)
    assert (later.told, later.waits) == ((), waiting.waits)
    kept = unpack_thread(pack_thread(later.thread))
    event = next(e for e in kept.events if not e.done)
    gone_on = follow(kept, [replace(event, got=True, claim=waiting.waits.claim)], PROGRAMS)
    assert [told.heard.message_id for told in gone_on.told] == ["m2", "m3"]
    assert gone_on.thread.after.talks[0].conversation.outcome is Outcome.MOVED  # type: ignore[union-attr]


def test_a_stop_after_a_start_within_seconds_is_no_repeat() -> None:
    stops = [heard("1", "STOP", NOON), heard("2", "START", NOON + SECOND)]
    third = heard("3", "STOP", NOON + 2 * SECOND).what
    assert isinstance(third, Heard)
    assert repeats(stops, third) is None


def test_a_yes_after_a_no_within_seconds_is_no_repeat_of_an_earlier_yes() -> None:
    said = [heard("1", "YES", NOON), heard("2", "NO", NOON + SECOND)]
    third, fourth = heard("3", "YES", NOON + 2 * SECOND).what, heard("4", "NO", NOON + 3 * SECOND).what
    assert isinstance(third, Heard)
    assert isinstance(fourth, Heard)
    assert repeats(said, third) is None
    assert repeats(said, fourth) == "2"


def test_a_prompt_that_nobody_can_have_read_yet_is_not_what_is_answered() -> None:
    first = settled(Thread(), [alert("a", NOON), heard("m1", "YES", NOON + MINUTE)])
    second = alert("b", NOON + MINUTE + 8 * SECOND, "$300.00", "BAR")
    again = heard("m2", "YES", NOON + MINUTE + 10 * SECOND)
    assert {key: outcome for key, outcome, _ in ends(settled(first, [second, again]))}[b"b".ljust(16, b".")] is None


def test_what_only_one_prompt_said_tells_which_is_meant() -> None:
    both = [alert("a", NOON), alert("b", NOON + MINUTE, "$300.00", "BAR")]
    thread = settled(Thread(), [*both, heard("m1", "no, not the BAR one", NOON + 2 * MINUTE)])
    assert thread.after.focus == b"b".ljust(16, b".")
    assert {outcome for _, outcome, _ in ends(thread)} <= {None, Outcome.DENIED}


def test_a_thread_and_a_finding_come_back_from_their_bytes() -> None:
    thread = settled(
        Thread(), [visit("a", NOON), heard("m1", "no", NOON + MINUTE, CLINIC), Event(Ticked(NOON + 2 * MINUTE))]
    )
    thread = replace(thread, due_at=NOON, key_id="k1", customer_mask="+1•••", language="es")
    assert unpack_thread(pack_thread(thread)) == replace(
        thread, events=tuple(replace(e, done=True) for e in unpack_thread(pack_thread(thread)).events)
    )
    finding = Finding(Attribution.WINDOW, "p", "c", "f", "s", b"x" * 16, "d")
    assert unpack_finding(pack_finding(finding)) == finding
    assert unpack_finding(pack_finding(Finding())) == Finding()


def test_a_long_thread_stays_small() -> None:
    thread = Thread()
    for n in range(300):
        thread = settled(thread, [heard(f"m{n}", f"text number {n} " + "x" * 300, NOON + n * 20 * SECOND)])
    assert len(thread.events) <= 60
    assert len(pack_thread(thread)) < 60_000
    for n in range(40):
        thread = settled(thread, [alert(f"a{n}", NOON + timedelta(hours=3, minutes=n))])
    assert len(thread.after.talks) == 12
    assert all(isinstance(talk, Talk) for talk in thread.after.talks)


def test_what_the_calendar_gave_to_one_conversation_is_not_anothers() -> None:
    thread = settled(Thread(), [visit("a", NOON), heard("m1", "no", NOON + 10 * MINUTE, CLINIC)])
    thread = settled(thread, [heard("m2", "1", NOON + 12 * MINUTE, CLINIC)])
    [first] = [talk.conversation for talk in thread.after.talks]
    assert first is not None
    assert first.booked is not None
    # A second prompt turns out to have come in between: the same words may be its answer now.
    late = [visit("b", NOON + 5 * MINUTE), heard("m0", "yes", NOON + 4 * MINUTE, CLINIC)]
    followed = follow(thread, late, PROGRAMS, SLOTS)
    booked = [
        talk for talk in followed.thread.after.talks if talk.conversation is not None and talk.conversation.booked
    ]
    assert [talk.opening.conversation_id for talk in booked] in ([], [b"a".ljust(16, b".")])
