"""What the demo measured, beside what the town knows to be true."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.domain.plan import reply_id
from pipelines.local.sms_simulator import Message, SimulatorClient
from pipelines.local.town import Town
from pipelines.local.townsfolk import Happened, expected_dead_letters, summary

Ask = Callable[[Path, str], Sequence[Mapping[str, Any]]]
"""Rows that a SELECT over the lake's catalog gives."""


def report(console: Console, ask: Ask, lake: Path, town: Town, happened: Happened, simulator: SimulatorClient) -> bool:
    """Print the table; True when every figure with a known truth equals it."""
    messages = simulator.every_message()
    checks = [
        _flow(console, ask, lake, happened, simulator),
        _dead_letters(console, ask, lake, town),
        _replies(console, ask, lake, messages),
        _rates(console, ask, lake, town),
        _after_stop(console, town, happened, messages),
    ]
    _outcomes(console, ask, lake)
    _latency(console, happened, messages)
    right = all(checks)
    console.print("every figure equals the truth" if right else "NOT every figure equals the truth", style="bold")
    return right


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n == 0 else "right")
    return table


def _flow(console: Console, ask: Ask, lake: Path, happened: Happened, simulator: SimulatorClient) -> bool:
    table = _table("what went in and what came out", "", "count")
    for name, value in summary(happened):
        table.add_row(name, f"{value:,}")
    table.add_row(
        "delivery events published by the SMS API", f"{simulator.stats().events_published:,}", end_section=True
    )
    rows = {row["dataset"]: row["n"] for row in ask(lake, _COUNTS)}
    for dataset, n in rows.items():
        table.add_row(f"rows of {dataset}", f"{n:,}")
    console.print(table)
    return _same(console, "rows of inbound", rows["inbound"], len(happened.published_at))


_COUNTS = """
SELECT 'inbound' AS dataset, count(*) AS n FROM inbound UNION ALL SELECT 'deliveries', count(*) FROM deliveries
UNION ALL SELECT 'replies', count(*) FROM replies UNION ALL SELECT 'outcomes', count(*) FROM outcomes
UNION ALL SELECT 'dead_letters', count(*) FROM dead_letters
"""


def _dead_letters(console: Console, ask: Ask, lake: Path, town: Town) -> bool:
    measured = {r["reason"]: r["n"] for r in ask(lake, "SELECT reason, count(*) AS n FROM dead_letters GROUP BY ALL")}
    truth = expected_dead_letters(town)
    table = _table("dead letters", "reason", "measured", "truth")
    for reason in sorted({*measured, *truth}):
        table.add_row(reason, str(measured.get(reason, 0)), str(truth.get(reason, 0)))
    console.print(table)
    return _same(console, "dead letters by reason", measured, truth)


def _replies(console: Console, ask: Ask, lake: Path, messages: Sequence[Message]) -> bool:
    table = _table("replies", "status", "reason", "count")
    rows = ask(lake, "SELECT status, reason, count(*) AS n FROM replies GROUP BY ALL ORDER BY status, n DESC")
    for row in rows:
        table.add_row(row["status"], row["reason"] or "", f"{row['n']:,}")
    console.print(table)
    accepted = [m.context["reply_id"] for m in messages if m.context.get("kind") == "reply"]
    sent = sum(row["n"] for row in rows if row["status"] == "sent")
    once = _same(console, "replies accepted, each once", len(accepted), len(set(accepted)))
    return _same(console, "replies sent", sent, len(accepted)) and once


def _rates(console: Console, ask: Ask, lake: Path, town: Town) -> bool:
    measured = {row["campaign"]: row for row in ask(lake, "FROM response_rate")}
    table = _table(
        "response rate by campaign", "campaign", "sent", "delivered", "responses", "response rate", "truth", ""
    )
    right = measured.keys() == town.truth.keys()
    for name, truth in town.truth.items():
        row = measured.get(name, {"sent": 0, "delivered": 0, "responses": 0, "response_rate": None})
        equal = (row["sent"], row["delivered"], row["responses"], row["response_rate"]) == (
            truth.sent, truth.delivered, truth.responses, truth.response_rate,
        )  # fmt: skip
        right = right and equal
        table.add_row(
            name,
            *(f"{row[key]:,}" for key in ("sent", "delivered", "responses")),
            str(row["response_rate"]),
            f"{truth.responses}/{truth.delivered} = {truth.response_rate}",
            "equal" if equal else "DIFFERENT",
        )
    console.print(table)
    return right


def _after_stop(console: Console, town: Town, happened: Happened, messages: Sequence[Message]) -> bool:
    """Of those who said STOP and not START: no reply to anything that they texted afterwards."""
    stopped_at: dict[str, float] = {}
    for text in town.texts:
        at = happened.published_at.get(text.inbound_message_id)
        if text.customer.number in town.opted_out and at is not None:
            stopped_at[text.customer.number] = min(at, stopped_at.get(text.customer.number, at))
    asked_at = {reply_id(i).hex(): at for i, at in happened.published_at.items()}
    later = sum(
        asked_at.get(message.context.get("reply_id", ""), 0.0) > stopped_at[message.destination]
        for message in messages
        if message.destination in stopped_at
    )
    console.print(f"customers who said STOP to us: {len(stopped_at)}; replies to what they texted afterwards: {later}")
    return later == 0


def _outcomes(console: Console, ask: Ask, lake: Path) -> None:
    """What conversations came to, each told to the business once or more with the same id."""
    table = _table("outcomes of conversations", "outcome", "count")
    for row in ask(lake, "SELECT outcome, count(*) AS n FROM outcomes GROUP BY ALL ORDER BY n DESC, outcome"):
        table.add_row(row["outcome"], f"{row['n']:,}")
    console.print(table)


def _latency(console: Console, happened: Happened, messages: Sequence[Message]) -> None:
    published = {reply_id(i).hex(): at for i, at in happened.published_at.items()}
    took = sorted(
        m.accepted_at - published[key] for m in messages if (key := m.context.get("reply_id", "")) in published
    )
    if took:
        p50, p99 = percentile(took, 0.50), percentile(took, 0.99)
        console.print(
            f"latency, publish to accepted reply: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms ({len(took)} replies)"
        )


def percentile(ascending: Sequence[float], q: float) -> float:
    """The smallest value that at least `q` of the values do not exceed (nearest rank).

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    return ascending[max(0, math.ceil(q * len(ascending)) - 1)]


def _same(console: Console, what: str, measured: object, truth: object) -> bool:
    if measured != truth:
        console.print(f"{what}: measured {measured}, truth {truth}", style="bold red")
    return measured == truth
