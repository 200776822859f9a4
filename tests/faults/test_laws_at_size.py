"""The laws that benchmarks hold at full size, at a size for every day: `python -m tests.benchmarks.latch`, `.charges`,
`.booking_race` run them whole."""

from tests.benchmarks import booking_race, charges, latch


def test_stop_is_a_latch_over_random_orderings() -> None:
    tried, wrong = latch.broken(20_000, seed=11)
    assert tried > 60_000
    assert wrong == 0


def test_of_customers_with_two_open_alerts_no_charge_is_approved_that_is_not_theirs() -> None:
    figures = charges.simulate(1_500, seed=5)
    assert figures.wrong_approvals == 0
    assert figures.right_rate >= 0.99
    assert figures.settled["theirs: approved"] > 1_000


def test_customers_who_race_for_times_by_text_are_all_told_how_it_ended() -> None:
    with booking_race.on_sqlite() as (ports, load):
        figures = booking_race.race(booking_race.Sizes(customers=120, slots=20, workers=2), ports, load)
    assert (figures.booked, figures.double, figures.untold) == (20, 0, 0)
    assert figures.told == {"moved": 20, "person": 100}


def test_the_same_race_on_dynamodb() -> None:
    with booking_race.on_dynamodb() as (ports, load):
        figures = booking_race.race(booking_race.Sizes(customers=30, slots=6, workers=2, block=5), ports, load)
    assert (figures.booked, figures.double, figures.untold) == (6, 0, 0)
