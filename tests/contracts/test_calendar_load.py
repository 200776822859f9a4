"""The contract of `pipelines.adapters.kept_calendar.KeptCalendar`: what a calendar of our own can do beside the port."""

import threading
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from pipelines.domain.slot_times import Loaded, Occupancy, TimeMoved
from tests.contracts.calendars import BOB, CID, DAY, LONG, UNTIL, Place, ask, at, calendar_on, keys
from tests.contracts.replies import NOON, SECOND


@pytest.fixture(params=["file", "memory", "dynamodb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "dynamodb":
        request.getfixturevalue("database")
    with calendar_on(request.param, tmp_path) as made:
        yield made


def test_loading_again_changes_nothing(place: Place) -> None:
    keeper = place.keeper
    times = [at("a"), at("b", 25, taken=True), at("c", 26, taken=False)]
    assert keeper.load(times, NOON) == Loaded(added=3)
    assert keeper.load(times, NOON) == Loaded(there=3)
    assert keys(keeper) == ["a", "c"]
    assert keeper.load([*times, at("d", 27)], NOON) == Loaded(added=1, there=3)


def test_a_load_changes_only_what_no_conversation_has(place: Place) -> None:
    keeper = place.keeper
    keeper.load([at(slot) for slot in ("booked", "held", "ran_out", "open")] + [at("loaded", taken=True)], NOON)
    keeper.hold([ask("booked"), ask("held", BOB), ask("ran_out", CID)], NOON - LONG, NOON + SECOND)
    keeper.hold([ask("ran_out", CID)], NOON - LONG, NOON)
    keeper.book([ask("booked")], NOON)
    every = ("booked", "held", "ran_out", "open", "loaded")
    assert keeper.load([at(slot) for slot in every], NOON) == Loaded(there=5), "a load that does not say leaves it"
    assert keeper.load([at(slot, taken=True) for slot in every], NOON) == Loaded(there=3, changed=2)
    assert keys(keeper, NOON + LONG) == ["held"]
    assert keeper.book([ask("booked"), ask("held", BOB), ask("ran_out", CID)], NOON) == [True, True, False]
    assert keeper.load([at(slot, taken=False) for slot in every], NOON) == Loaded(there=2, changed=3)
    assert keys(keeper) == ["loaded", "open", "ran_out"]


def test_a_load_corrects_the_zone_that_a_time_is_shown_in(place: Place) -> None:
    keeper = place.keeper
    keeper.load([at("a"), at("b", taken=True)], NOON)
    assert keeper.load([at("a", zone="Asia/Tokyo"), at("b", zone="Asia/Tokyo")], NOON) == Loaded(changed=2)
    assert [slot.label for slot in keeper.open_times("clinic", NOON, 5)] == ["Mon 23 Nov 9:00 pm"]


def test_a_key_never_comes_to_stand_for_another_time(place: Place) -> None:
    keeper = place.keeper
    keeper.load([at("a")], NOON)
    with pytest.raises(TimeMoved) as moved:
        keeper.load([at("a", 25)], NOON)
    assert moved.value.stands_at == NOON + DAY
    assert keeper.known([at("a", 25), at("b"), at("a", name="gp")]) == {("clinic", "a"): NOON + DAY}
    assert [slot.at.astimezone(UTC) for slot in keeper.open_times("clinic", NOON, 5)] == [NOON + DAY]


def test_occupancy_counts_the_times_to_come(place: Place) -> None:
    keeper = place.keeper
    assert keeper.occupancy(NOON) == []
    keeper.load([at(f"s{n}", taken=n == 4) for n in range(7)] + [at("over", -1), at("o", 1, name="gp")], NOON)
    keeper.load([at("gone", -1, name="#1 Elm")], NOON)
    keeper.hold([ask("s0"), ask("s1"), ask("over")], NOON, UNTIL)
    keeper.book([ask("s1")], NOON)
    keeper.hold([ask("s2")], NOON, NOON)
    assert keeper.occupancy(NOON) == [
        Occupancy("#1 Elm"),
        Occupancy("clinic", open=4, held=1, booked=1, taken=1),
        Occupancy("gp", open=1),
    ]


def test_many_times_are_loaded_by_several_at_once(place: Place) -> None:
    keeper = place.keeper
    times = [at(f"s{n:03}", 1 + n) for n in range(120)]
    told: list[Loaded] = []
    loads = [threading.Thread(target=lambda: told.append(place.open().load(times, NOON))) for _ in range(2)]
    for thread in loads:
        thread.start()
    for thread in loads:
        thread.join(60)
    assert sum(told, Loaded()) == Loaded(added=120, there=120)
    assert len(keys(keeper, limit=200)) == 120
