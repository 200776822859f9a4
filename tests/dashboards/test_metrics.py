"""What the pages ask, on rows made by hand."""

import pytest

from dashboards import metrics
from dashboards.warehouse import open_warehouse
from schemas.tables import Dataset
from tests.dashboards.lake_builder import LakeBuilder, at, key, row


def test_an_empty_lake_answers_every_question(lake: LakeBuilder) -> None:
    con = open_warehouse(lake.root)
    rates = metrics.response_rate_by_campaign(con)
    assert rates.num_rows == 0
    [total] = metrics.response_rate_overall(con, rates).to_pylist()
    assert (total["delivered"], total["response_rate"], total["opt_out_rate"]) == (0, None, None)
    assert {r["dataset"]: r["n"] for r in metrics.row_counts(con).to_pylist()} == dict.fromkeys(
        ["dead_letters", "deliveries", "inbound", "outcomes", "replies"], 0
    )
    assert metrics.dead_letters_by_reason(con).num_rows == 0
    assert metrics.replies_by_status(con).num_rows == 0
    assert metrics.reply_latency(con).to_pylist() == [{"n": 0, "p50_s": None, "p99_s": None}]
    assert metrics.inbound_per_minute(con).num_rows == 0
    assert [r["n"] for r in metrics.funnel(con).to_pylist()] == [0, 0, 0, 0, 0]
    assert metrics.recent_conversations(con).num_rows == 0
    assert metrics.freshness(con) == metrics.Freshness(None, None)


def test_the_overall_rate_is_of_all_prompts_and_no_mean_of_rates(lake: LakeBuilder) -> None:
    for n in range(9):
        lake.prompt(f"a{n}", campaign="a", customer_key=key(f"a{n}"))
    lake.prompt("b", campaign="b", customer_key=key("b"))
    lake.inbound("i", customer_key=key("b"))
    con = open_warehouse(lake.root)
    rates = metrics.response_rate_by_campaign(con)
    assert [(r["campaign"], r["response_rate"]) for r in rates.to_pylist()] == [("a", 0.0), ("b", 1.0)]
    assert metrics.response_rate_overall(con, rates)["response_rate"].to_pylist() == [0.1]


def test_rows_are_counted_as_the_views_show_them(lake: LakeBuilder) -> None:
    for version, status in ((1, "promised"), (2, "sent")):
        lake.reply("r", version=version, status=status)
    for _ in range(2):
        lake.inbound("i")
        lake.prompt("p")
        lake.write(Dataset.DEAD_LETTERS, [row(Dataset.DEAD_LETTERS, dead_letter_id=key("d"))])
        lake.outcome("c", outcome_id=key("o"))
    counts = metrics.row_counts(open_warehouse(lake.root)).to_pylist()
    assert {r["dataset"]: r["n"] for r in counts} == dict.fromkeys(Dataset, 1)


def test_dead_letters_and_replies_are_counted_by_reason(lake: LakeBuilder) -> None:
    reasons = ["not_json", "empty", "not_json"]
    lake.write(Dataset.DEAD_LETTERS, [row(Dataset.DEAD_LETTERS, reason=reason) for reason in reasons])
    lake.reply("r1")
    lake.reply("r2", status="suppressed", reason="opted_out", message_id=None)
    lake.reply("r3", status="suppressed", reason="opted_out", message_id=None)
    con = open_warehouse(lake.root)
    assert [(r["reason"], r["n"]) for r in metrics.dead_letters_by_reason(con).to_pylist()] == [
        ("not_json", 2),
        ("empty", 1),
    ]
    assert metrics.replies_by_status(con).to_pylist() == [
        {"status": "suppressed", "reason": "opted_out", "n": 2},
        {"status": "sent", "reason": None, "n": 1},
    ]


def test_reply_latency_is_of_replies_sent(lake: LakeBuilder) -> None:
    for n, seconds in enumerate([0.1, 0.2, 0.3]):
        lake.reply(f"r{n}", received_at=at(), settled_at=at(seconds=seconds))
    lake.reply("late", status="failed", received_at=at(), settled_at=at(hours=4))
    [found] = metrics.reply_latency(open_warehouse(lake.root)).to_pylist()
    assert found["n"] == 3
    assert found["p50_s"] == pytest.approx(0.2)
    assert found["p99_s"] == pytest.approx(0.298)


def test_minutes_in_which_nothing_came_are_zero_and_old_ones_drop_out(lake: LakeBuilder) -> None:
    lake.inbound("old", received_at=at(hours=-5))
    lake.inbound("i1", received_at=at(minutes=1, seconds=59))
    lake.inbound("i2", received_at=at(minutes=3))
    lake.inbound("machine", received_at=at(minutes=2), is_auto_response=True)
    lake.inbound("again", received_at=at(minutes=2), duplicate_of="i1")
    lake.reply("r", settled_at=at(minutes=3, seconds=1))
    found = metrics.inbound_per_minute(open_warehouse(lake.root), minutes=3).to_pylist()
    assert [(r["minute"].minute, r["direction"], r["n"]) for r in found] == [
        (1, "inbound", 1), (1, "reply", 0), (2, "inbound", 0), (2, "reply", 0), (3, "inbound", 1), (3, "reply", 1),
    ]  # fmt: skip


def test_each_step_of_the_funnel_is_part_of_the_one_before(lake: LakeBuilder) -> None:
    people = ["a", "b", "c", "d", "e"]
    for name in people:
        status = {} if name != "e" else {"event_type": "TEXT_BLOCKED", "status": "BLOCKED"}
        lake.prompt(f"p-{name}", customer_key=key(name), **status)
    lake.inbound("a", customer_key=key("a"))
    lake.inbound("b", customer_key=key("b"), keyword=None, intent="unmatched", match_kind="none")
    lake.inbound("c", customer_key=key("c"), is_opt_out=True, intent="opt_out", keyword=None)
    lake.inbound("e", customer_key=key("e"), previous_published_message_id="p-e")
    lake.reply("ra", inbound_message_id="a", message_id="m-a", customer_key=key("a"))
    lake.reply("rb", inbound_message_id="b", message_id="m-b", customer_key=key("b"))
    steps = metrics.funnel(open_warehouse(lake.root)).to_pylist()
    assert [(s["name"], s["n"]) for s in steps] == [
        ("sent", 5), ("delivered", 4), ("responded", 2), ("matched a keyword", 1), ("replied to", 1),
    ]  # fmt: skip


def test_conversations_are_newest_first_and_show_masks_only(lake: LakeBuilder) -> None:
    lake.prompt("p", customer_mask="+1•••••••182")
    lake.inbound("i", message_body="yes", received_at=at(minutes=5))
    lake.reply("r", body="Thank you.", settled_at=at(minutes=5, seconds=1), message_id="m")
    found = metrics.recent_conversations(open_warehouse(lake.root), 2).to_pylist()
    assert [(r["direction"], r["text"], r["customer"]) for r in found] == [
        ("reply", "Thank you.", "+1•••••••182"),
        ("inbound", "yes", "+1•••••••182"),
    ]


def test_freshness_is_the_latest_event_of_any_dataset(lake: LakeBuilder) -> None:
    lake.inbound("i", received_at=at(minutes=5), arrived_at=at(minutes=6))
    lake.prompt("p", occurred_at=at(minutes=9), arrived_at=at(minutes=9))
    assert metrics.freshness(open_warehouse(lake.root)) == metrics.Freshness(at(minutes=9), at(minutes=9))
