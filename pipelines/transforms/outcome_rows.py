"""Conversation outcomes as rows of the dataset `outcomes`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields

import pyarrow as pa

from pipelines.ports import ConversationOutcome
from schemas.tables import SCHEMA_VERSION, TABLES, Dataset

_NAMES = tuple(f.name for f in fields(ConversationOutcome))


def outcome_rows(outcomes: Sequence[ConversationOutcome], shard: str, seq: str) -> pa.Table:
    """One row an outcome, in order. `shard` and `seq`, the name of the worker and its count, are `source_shard` and
    `source_seq`: two rows of one outcome differ in these at most."""
    source = {"source_shard": shard, "source_seq": seq, "schema_version": SCHEMA_VERSION}
    rows = [{**_row(outcome), **source} for outcome in outcomes]
    return pa.Table.from_pylist(rows, schema=TABLES[Dataset.OUTCOMES].schema)


def _row(outcome: ConversationOutcome) -> dict[str, object]:
    row = {name: getattr(outcome, name) for name in _NAMES}
    return {**row, "outcome": outcome.outcome.value, "variables": _json(outcome.variables)}


def _json(variables: Mapping[str, str]) -> str | None:
    """The same text for the same variables, whatever order they came in.

    >>> _json({"name": "Zoë", "id": "A-17"}), _json({})
    ('{"id":"A-17","name":"Zoë"}', None)
    """
    return json.dumps(variables, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if variables else None
