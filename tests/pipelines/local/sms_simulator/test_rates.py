"""Message parts per second."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.local.sms_simulator.rates import Rates


def test_a_second_of_parts_leaves_at_once_and_no_more() -> None:
    rates = Rates()
    assert [rates.take("n", 1, per_second=3, now=0.0) for _ in range(4)] == [True, True, True, False]


def test_the_bucket_fills_with_time() -> None:
    rates = Rates()
    assert rates.take("n", 1, per_second=1, now=0.0)
    assert not rates.take("n", 1, per_second=1, now=0.9)
    assert rates.take("n", 1, per_second=1, now=1.0)


def test_a_message_longer_than_the_bucket_leaves_and_is_paid_for() -> None:
    rates = Rates()
    assert rates.take("n", 3, per_second=1, now=0.0)
    assert not rates.take("n", 1, per_second=1, now=2.9)
    assert rates.take("n", 1, per_second=1, now=3.0)


def test_numbers_do_not_share_a_bucket() -> None:
    rates = Rates()
    assert rates.take("a", 1, per_second=1, now=0.0)
    assert rates.take("b", 1, per_second=1, now=0.0)


def test_a_clock_that_steps_back_gives_nothing() -> None:
    rates = Rates()
    assert rates.take("n", 1, per_second=1, now=10.0)
    assert not rates.take("n", 1, per_second=1, now=5.0)


@given(
    st.floats(0.5, 50),
    st.lists(st.tuples(st.floats(0, 2), st.integers(1, 10)), max_size=50),
)
def test_the_long_run_rate_is_never_exceeded(per_second: float, tries: list[tuple[float, int]]) -> None:
    rates, now, taken = Rates(), 0.0, 0
    for wait_s, parts in tries:
        now += wait_s
        taken += parts if rates.take("n", parts, per_second, now) else 0
    # A second's worth at the start, and one message that may end in debt.
    assert taken <= max(per_second, 1.0) + per_second * now + 10 + 1e-6
