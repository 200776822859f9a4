"""Rates by campaign, computed by hand beside the view."""

from datetime import datetime
from random import Random
from typing import Any

import pytest

from dashboards.warehouse import open_warehouse
from schemas.tables import Dataset
from tests.dashboards.lake_builder import LakeBuilder, at, key, row

BLOCKED = {"event_type": "TEXT_BLOCKED", "status": "BLOCKED"}
QUEUED = {"event_type": "TEXT_QUEUED", "status": "QUEUED", "is_final": False}


def rates(lake: LakeBuilder, columns: str, source: str = "response_rate") -> list[tuple[Any, ...]]:
    return open_warehouse(lake.root).execute(f"SELECT {columns} FROM {source}").fetchall()


def test_twenty_delivered_and_five_answered(lake: LakeBuilder) -> None:
    people = [f"person-{n}" for n in range(24)]
    states: list[dict[str, Any]] = [{}] * 20 + [
        BLOCKED,
        BLOCKED,
        QUEUED,
        {"event_type": "TEXT_UNKNOWN", "status": "UNKNOWN"},
    ]
    sent = [
        row(Dataset.DELIVERIES, message_id=f"m-{name}", customer_key=key(name), **state)
        for name, state in zip(people, states, strict=True)
    ]
    answered = [row(Dataset.INBOUND, customer_key=key(name)) for name in people[:5]]
    stopped = [row(Dataset.INBOUND, customer_key=key(people[6]), is_opt_out=True, intent="opt_out")]
    lake.write(Dataset.DELIVERIES, sent)
    lake.write(Dataset.INBOUND, answered + stopped)
    found = rates(
        lake, "campaign, sent, delivered, failed, unknown, responses, response_rate, opt_outs, opt_out_rate, small_n"
    )
    assert found == [("offers", 24, 20, 2, 2, 5, 0.25, 1, 0.05, True)]
    low, high = rates(lake, "ci_low, ci_high")[0]
    assert (round(low, 4), round(high, 4)) == (0.1119, 0.4687)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (5, 20, 0.1119, 0.4687),
        (0, 20, 0.0, 0.1611),
        (20, 20, 0.8389, 1.0),
        (81, 263, 0.2553, 0.3662),
        (0, 0, None, None),
    ],
)
def test_wilson_intervals_agree_with_the_literature(lake: LakeBuilder, k: int, n: int, low: float, high: float) -> None:
    """81 of 263: Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I."""
    con = open_warehouse(lake.root)
    found = con.execute(
        "SELECT wilson_low(?::BIGINT, ?::BIGINT), wilson_high(?::BIGINT, ?::BIGINT)", [k, n, k, n]
    ).fetchone()
    assert found is not None
    assert [None if v is None else round(v, 4) for v in found] == [low, high]


def test_a_prompt_answered_five_times_counts_once(lake: LakeBuilder) -> None:
    lake.prompt("p")
    for n in range(5):
        lake.inbound(f"i{n}")
    assert rates(lake, "delivered, responses, response_rate") == [(1, 1, 1.0)]


def test_an_answer_to_a_prompt_that_did_not_arrive_is_not_in_the_numerator(lake: LakeBuilder) -> None:
    lake.prompt("p", **BLOCKED)
    lake.inbound("i", previous_published_message_id="p")
    lake.prompt("q", customer_key=key("ben"), **QUEUED)
    lake.inbound("j", customer_key=key("ben"))
    assert rates(lake, "sent, delivered, responses, response_rate, ci_low") == [(2, 0, 0, None, None)]


def test_an_opt_out_is_no_response_but_is_counted_beside(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i", is_opt_out=True, intent="opt_out", message_body="STOP")
    assert rates(lake, "responses, response_rate, opt_outs, opt_out_rate") == [(0, 0.0, 1, 1.0)]


def test_replies_and_sends_of_unknown_kind_are_in_no_denominator(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.prompt("r", kind="reply", requested_at=at(minutes=6))
    lake.prompt("u", kind=None, campaign=None, customer_key=key("ben"))
    assert rates(lake, "campaign, sent, delivered") == [("offers", 1, 1)]


def test_of_two_prompts_in_the_window_the_later_gets_the_answer(lake: LakeBuilder) -> None:
    lake.prompt("p1", campaign="appointments")
    lake.prompt("p2", campaign="offers", requested_at=at(minutes=1))
    lake.inbound("i")
    assert rates(lake, "campaign, responses") == [("appointments", 0), ("offers", 1)]


def test_a_young_prompt_is_counted_and_named_immature(lake: LakeBuilder) -> None:
    lake.prompt("old")
    lake.prompt("young", customer_key=key("ben"), requested_at=at(hours=1), occurred_at=at(hours=72))
    assert rates(lake, "delivered, matured, immature") == [(2, 1, 1)]


def test_a_span_takes_prompts_by_the_time_they_were_sent(lake: LakeBuilder) -> None:
    for n, when in enumerate([at(), at(hours=12), at(hours=36)]):
        lake.prompt(f"p{n}", requested_at=when, occurred_at=when, customer_key=key(str(n)))
    assert rates(lake, "sent", "response_rate_between('2026-11-20', '2026-11-21')") == [(1,)]
    assert rates(lake, "sent", "response_rate_between(DATE '2026-11-21', DATE '2026-11-22')") == [(1,)]
    first = "response_rate_between('2026-11-20 12:00:00+00', '2026-11-21 00:00:00+00')"
    assert rates(lake, "sent", first) == [(1,)]


def test_there_is_no_campaign_where_nothing_was_sent(lake: LakeBuilder) -> None:
    assert rates(lake, "*") == []


def test_never_more_responses_than_delivered(lake: LakeBuilder) -> None:
    """Seeded muddle: shared numbers, late receipts, explicit and silent answers, duplicates."""
    dice = Random(7)
    statuses = ["DELIVERED", "SUCCESSFUL", "BLOCKED", "QUEUED", "UNKNOWN"]

    def some(hours: int) -> datetime:
        return at(hours=dice.uniform(0, hours))

    deliveries = []
    for n in range(400):
        sent_at, status = some(200), dice.choice(statuses)
        deliveries.append(
            row(
                Dataset.DELIVERIES,
                message_id=f"m{dice.randrange(250)}",
                event_type=f"TEXT_{status}",
                status=status,
                is_final=status != "QUEUED",
                requested_at=sent_at,
                occurred_at=sent_at,
                customer_key=key(str(n % 17)),
                campaign=dice.choice(["a", "b", None]),
                kind=dice.choice(["prompt", "prompt", "reply", None]),
            )
        )
    inbound = [
        row(
            Dataset.INBOUND,
            inbound_message_id=f"i{dice.randrange(300)}",
            received_at=some(300),
            customer_key=key(str(n % 19)),
            previous_published_message_id=dice.choice([None, f"m{dice.randrange(260)}"]),
            is_opt_out=dice.random() < 0.1,
        )
        for n in range(400)
    ]
    lake.write(Dataset.DELIVERIES, deliveries)
    lake.write(Dataset.INBOUND, inbound)
    con = open_warehouse(lake.root)
    assert con.execute("SELECT count(*) FROM response_rate").fetchall()[0][0] >= 2
    wrong = """FROM response_rate WHERE responses > delivered OR opt_outs > delivered OR delivered + failed + unknown <> sent
               OR NOT (ci_low <= response_rate AND response_rate <= ci_high)"""
    assert con.execute(wrong).fetchall() == []
    per_send = "SELECT count(*) FROM responses WHERE is_first GROUP BY message_id HAVING count(*) > 1"
    assert con.execute(per_send).fetchall() == []
    assert con.execute("SELECT count(DISTINCT inbound_message_id) = count(*) FROM responses").fetchall() == [(True,)]
