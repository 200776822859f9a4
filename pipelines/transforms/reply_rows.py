"""Texts of the outbox as rows of the dataset `replies`."""

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import pyarrow as pa

from pipelines.ports import Promise, Reply
from schemas.tables import REPLIES, SCHEMA_VERSION

_OF_PROMISE = frozenset(REPLIES.schema.names) & {f.name for f in fields(Promise)}
_OF_REPLY = frozenset(
    ("status", "version", "attempts", "promised_at", "settled_at", "reason", "error_code", "message_id")
)


def reply_rows(replies: Sequence[Reply]) -> pa.Table:
    """One row a text, as it stands now."""
    columns = [pa.array(_values(field.name, replies), field.type) for field in REPLIES.schema]
    return pa.Table.from_arrays(columns, schema=REPLIES.schema)


def _values(name: str, replies: Sequence[Reply]) -> list[Any]:
    if name == "schema_version":
        return [SCHEMA_VERSION] * len(replies)
    if name in _OF_REPLY:
        return [*map(attrgetter(name), replies)]
    assert name in _OF_PROMISE, name
    return [*map(attrgetter(f"promise.{name}"), replies)]
