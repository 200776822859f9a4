"""What stands of the outcomes of conversations, on rows made by hand."""

from typing import Any

import pytest

from dashboards.warehouse import open_warehouse
from tests.dashboards.lake_builder import LakeBuilder, at, key


def ask(lake: LakeBuilder, sql: str) -> list[tuple[Any, ...]]:
    return open_warehouse(lake.root).execute(sql).fetchall()


@pytest.mark.parametrize("turn", [1, -1])
def test_the_highest_revision_stands_whatever_order_they_came_in(lake: LakeBuilder, turn: int) -> None:
    told = [("confirmed", 5), ("withdrawn", 2), ("cancelled", 3)]
    for revision, (outcome, minutes) in list(enumerate(told, start=1))[::turn]:
        lake.outcome("c", revision=revision, outcome=outcome, occurred_at=at(minutes=minutes))
    assert ask(lake, "SELECT revision, outcome FROM outcomes") == [(3, "cancelled")]


def test_an_outcome_whose_row_was_written_twice_is_counted_once(lake: LakeBuilder) -> None:
    for shard in ("shard-0", "outbox-1"):
        lake.outcome("c", outcome_id=key("o"), source_shard=shard)
    assert ask(lake, "SELECT source_shard FROM outcomes") == [("outbox-1",)]
    assert ask(lake, "SELECT conversations FROM outcomes_by_campaign") == [(1,)]


def test_a_conversation_that_was_taken_back_stands_as_withdrawn(lake: LakeBuilder) -> None:
    lake.outcome("c")
    lake.outcome("c", revision=2, outcome="withdrawn")
    assert ask(lake, "FROM outcomes_by_campaign") == [("offers", "confirm", "withdrawn", 1)]


@pytest.mark.parametrize(("in_after_s", "stands"), [(1, "opted_in"), (0, "opted_out"), (-1, "opted_out")])
def test_of_a_customers_wishes_the_later_stands_and_a_tie_goes_to_the_opt_out(
    lake: LakeBuilder, in_after_s: int, stands: str
) -> None:
    lake.outcome("ann", outcome="opted_in", occurred_at=at(seconds=in_after_s), outcome_id=b"\x00" * 16)
    lake.outcome("ann", outcome="opted_out", occurred_at=at(), outcome_id=b"\xff" * 16)
    assert ask(lake, "SELECT outcome FROM outcomes") == [(stands,)]


def test_outcomes_are_counted_by_campaign_flow_and_outcome(lake: LakeBuilder) -> None:
    lake.outcome("c1")
    lake.outcome("c2")
    lake.outcome("c3", outcome="cancelled")
    lake.outcome("c4", campaign="november", flow=None)
    lake.outcome("ann", outcome="opted_out", campaign=None, flow=None)
    assert ask(lake, "FROM outcomes_by_campaign") == [
        ("november", None, "confirmed", 1),
        ("offers", "confirm", "cancelled", 1),
        ("offers", "confirm", "confirmed", 2),
        (None, None, "opted_out", 1),
    ]
