"""Outcomes become rows that the writer, the lake and the views take."""

import io
import uuid
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq

from pipelines.domain.outcome import ConversationOutcome, OutcomeKind
from pipelines.transforms.outcome_rows import outcome_rows
from pipelines.transforms.write import by_date, concatenate, to_parquet
from schemas.tables import SCHEMA_VERSION, TABLES, Dataset

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
OUTCOME = ConversationOutcome(
    outcome_id=b"o" * 16,
    conversation_id=b"c" * 16,
    revision=2,
    outcome=OutcomeKind.MOVED,
    occurred_at=MIDNIGHT,
    customer_key=b"k" * 16,
    key_id="k1",
    customer_mask="+1•••••••001",
    origination_identity="+12065550100",
    program="clinic",
    program_version="3f2a9c01d7e4",
    flow="confirm",
    campaign="november",
    variant="a",
    inbound_message_id="in-1",
    slot="tue-9",
    slot_at=MIDNIGHT + timedelta(days=1),
    variables={"name": "Zoë", "appointment": "A-17"},
)


def test_every_field_is_a_column_of_the_dataset() -> None:
    table = outcome_rows([OUTCOME], "shard-0", "0001")
    assert table.schema == TABLES[Dataset.OUTCOMES].schema
    [row] = table.to_pylist()
    told = {f.name: getattr(OUTCOME, f.name) for f in fields(OUTCOME)}
    told |= {"outcome": "moved", "variables": '{"appointment":"A-17","name":"Zoë"}'}
    told |= {name: uuid.UUID(bytes=told[name]) for name in ("outcome_id", "conversation_id", "customer_key")}
    assert row == told | {"source_shard": "shard-0", "source_seq": "0001", "schema_version": SCHEMA_VERSION}


def test_the_same_variables_are_the_same_text() -> None:
    turned = replace(OUTCOME, variables=dict(reversed(OUTCOME.variables.items())))
    assert outcome_rows([turned], "s", "1") == outcome_rows([OUTCOME], "s", "1")
    assert outcome_rows([replace(OUTCOME, variables={})], "s", "1")["variables"].to_pylist() == [None]


def test_outcomes_are_written_by_the_date_of_the_text_that_decided() -> None:
    before = replace(OUTCOME, outcome_id=b"p" * 16, occurred_at=MIDNIGHT - timedelta(microseconds=1))
    tables = [outcome_rows([OUTCOME], "s", "1"), outcome_rows([before], "s", "2")]
    days = dict(by_date(Dataset.OUTCOMES, concatenate(Dataset.OUTCOMES, tables)))
    assert {str(day): table.num_rows for day, table in days.items()} == {"2026-11-22": 1, "2026-11-23": 1}
    [first, *_] = days.values()
    assert pq.read_table(io.BytesIO(to_parquet(first))).to_pylist() == outcome_rows([before], "s", "2").to_pylist()


def test_no_outcomes_are_no_rows() -> None:
    assert outcome_rows([], "s", "1").num_rows == 0
