"""What the datasets' columns are made of, and those that several datasets share."""

from dataclasses import dataclass

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
UUID = pa.uuid()


@dataclass(frozen=True, slots=True)
class Table:
    """A dataset's shape. `event_time` decides the partition; rows are sorted by it, then by `identity`."""

    schema: pa.Schema
    event_time: str
    identity: tuple[str, ...]


def column(name: str, kind: pa.DataType, doc: str, null: bool = True) -> pa.Field:
    """A column, and what it is, as the documentation and the catalogue tell it."""
    return pa.field(name, kind, nullable=null, metadata={"doc": doc})


_STRING = pa.string()
CUSTOMER = [
    column("customer_key", UUID, "the customer: HMAC-SHA-256 of the number, 16 bytes; null where no number came"),
    column("key_id", _STRING, "which secret made `customer_key`"),
    column("customer_mask", _STRING, "the customer's number as it may be shown, `+1•••••••182`"),
]
SOURCE = [
    column("arrived_at", TIME, "when the record reached the stream; in a replay, when its file was written"),
    column("source_shard", _STRING, "shard, or file, that the record was read from", null=False),
    column(
        "source_seq",
        _STRING,
        "sequence number in the shard, or line of the file, zero-padded: sorts as text",
        null=False,
    ),
    column("schema_version", pa.int16(), "version of this schema that wrote the row", null=False),
]
MADE = [
    column("source_shard", _STRING, "the worker that wrote the row, `outcomes-…`", null=False),
    column("source_seq", _STRING, "that worker's count of what it wrote, zero-padded: sorts as text", null=False),
    SOURCE[-1],
]
"""The source of facts that the job makes: the only columns that differ when the same records are read again."""
