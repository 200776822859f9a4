"""Another worker acts between what a store reads and what it writes: it is decided anew, on both stores."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.ports import Store, Work
from tests.contracts.dynamo_faults import between_read_and_write
from tests.contracts.dynamodb import dynamodb, made_table
from tests.contracts.replies import NOON, SECOND
from tests.contracts.threads import BANK, MINUTE, apply, hear, key, opened, templates, text, told, visit, who


@pytest.fixture(params=["sqlite", "dynamodb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens one store, as often as it is asked to."""
    if request.param == "sqlite":
        yield partial(SqliteStore, tmp_path / "store.sqlite")
        return
    with dynamodb():
        yield partial(DynamoStore, made_table())


def meanwhile(store: Store, act: Callable[[], object], times: int = 1) -> None:
    """Let `act` happen each time that `store` has read and is about to write, so often."""
    if isinstance(store, DynamoStore):
        between_read_and_write(store, act)
        return
    assert isinstance(store, SqliteStore)
    begin, left = store._transaction, iter(range(times))

    def late() -> AbstractContextManager[object]:
        if next(left, None) is not None:
            act()
        return begin()

    store._transaction = late  # type: ignore[method-assign]


def test_a_thread_that_another_worker_changes_meanwhile_is_decided_again(place: Callable[[], Store]) -> None:
    store, other = place(), place()
    opened(store)
    meanwhile(store, lambda: hear(other, text("yes", NOON, "one")))
    assert templates(hear(store, text("yes", NOON + SECOND, "two"))) == []
    assert [each.inbound_message_id for each in told(store)] == ["one"]
    assert hear(other, text("yes", NOON + SECOND, "two")).findings["two"].duplicate_of == "one"


def test_one_text_applied_by_two_workers_at_once_is_applied_once(place: Callable[[], Store]) -> None:
    store, other = place(), place()
    opened(store)
    meanwhile(store, lambda: hear(other, text("yes", NOON, "one"), shard="shardId-000000000001"))
    second = hear(store, text("yes", NOON, "one"))
    assert (second.repeated, second.outcomes, templates(second)) == (1, [], ["confirmed"])
    assert len(told(store)) == 1


def test_a_stop_on_another_number_that_is_recorded_meanwhile_withholds_the_reply(place: Callable[[], Store]) -> None:
    store, other = place(), place()
    opened(store)
    meanwhile(store, lambda: hear(other, text("STOP", NOON, "s", BANK)))
    [reply] = hear(store, text("WHERE", NOON, "m")).replies
    assert (reply.status, reply.reason) == ("suppressed", "opted_out")


def test_a_prompt_that_is_stored_meanwhile_is_answered(place: Callable[[], Store]) -> None:
    store, other = place(), place()
    meanwhile(store, lambda: apply(other, visit()))
    assert templates(hear(store, text("yes", NOON, "m"))) == ["confirmed"]
    assert [each.conversation_id for each in told(store)] == [key("visit")]


def test_a_reminder_that_two_workers_bring_at_once_is_one(place: Callable[[], Store]) -> None:
    store, other = place(), place()
    apply(store, visit(at=NOON - 60 * MINUTE))
    [whom] = store.due_threads(NOON, 10)
    meanwhile(store, lambda: apply(other, Work(whom, tick=NOON)))
    assert apply(store, Work(whom, tick=NOON)).replies == []
    assert [r.promise.kind for r, _ in store.queued(10)] == ["prompt", "reminder"]


def test_a_worker_that_is_overtaken_again_and_again_decides_with_nobody_else_at_it(tmp_path: Path) -> None:
    store, other = SqliteStore(tmp_path / "store.sqlite"), SqliteStore(tmp_path / "store.sqlite")
    opened(store)
    said = iter(range(100))
    meanwhile(store, lambda: hear(other, text("WHERE", NOON - 10 * next(said) * SECOND, f"o{next(said)}")), times=3)
    assert templates(hear(store, text("yes", NOON + SECOND, "mine"))) == ["confirmed"]
    assert next(said) == 6
    thread = store.thread(*who().thread)
    assert thread is not None
    assert [event.what.text for event in thread.events] == ["WHERE"] * 3 + ["yes"]  # type: ignore[union-attr]
