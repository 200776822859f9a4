"""A raw block becomes rows: inbound messages, delivery events, dead letters. Each record ends in one of them.

The fast path parses whole blocks (`parse`), opens SNS notifications as a second block, and finishes columns with Arrow;
what is unusual is opened record by record (`unwrap`), and joins the same finish. Nothing in a row depends on a clock, on
chance or on the neighbours in the block.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.blocks import Block, RawBlock
from pipelines.domain.checks import Fault, sns_time
from pipelines.domain.delivery_rows import delivery_rows
from pipelines.domain.inbound_rows import inbound_rows
from pipelines.domain.parse import ENVELOPE, FIELDS, parse_objects
from pipelines.domain.tokens import Tokens
from pipelines.domain.unwrap import Dead, Envelope, Found, unwrap
from schemas.notification import REQUIRED_INBOUND
from schemas.tables import SCHEMA_VERSION, TABLES, Dataset

PAYLOADS = pa.schema([*FIELDS, ("row", pa.int64()), ("sub", pa.int64())])
"""One payload: its fields, the record it came in, and its place among the payloads of that record. `MessageId` and
`Timestamp` are those of the SNS envelope."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A dead payload and where it was."""

    row: int
    sub: int
    dead: Dead


def decode(raw: RawBlock, tokens: Tokens) -> Block:
    """Rows of `inbound` (unclassified, and with `customer_number`), `deliveries` and `dead_letters` from a raw block.

    Row order is the record order. Every record yields at least one row; a Lambda batch yields one for each of its
    records, with `source_seq` suffixed `.0001`, `.0002`, ….
    """
    if not len(raw):
        return Block(shard=raw.shard, first_sequence="")
    payloads, lost = _payloads(raw.records)
    payloads = payloads.append_column("source_seq", _positions(raw, payloads["row"], payloads["sub"]))
    payloads = payloads.append_column("arrived_at", raw.arrived_at.take(payloads["row"]))
    is_delivery = payloads["eventType"].is_valid()
    inbound, lost_inbound = _finish(inbound_rows, payloads.filter(pc.invert(is_delivery)), tokens)
    deliveries, lost_deliveries = _finish(delivery_rows, payloads.filter(is_delivery), tokens)
    lost += [Lost(row, sub, dead) for row, sub, dead in (*lost_inbound, *lost_deliveries)]
    return Block(
        shard=raw.shard,
        first_sequence=raw.sequences[0].as_py(),
        tables={
            Dataset.INBOUND: _stamped(inbound, raw.shard),
            Dataset.DELIVERIES: _stamped(deliveries, raw.shard),
            Dataset.DEAD_LETTERS: _dead_letters(raw, lost),
        },
    )


_Finish = Callable[[pa.Table, Tokens], tuple[pa.Table, list[Fault]]]
_NOTHING: dict[_Finish, pa.Table] = {}


def _finish(finish: _Finish, payloads: pa.Table, tokens: Tokens) -> tuple[pa.Table, list[Fault]]:
    """`finish` of the payloads; the outcome for none, which costs as much as that for a hundred, is remembered."""
    if len(payloads):
        return finish(payloads, tokens)
    if finish not in _NOTHING:
        _NOTHING[finish], _ = finish(payloads, tokens)
    return _NOTHING[finish], []


def _payloads(records: pa.BinaryArray) -> tuple[pa.Table, list[Lost]]:
    """Every payload of the block with its envelope, sorted by record, and what could not be read."""
    values = records.to_pylist()
    outer, rows, odd = parse_objects(values, ENVELOPE)
    is_sns = pc.fill_null(pc.and_(pc.equal(outer["Type"], "Notification"), outer["Message"].is_valid()), False)
    is_bare = pc.and_(pc.invert(pc.or_(outer["Type"].is_valid(), is_sns)), _is_payload(outer))
    rest = rows.filter(_one(pc.invert(pc.or_(is_sns, is_bare)))).to_pylist()
    inner, refused = _open_notifications(outer.filter(is_sns), rows.filter(_one(is_sns)))
    bare, unread = _bare(values, rows.filter(_one(is_bare)))
    opened, lost = _by_hand((row, values[row]) for row in (*odd, *rest, *refused, *unread))
    return pa.concat_tables([inner, bare, opened]).sort_by([("row", "ascending"), ("sub", "ascending")]), lost


def _one(mask: pa.ChunkedArray) -> pa.BooleanArray:
    return mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask


def _is_payload(table: pa.Table) -> pa.ChunkedArray:
    present = table["eventType"].is_valid()
    for name in REQUIRED_INBOUND:
        present = pc.or_(present, table[name].is_valid())
    return present


def _open_notifications(outer: pa.Table, rows: pa.Int64Array) -> tuple[pa.Table, list[int]]:
    """The payloads inside SNS notifications, and the records whose message is not a plain payload."""
    inner, at, odd = parse_objects([text.encode() for text in outer["Message"].to_pylist()])
    plain = pc.and_(pc.invert(inner["Type"].is_valid()), _is_payload(inner))
    refused = pa.concat_arrays([pa.array(odd, pa.int64()), at.filter(_one(pc.invert(plain)))])
    at = at.filter(_one(plain))
    inner = inner.filter(plain)
    for name in ("MessageId", "Timestamp"):
        inner = inner.set_column(inner.column_names.index(name), name, outer[name].take(at))
    return _numbered(inner, rows.take(at)), rows.take(refused).to_pylist()


def _bare(values: Sequence[bytes], rows: pa.Int64Array) -> tuple[pa.Table, list[int]]:
    """Payloads that came in no envelope, and the records whose fields are not as they should be. What a payload may say
    under the envelope's names is not believed."""
    table, at, odd = parse_objects([values[row] for row in rows.to_pylist()])
    for name in ("MessageId", "Timestamp"):
        table = table.set_column(table.column_names.index(name), name, pa.nulls(len(table), pa.string()))
    return _numbered(table, rows.take(at)), rows.take(pa.array(odd, pa.int64())).to_pylist()


def _numbered(table: pa.Table, rows: pa.Int64Array) -> pa.Table:
    return table.append_column("row", rows).append_column("sub", pa.array([0] * len(rows), pa.int64())).cast(PAYLOADS)


def _by_hand(records: Iterable[tuple[int, bytes]]) -> tuple[pa.Table, list[Lost]]:
    found: list[dict[str, object]] = []
    lost: list[Lost] = []
    for row, data in records:
        for sub, item in enumerate(unwrap(data)):
            if isinstance(item, Found):
                found.append({**item.fields, **_envelope(item.envelope), "row": row, "sub": sub})
            else:
                lost.append(Lost(row, sub, item))
    return pa.Table.from_pylist(found, schema=PAYLOADS), lost


def _envelope(envelope: Envelope) -> dict[str, str | None]:
    return {"MessageId": envelope.sns_message_id, "Timestamp": envelope.sns_timestamp}


def _positions(raw: RawBlock, rows: pa.ChunkedArray, subs: pa.ChunkedArray) -> pa.Array:
    """`source_seq` of each payload: the record's sequence number, suffixed for all but the first payload of a record."""
    sequences = raw.sequences.take(rows)
    suffix = pc.utf8_lpad(pc.cast(subs, pa.string()), 4, "0")
    return pc.if_else(pc.equal(subs, 0), sequences, pc.binary_join_element_wise(sequences, suffix, "."))


def _stamped(table: pa.Table, shard: str) -> pa.Table:
    count = len(table)
    table = table.append_column("source_shard", pa.repeat(pa.scalar(shard), count))
    return table.append_column("schema_version", pa.repeat(pa.scalar(SCHEMA_VERSION, pa.int16()), count))


def _dead_letters(raw: RawBlock, lost: Sequence[Lost]) -> pa.Table:
    rows = [_dead_letter(raw, item) for item in sorted(lost, key=lambda item: (item.row, item.sub))]
    return pa.Table.from_pylist(rows, schema=TABLES[Dataset.DEAD_LETTERS].schema)


def _dead_letter(raw: RawBlock, item: Lost) -> dict[str, object]:
    payload = raw.records[item.row].as_py()
    sequence = raw.sequences[item.row].as_py() + (f".{item.sub:04d}" if item.sub else "")
    arrived_at = raw.arrived_at[item.row].as_py()
    envelope = item.dead.envelope
    # A second delivery by SNS of the same notification is the same dead letter; without an id the position is all there is.
    identity = f"sns:{envelope.sns_message_id}:{item.sub}" if envelope.sns_message_id else f"at:{raw.shard}:{sequence}"
    return {
        "dead_letter_id": hashlib.sha256(identity.encode()).digest()[:16],
        "stage": item.dead.stage.value,
        "reason": item.dead.reason.value,
        "detail": item.dead.detail,
        "payload": payload,
        "payload_bytes": len(payload),
        "received_at": sns_time(envelope.sns_timestamp) or arrived_at or datetime(1970, 1, 1, tzinfo=UTC),
        "sns_message_id": envelope.sns_message_id,
        "arrived_at": arrived_at,
        "source_shard": raw.shard,
        "source_seq": sequence,
        "schema_version": SCHEMA_VERSION,
    }
