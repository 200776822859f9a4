"""Replies as rows of the dataset `replies`."""

from collections.abc import Sequence
from dataclasses import asdict, fields

import pyarrow as pa

from pipelines.ports import Promise, Reply
from schemas.tables import REPLIES, SCHEMA_VERSION

_PROMISED = tuple(name for name in REPLIES.schema.names if name in {f.name for f in fields(Promise)})
_STATE = ("status", "version", "attempts", "promised_at", "settled_at", "reason", "error_code", "message_id")


def reply_rows(replies: Sequence[Reply]) -> pa.Table:
    """One row a reply, as it stands now."""
    return pa.Table.from_pylist([_row(reply) for reply in replies], schema=REPLIES.schema)


def _row(reply: Reply) -> dict[str, object]:
    promise = asdict(reply.promise)
    row = {name: promise[name] for name in _PROMISED}
    row.update({name: getattr(reply, name) for name in _STATE})
    return {**row, "status": reply.status.value, "schema_version": SCHEMA_VERSION}
