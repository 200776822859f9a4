"""What a campaign will cost, and how long it takes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.campaign import CampaignRow, prompt_text
from pipelines.domain.campaign_cost import PromptCost, cost
from pipelines.domain.segments import segments
from tests.pipelines.domain.campaigns import ANN, APPOINTMENTS, bakery, row


def test_each_prompt_is_counted_as_it_is_rendered() -> None:
    told = cost([row(2), row(3, name="x" * 80), row(4, name="Ramírez")], APPOINTMENTS, Decimal("0.0083"))
    assert (told.messages, told.parts, told.price) == (3, 5, Decimal("0.0415"))
    assert (told.encodings, told.by_parts) == ({"GSM": 2, "UNICODE": 1}, {1: 1, 2: 2})


def test_without_a_price_there_is_none() -> None:
    assert cost([row()], APPOINTMENTS).price is None


def test_the_dearest_rows_are_told_by_line_and_those_that_cost_the_least_are_not() -> None:
    rows = [row(n, name="x" * (150 * (n % 3) + 1)) for n in range(2, 20)]
    dearest = cost(rows, APPOINTMENTS).dearest
    assert [one.line for one in dearest] == [2, 5, 8, 11, 14]
    assert dearest[0] == PromptCost(2, 3, "GSM")
    assert cost([row(2), row(3)], APPOINTMENTS).dearest == ()


@pytest.mark.parametrize(("number", "seconds"), [(None, 3), ("+12065550133", 3), ("55555", 0.03)])
def test_it_takes_as_long_as_its_number_needs(number: str | None, seconds: float) -> None:
    rows = [CampaignRow(n, str(n), ANN, "poll", variables={"cake": "tart"}) for n in range(3)]
    assert cost(rows, bakery(), origination_identity=number).lasts == timedelta(seconds=seconds)


def test_nothing_costs_nothing() -> None:
    told = cost([], APPOINTMENTS, Decimal("0.01"))
    assert (told.messages, told.parts, told.price, told.dearest, told.lasts) == (0, 0, 0, (), timedelta(0))


@given(st.lists(st.text(alphabet="aé’€ 😀", max_size=200), max_size=8))
def test_the_sums_are_those_of_the_texts(names: list[str]) -> None:
    rows = [row(n, name=name) for n, name in enumerate(names)]
    cuts = [segments(prompt_text(APPOINTMENTS, each)) for each in rows]
    told = cost(rows, APPOINTMENTS)
    assert told.parts == sum(cut.parts for cut in cuts)
    assert sum(told.encodings.values()) == sum(told.by_parts.values()) == len(names)
