"""Charts are specifications: what they show can be read from them."""

from typing import Any

import pyarrow as pa
import pytest

from dashboards import charts, metrics
from dashboards.warehouse import open_warehouse
from tests.dashboards.lake_builder import LakeBuilder, key


def data(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def test_each_bar_tells_its_rate_with_its_counts_and_small_samples_are_named(lake: LakeBuilder) -> None:
    for n in range(4):
        lake.prompt(f"p{n}", customer_key=key(str(n)), campaign="offers")
    lake.inbound("i", customer_key=key("1"))
    spec = charts.response_rates(metrics.response_rate_by_campaign(open_warehouse(lake.root))).to_dict()
    [row] = data(spec)
    assert row["told"] == "25.0%  (1 of 4)"
    assert row["sample"] == "small sample"
    assert {layer["mark"]["type"] for layer in spec["layer"]} == {"bar", "rule", "tick", "text"}


def test_a_campaign_that_delivered_nothing_is_said_so_and_drawn_without_a_bar(lake: LakeBuilder) -> None:
    lake.prompt("p", campaign=None, status="BLOCKED", event_type="TEXT_BLOCKED")
    [row] = data(charts.response_rates(metrics.response_rate_by_campaign(open_warehouse(lake.root))).to_dict())
    assert (row["campaign"], row["told"]) == ("(no campaign)", "nothing delivered yet")


def test_the_funnel_tells_shares_of_the_step_before() -> None:
    steps = pa.table({"step": [1, 2, 3], "name": ["sent", "delivered", "responded"], "n": [200, 100, 0]})
    assert [row["told"] for row in data(charts.funnel(steps).to_dict())] == ["200", "100  (50%)", "0  (0%)"]


def test_a_funnel_of_nothing_is_a_chart_too() -> None:
    steps = pa.table({"step": [1, 2], "name": ["sent", "delivered"], "n": [0, 0]})
    assert [row["told"] for row in data(charts.funnel(steps).to_dict())] == ["0", "0"]


@pytest.mark.parametrize("ink", ["#1B2430", "#E8EDF2"])
def test_text_takes_the_colour_of_the_theme(ink: str) -> None:
    steps = pa.table({"step": [1], "name": ["sent"], "n": [1]})
    spec = charts.funnel(steps, ink).to_dict()
    assert [layer["mark"]["color"] for layer in spec["layer"] if layer["mark"]["type"] == "text"] == [ink]
    assert "background" not in spec


def test_inbound_and_replies_differ_in_colour_and_in_dash(lake: LakeBuilder) -> None:
    lake.inbound("i")
    spec = charts.activity(metrics.inbound_per_minute(open_warehouse(lake.root))).to_dict()
    assert {"color", "strokeDash"} <= spec["encoding"].keys()
    assert {row["what"] for row in data(spec)} == {"inbound texts", "replies sent"}
