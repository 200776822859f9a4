"""Many conversations want few times, from several processes at once: each time has one owner, and each loser is told."""

import pytest

from tests.benchmarks.slots_race import STORES, Sizes, race


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("sizes", [Sizes(400, 40, 4, block=10), Sizes(60, 3, 4, block=1)], ids=["blocks", "singles"])
def test_no_time_is_booked_twice_and_every_loser_is_told(store: str, sizes: Sizes) -> None:
    with STORES[store]() as opens:
        figures = race(opens, sizes)
    assert figures.double == 0
    assert figures.untold == 0
    assert len(figures.winners) == figures.booked == sizes.slots
    assert sum(each.refusals for each in figures.customers) > sizes.customers - sizes.slots - 1, "they met"
    assert figures.is_right


def test_with_times_enough_everybody_gets_one() -> None:
    with STORES["sqlite"]() as opens:
        figures = race(opens, Sizes(customers=60, slots=70, workers=2))
    assert (len(figures.winners), figures.open, figures.is_right) == (60, 10, True)
