"""What the view `sends` folds out of delivery events, on rows made by hand."""

from decimal import Decimal
from typing import Any

import pytest

from dashboards.warehouse import open_warehouse
from schemas.tables import Dataset
from tests.dashboards.lake_builder import LakeBuilder, at, key, row


def sends(lake: LakeBuilder, columns: str) -> list[tuple[Any, ...]]:
    return open_warehouse(lake.root).execute(f"SELECT {columns} FROM sends ORDER BY message_id").fetchall()


@pytest.mark.parametrize(
    ("statuses", "status", "delivered"),
    [
        ([("QUEUED", False)], "QUEUED", None),
        ([("SUCCESSFUL", False)], "SUCCESSFUL", None),
        ([("SUCCESSFUL", True)], "SUCCESSFUL", True),
        ([("SUCCESSFUL", None)], "SUCCESSFUL", True),
        ([("DELIVERED", True), ("SUCCESSFUL", False)], "DELIVERED", True),
        ([("READ", True), ("DELIVERED", True)], "READ", True),
        ([("CARRIER_BLOCKED", True), ("PENDING", False)], "CARRIER_BLOCKED", False),
        ([("UNREACHABLE", False)], "UNREACHABLE", None),
        ([("UNKNOWN", True)], "UNKNOWN", None),
        ([("UNKNOWN", True), ("BLOCKED", True)], "BLOCKED", False),
        ([("UNKNOWN", True), ("DELIVERED", True)], "DELIVERED", True),
        ([("SUCCESSFUL", True), ("INVALID", True)], "SUCCESSFUL", True),
    ],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_the_standing_does_not_depend_on_the_order_of_events(
    lake: LakeBuilder, statuses: list[tuple[str, bool | None]], status: str, delivered: bool | None, turn: int
) -> None:
    for second, (name, is_final) in enumerate(statuses[::turn]):
        lake.prompt("m", event_type=f"TEXT_{name}", status=name, is_final=is_final, occurred_at=at(seconds=second))
    assert sends(lake, "status, delivered") == [(status, delivered)]


def test_duplicates_of_an_event_make_one_send_and_one_event(lake: LakeBuilder) -> None:
    for _ in range(3):
        lake.prompt("m")
    assert sends(lake, "message_id, events") == [("m", 1)]


def test_a_send_keeps_its_first_request_time_and_its_highest_price(lake: LakeBuilder) -> None:
    lake.prompt("m", requested_at=at(seconds=2), price=Decimal("0.01"), occurred_at=at(seconds=4))
    lake.prompt("m", requested_at=at(seconds=1), price=Decimal("0.02"), occurred_at=at(seconds=3))
    assert sends(lake, "epoch(sent_at - TIMESTAMPTZ '2026-11-20 12:00:00+00'), price") == [(1.0, Decimal("0.02"))]


def test_context_survives_an_event_that_came_without_it(lake: LakeBuilder) -> None:
    lake.prompt("m", status="QUEUED", is_final=False, occurred_at=at(seconds=1))
    lake.prompt("m", occurred_at=at(seconds=2), kind=None, campaign=None, customer_key=None)
    assert sends(lake, "kind, campaign, delivered, customer_key IS NOT NULL") == [("prompt", "offers", True, True)]


def test_a_send_without_a_kind_is_a_prompt_only_where_it_names_a_campaign(lake: LakeBuilder) -> None:
    lake.prompt("m1", kind=None)
    lake.prompt("m2", kind=None, campaign=None)
    lake.prompt("m3", kind=None, campaign=None, reply_id=key("r"))
    assert sends(lake, "message_id, kind") == [("m1", "prompt"), ("m2", None), ("m3", "reply")]


def test_an_accepted_reply_is_a_send_before_and_after_its_first_event(lake: LakeBuilder) -> None:
    lake.reply("r", message_id="m")
    assert sends(lake, "message_id, kind, status, delivered, events") == [("m", "reply", None, None, 0)]
    lake.prompt("m", kind="reply", campaign=None, reply_id=key("r"))
    assert sends(lake, "message_id, kind, status, delivered, events") == [("m", "reply", "DELIVERED", True, 1)]


def test_a_reply_whose_event_lost_its_context_is_still_a_reply(lake: LakeBuilder) -> None:
    lake.reply("r", message_id="m")
    lake.prompt("m", kind=None, campaign=None)
    assert sends(lake, "kind, reply_id IS NOT NULL") == [("reply", True)]


@pytest.mark.parametrize("kind", ["prompt", "reminder"])
def test_a_text_of_the_outbox_is_a_send_of_its_kind_before_and_without_an_event(lake: LakeBuilder, kind: str) -> None:
    lake.reply("t", message_id="m", kind=kind, campaign="offers", flow="confirm", variant="a")
    assert sends(lake, "kind, campaign, flow, variant, status") == [(kind, "offers", "confirm", "a", None)]
    lake.prompt("m", kind=None, campaign=None, customer_key=None)
    assert sends(lake, "kind, campaign, flow, variant, status") == [(kind, "offers", "confirm", "a", "DELIVERED")]


@pytest.mark.parametrize("status", ["promised", "suppressed", "failed", "unknown"])
def test_a_reply_that_was_not_accepted_is_no_send(lake: LakeBuilder, status: str) -> None:
    lake.reply("r", status=status, message_id=None)
    assert sends(lake, "message_id") == []


def test_the_last_version_of_a_reply_counts_whatever_order_they_came_in(lake: LakeBuilder) -> None:
    lake.reply("r", version=3, status="sent", message_id="m")
    lake.reply("r", version=1, status="promised", message_id=None)
    lake.reply("r", version=2, status="unknown", message_id=None)
    con = open_warehouse(lake.root)
    assert con.execute("SELECT version, status FROM replies").fetchall() == [(3, "sent")]


def test_a_rewritten_bundle_replaces_its_rows_or_repeats_them_and_neither_counts_twice(lake: LakeBuilder) -> None:
    events = [row(Dataset.DELIVERIES, message_id=f"m{n}") for n in range(3)]
    lake.write(Dataset.DELIVERIES, events, name="shard-0-000001")
    lake.write(Dataset.DELIVERIES, events, name="shard-0-000001")
    lake.write(Dataset.DELIVERIES, events[1:], name="shard-0-000002")
    assert sends(lake, "message_id, events") == [("m0", 1), ("m1", 1), ("m2", 1)]
