"""What any store keeps comes back from its bytes as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.adapters.outcome_codec import pack_errand, pack_outcome, unpack_errand, unpack_outcome
from pipelines.adapters.promise_codec import pack, unpack
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.adapters.thread_codec import pack_finding, pack_thread, unpack_finding, unpack_thread
from pipelines.domain.errand import ErrandKind, errand
from pipelines.domain.outcome import ConversationOutcome, OutcomeKind
from pipelines.domain.reply import Promise, Reopening, TextKind
from pipelines.domain.thread import MOST_EVENTS, Attribution, Finding, Thread
from schemas.errors import SuppressReason
from tests.contracts.replies import NOON, SECOND, promise
from tests.contracts.threads import MINUTE, apply, go_on, hear, text, visit, who

_KEYS = st.binary(min_size=16, max_size=16)
_TIMES = st.integers(0, 10**9).map(lambda us: NOON + timedelta(microseconds=us))
_TEXTS = st.text(max_size=20)
_MAYBE = st.none() | _TEXTS
_NAME = st.none() | st.text(min_size=1, max_size=20)


@settings(deadline=None)
@given(
    st.builds(
        promise,
        reply_id=_KEYS,
        inbound_message_id=_MAYBE,
        customer_key=_KEYS,
        body=_MAYBE,
        intent=_MAYBE,
        received_at=_TIMES,
        arrived_at=st.none() | _TIMES,
        suppress=st.none() | st.sampled_from(SuppressReason),
        kind=st.sampled_from(TextKind),
        conversation_id=st.none() | _KEYS,
        campaign=_MAYBE,
        promotional=st.booleans(),
        at_least_once=st.booleans(),
        useful_until=st.none() | _TIMES,
        not_before=st.none() | _TIMES,
    )
)
def test_a_promise_comes_back(made: Promise) -> None:
    assert unpack(pack(made)) == made


def test_a_promise_that_may_reopen_comes_back() -> None:
    made = promise(reopening=Reopening("start", "Welcome back", 1, "GSM"))
    assert unpack(pack(made)) == made


@given(
    st.builds(
        ConversationOutcome,
        outcome_id=_KEYS,
        conversation_id=_KEYS,
        revision=st.integers(1, 99),
        outcome=st.sampled_from(OutcomeKind),
        occurred_at=_TIMES,
        customer_key=_KEYS,
        key_id=_TEXTS,
        customer_mask=_TEXTS,
        origination_identity=_TEXTS,
        program=_MAYBE,
        program_version=_MAYBE,
        slot=_MAYBE,
        slot_at=st.none() | _TIMES,
        variables=st.dictionaries(_TEXTS, _TEXTS),
    )
)
def test_an_outcome_comes_back(made: ConversationOutcome) -> None:
    assert unpack_outcome(pack_outcome(made)) == made


@given(st.sampled_from(ErrandKind), st.dictionaries(st.sampled_from(["slot", "calendar", "holder"]), _TEXTS))
def test_an_errand_comes_back(kind: ErrandKind, details: dict[str, str]) -> None:
    made = errand(kind, **details)
    assert unpack_errand(made.errand_id, kind, pack_errand(made), 0) == made


@given(st.builds(Finding, st.sampled_from(Attribution), _NAME, _NAME, _NAME, _NAME, st.none() | _KEYS, _NAME))
def test_a_finding_comes_back(made: Finding) -> None:
    assert unpack_finding(pack_finding(made)) == made


def waiting(more: Sequence[object] = ()) -> Thread:
    """A thread in which a time is chosen, the calendar is away, and more is said."""
    store = SqliteStore(":memory:")
    apply(store, visit(slot="old"))
    go_on(store, hear(store, text("no", NOON, "no")))
    hear(store, text("2", NOON + SECOND, "choice"))
    if more:
        hear(store, *more)
    thread = store.thread(*who().thread)
    assert thread is not None
    return thread


@pytest.mark.parametrize("fields", [{}, {"language": "es", "due_at": None}, {"told": {}}, {"key_id": ""}])
def test_a_thread_comes_back(fields: dict[str, Any]) -> None:
    thread = replace(waiting(), **fields)
    assert unpack_thread(pack_thread(thread)) == thread
    assert unpack_thread(pack_thread(Thread())) == Thread()


def _times(count: int) -> list[datetime]:
    return [NOON + MINUTE + n * 7 * SECOND for n in range(count)]


def test_a_thread_that_waits_for_the_calendar_stays_small() -> None:
    thread = waiting([text(f"question {n}", at, f"q{n}") for n, at in enumerate(_times(300))])
    assert len(thread.events) <= 2 * MOST_EVENTS
