"""A customer's history in the lake: what was texted, what was answered, what it came to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 200
"""Rows of each dataset that are shown, the latest."""


@dataclass(frozen=True, slots=True)
class Older:
    """A row of the lake. `mark`: as in a transcript, `>` the customer's, `<` ours, `!` an outcome. `what`: the intent of a text,
    the template of one of ours, the outcome. `status`: of a text of ours, with its reason."""

    at: datetime
    mark: str
    origination_identity: str
    text: str | None
    what: str | None
    flow: str | None
    campaign: str | None
    status: str | None
    conversation_id: str | None


_HISTORY = (
    """
    SELECT received_at, '>', origination_identity, message_body, concat_ws(' ', intent, keyword), flow, campaign,
        CASE WHEN duplicate_of IS NOT NULL THEN 'repeated' END, replace(CAST(conversation_id AS VARCHAR), '-', '')
    FROM inbound WHERE customer_key = $customer AND message_kind NOT IN ('typing', 'conversation_started', 'other_event')
    """,
    """
    SELECT received_at, '<', origination_identity, body, concat_ws(' ', CASE WHEN kind <> 'reply' THEN kind END, template),
        flow, campaign, concat_ws(' ', status, reason), replace(CAST(conversation_id AS VARCHAR), '-', '')
    FROM texts WHERE customer_key = $customer
    """,
    """
    SELECT occurred_at, '!', origination_identity, NULL, outcome, flow, campaign, slot, replace(CAST(conversation_id AS VARCHAR), '-', '')
    FROM outcomes WHERE customer_key = $customer
    """,
)


def history_of(lake: str, customer_key: bytes, number: str | None, before: datetime | None) -> tuple[Older, ...]:
    """What the lake has of a customer, the oldest first: with one of our numbers, before a time, or all.

    Raises:
        WarehouseError: there is no such lake.
    """
    with _opened(lake) as warehouse:
        rows = [row for query in _HISTORY for row in _rows(warehouse, query, customer_key)]
    found = (Older(*row) for row in rows)
    wanted = (
        each for each in found if (before is None or each.at < before) and number in (None, each.origination_identity)
    )
    return tuple(sorted(wanted, key=lambda each: (each.at, "><!".index(each.mark))))


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a conversation as the lake has it, and what it brought; `message_id` None: a reminder."""

    at: datetime
    message_id: str | None
    text: str | None
    template: str | None
    body: str | None
    status: str | None
    reason: str | None
    program_version: str | None
    outcome: str | None
    has_slot: bool


_SAID = """
    SELECT i.received_at, i.inbound_message_id, i.message_body, t.template, t.body, t.status, t.reason,
        t.program_version, o.outcome, o.slot IS NOT NULL
    FROM inbound AS i
    LEFT JOIN texts AS t ON t.inbound_message_id = i.inbound_message_id
    LEFT JOIN outcomes AS o ON o.conversation_id = i.conversation_id AND o.inbound_message_id = i.inbound_message_id
    WHERE i.conversation_id = $customer AND i.duplicate_of IS NULL
    UNION ALL
    SELECT received_at, NULL, NULL, template, body, status, reason, program_version, NULL, false
    FROM texts WHERE conversation_id = $customer AND kind = 'reminder'
"""


def said_in(lake: str, conversation_id: bytes) -> Sequence[Said]:
    """The texts of a conversation that the lake has, in the order of event time.

    Raises:
        WarehouseError: there is no such lake.
    """
    with _opened(lake) as warehouse:
        rows = [Said(*row) for row in _rows(warehouse, _SAID, conversation_id)]
    return sorted(rows, key=lambda each: (each.at, each.message_id or ""))


@contextmanager
def _opened(lake: str) -> Iterator["DuckDBPyConnection"]:
    # DuckDB takes a while to import: only who asks for the lake waits for it.
    from dashboards.warehouse import open_warehouse

    warehouse = open_warehouse(lake)
    try:
        yield warehouse
    finally:
        warehouse.close()


def _rows(warehouse: "DuckDBPyConnection", query: str, key: bytes) -> list[Any]:
    limited = f"SELECT * FROM ({query}) ORDER BY 1 DESC LIMIT {MOST}"  # noqa: S608
    return list(warehouse.execute(limited, {"customer": UUID(bytes=key)}).fetchall())
