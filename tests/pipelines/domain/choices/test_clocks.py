"""What texts choose where clocks, zones and the hour of writing matter."""

from datetime import UTC, datetime

import pytest

from pipelines.domain.choices.choose import Chosen, Option, choose
from tests.pipelines.domain.choices.test_choose import NEW_YORK, THREE, answer, option


def test_eight_with_a_zero_is_eight_in_the_morning() -> None:
    morning, evening = option(24, 8), option(24, 20)
    assert [answer("08:00", offer) for offer in ([morning], [evening], [morning, evening])] == [0, (0,), (0, 1)]
    assert [answer(text, [evening]) for text in ("8:00", "08:00 PM", "8")] == [0, 0, 0]


def test_between_midnight_and_four_tomorrow_may_be_the_day_that_has_begun() -> None:
    late = datetime(2026, 11, 24, 0, 30, tzinfo=NEW_YORK)
    assert choose("tomorrow", THREE, late).fits == (0, 1)
    assert choose("tomorrow at 3", THREE, late).index == 0


def test_days_are_those_of_the_customers_zone() -> None:
    # Monday 9 pm in New York is Tuesday in UTC.
    now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert choose("tomorrow", THREE, now).index == 0
    assert choose("today", THREE, now).chosen is Chosen.NONE_OFFERED


@pytest.mark.parametrize("spring", [True, False])
def test_a_change_of_the_clocks_between_now_and_then_moves_nothing(spring: bool) -> None:
    # Clocks change at 2 am on 14 March 2027 and on 7 November 2027.
    month, day = (3, 14) if spring else (11, 7)
    now = datetime(2027, month, day - 1, 23, 30, tzinfo=NEW_YORK)
    offer = [Option(datetime(2027, month, day, hour, tzinfo=NEW_YORK), "") for hour in (0, 9, 15)]
    offer.append(Option(datetime(2027, month, day + 1, 9, tzinfo=NEW_YORK), ""))
    texts = ("tomorrow at 3", "sunday at 9", "tomorrow at midnight", "the day after tomorrow", "monday 9am", "latest")
    assert [choose(text, offer, now).index for text in texts] == [2, 1, 0, 3, 3, 3]


def test_an_hour_that_comes_twice_is_asked_about_and_has_an_order() -> None:
    half_past_one = datetime(2027, 11, 7, 1, 30, tzinfo=NEW_YORK)
    offer = [Option(half_past_one, "1:30 EDT"), Option(half_past_one.replace(fold=1), "1:30 EST")]
    now = datetime(2027, 11, 6, 12, tzinfo=NEW_YORK)
    assert choose("1:30", offer, now).fits == (0, 1)
    assert [choose(text, offer, now).index for text in ("the later one", "the earlier one")] == [1, 0]
