"""Which inbound answers which send, on rows made by hand."""

import re
from typing import Any

import duckdb
import pytest

from dashboards.warehouse import definition, open_warehouse
from schemas.tables import TABLES, Dataset
from tests.dashboards.lake_builder import LakeBuilder, at, key, row


def responses(lake: LakeBuilder, columns: str = "inbound_message_id, attribution, message_id") -> list[tuple[Any, ...]]:
    return open_warehouse(lake.root).execute(f"SELECT {columns} FROM responses ORDER BY inbound_message_id").fetchall()


def test_an_answer_that_names_its_prompt_is_explicit_even_after_the_window(lake: LakeBuilder) -> None:
    lake.prompt("p1")
    lake.prompt("p2", requested_at=at(minutes=1))
    lake.inbound("i", previous_published_message_id="p1", received_at=at(hours=80))
    assert responses(lake) == [("i", "explicit", "p1")]


def test_an_answer_that_names_nothing_goes_to_the_latest_prompt(lake: LakeBuilder) -> None:
    lake.prompt("p1")
    lake.prompt("p2", requested_at=at(minutes=1))
    lake.inbound("i")
    assert responses(lake) == [("i", "last_touch", "p2")]


def test_a_named_send_of_another_customer_is_not_believed(lake: LakeBuilder) -> None:
    lake.prompt("p1", customer_key=key("ben"))
    lake.prompt("p2")
    lake.inbound("i", previous_published_message_id="p1")
    assert responses(lake) == [("i", "last_touch", "p2")]


def test_a_named_send_that_is_not_known_falls_back_to_the_last_touch(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i", previous_published_message_id="gone/with/slashes")
    assert responses(lake) == [("i", "last_touch", "p")]


@pytest.mark.parametrize(
    ("after_s", "attribution"),
    [(-0.000001, "none"), (0.0, "last_touch"), (72 * 3600 - 0.000001, "last_touch"), (72 * 3600.0, "none")],
)
def test_the_window_is_half_open(lake: LakeBuilder, after_s: float, attribution: str) -> None:
    lake.prompt("p")
    lake.inbound("i", received_at=at(seconds=after_s))
    assert [found[1] for found in responses(lake)] == [attribution]


def test_another_customer_and_another_of_our_numbers_are_not_touched(lake: LakeBuilder) -> None:
    lake.prompt("p1", customer_key=key("ben"))
    lake.prompt("p2", origination_identity="+12065550199")
    lake.inbound("i")
    assert responses(lake) == [("i", "none", None)]


def test_naming_one_of_our_replies_walks_back_to_the_prompt_before_it(lake: LakeBuilder) -> None:
    lake.prompt("p1")
    lake.prompt("r", kind="reply", campaign=None, requested_at=at(minutes=2))
    lake.prompt("p2", requested_at=at(minutes=3))
    lake.inbound("i", previous_published_message_id="r")
    assert responses(lake) == [("i", "explicit", "p1")]


def test_naming_a_reply_with_no_prompt_before_it_falls_back_to_the_last_touch(lake: LakeBuilder) -> None:
    lake.prompt("r", kind="reply", campaign=None, requested_at=at(minutes=2))
    lake.prompt("p", requested_at=at(minutes=3))
    lake.inbound("i", previous_published_message_id="r")
    assert responses(lake) == [("i", "last_touch", "p")]


def test_the_last_touch_skips_replies_and_what_never_arrived(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.prompt("r", kind="reply", campaign=None, requested_at=at(minutes=1))
    lake.prompt("f", requested_at=at(minutes=2), event_type="TEXT_BLOCKED", status="BLOCKED")
    lake.inbound("i")
    assert responses(lake) == [("i", "last_touch", "p")]


def test_a_send_of_unknown_kind_takes_the_answer_from_an_older_prompt(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.prompt("other", kind=None, campaign=None, requested_at=at(minutes=1))
    lake.inbound("i")
    assert responses(lake, "message_id, campaign") == [("other", None)]


@pytest.mark.parametrize("message_kind", ["typing", "conversation_started", "other_event"])
def test_rcs_events_that_nobody_typed_are_no_responses(lake: LakeBuilder, message_kind: str) -> None:
    lake.prompt("p")
    lake.inbound(
        "i", message_kind=message_kind, intent="not_a_message", channel="rcs", previous_published_message_id="p"
    )
    assert responses(lake) == []


@pytest.mark.parametrize("message_kind", ["message", "suggestion", "location", "media"])
def test_texts_taps_places_and_pictures_are_responses(lake: LakeBuilder, message_kind: str) -> None:
    lake.prompt("p")
    lake.inbound("i", message_kind=message_kind)
    assert responses(lake) == [("i", "last_touch", "p")]


def test_a_machine_does_not_respond(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i", is_auto_response=True)
    assert responses(lake) == []


def test_a_text_that_repeats_the_one_before_it_is_no_response(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i1")
    lake.inbound("i2", received_at=at(minutes=5, seconds=2), duplicate_of="i1")
    assert responses(lake) == [("i1", "last_touch", "p")]


def test_an_answer_after_a_reminder_answers_the_prompt(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.prompt("r", kind="reminder", requested_at=at(minutes=2))
    lake.inbound("i1")
    lake.inbound("i2", previous_published_message_id="r")
    assert responses(lake) == [("i1", "last_touch", "p"), ("i2", "explicit", "p")]


def test_the_same_text_delivered_twice_is_one_response(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i")
    lake.inbound("i", source_shard="shard-1")
    assert responses(lake) == [("i", "last_touch", "p")]


def test_the_first_answer_of_a_send_is_the_earliest_that_is_no_opt_out(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i1", received_at=at(minutes=1), is_opt_out=True, intent="opt_out")
    lake.inbound("i2", received_at=at(minutes=3))
    lake.inbound("i3", received_at=at(minutes=2))
    assert responses(lake, "inbound_message_id, is_first") == [("i1", False), ("i2", False), ("i3", True)]


def test_an_unattributed_text_is_nobodys_first_answer(lake: LakeBuilder) -> None:
    lake.inbound("i")
    assert responses(lake, "attribution, is_first, response_s, campaign") == [("none", False, None, None)]


def test_response_time_runs_from_delivery_and_from_the_send_where_the_receipt_came_later(lake: LakeBuilder) -> None:
    lake.prompt("p1", occurred_at=at(seconds=10))
    lake.inbound("i1", received_at=at(seconds=40))
    lake.prompt("p2", customer_key=key("ben"), occurred_at=at(seconds=60))
    lake.inbound("i2", customer_key=key("ben"), received_at=at(seconds=40))
    assert responses(lake, "response_s") == [(30.0,), (40.0,)]


def test_records_are_told_apart_by_the_identity_of_their_dataset(lake: LakeBuilder) -> None:
    for dataset in Dataset:
        columns = ", ".join(TABLES[dataset].identity)
        assert f"PARTITION BY {columns} ORDER BY" in definition(dataset)


def operators(con: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    plan = con.execute(f"EXPLAIN (FORMAT json) {query}").fetchall()[0][1]
    return set(re.findall(r'"name": "([^"]+)"', plan))


def test_attribution_is_never_planned_as_a_nested_loop(lake: LakeBuilder) -> None:
    lake.write(Dataset.DELIVERIES, [row(Dataset.DELIVERIES) for _ in range(50)])
    lake.write(Dataset.INBOUND, [row(Dataset.INBOUND) for _ in range(50)])
    con = open_warehouse(lake.root)
    for query in ("FROM responses", "FROM responses WHERE received_at >= '2026-11-20'", "FROM response_rate"):
        found = operators(con, query)
        assert "HASH_JOIN" in found
        assert not {"NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "PIECEWISE_MERGE_JOIN", "IE_JOIN"} & found


def test_an_asof_join_of_ones_own_is_no_nested_loop_either(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i")
    query = "FROM inbound ASOF JOIN sends ON sends.customer_key = inbound.customer_key AND sent_at <= received_at"
    assert "NESTED_LOOP_JOIN" not in operators(open_warehouse(lake.root), query)
