"""Bytes to columns: JSON objects parsed as one Arrow block, the odd ones out by bisection.

Whether a record is accepted never depends on its neighbours: a block that does not parse is halved until each part does
or is a single record. Rows stay aligned with records because each record must begin with `{` and end with `}`: joined
by newlines, an unfinished object followed by another is a syntax error, so no record can yield fewer rows than one, and
a block that yields as many rows as records yields one for each.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from schemas.delivery_event import DELIVERY_EVENT
from schemas.notification import INBOUND_PAYLOAD, REQUIRED_INBOUND, SNS_ENVELOPE

FIELDS = pa.schema([*SNS_ENVELOPE, *INBOUND_PAYLOAD, *DELIVERY_EVENT])
"""Every field that is read at any level; their names do not collide."""
_MARKS = [FIELDS.field(name) for name in ("eventType", *REQUIRED_INBOUND)]
ENVELOPE = pa.schema([*SNS_ENVELOPE, *_MARKS])
"""What a notification is opened with, and the fields by which a bare payload is known: a third of the work of all."""
_LARGEST = 64 << 20
_OPTIONS = {
    schema: pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    for schema in (FIELDS, ENVELOPE)
}


def parse_objects(values: Sequence[bytes], schema: pa.Schema = FIELDS) -> tuple[pa.Table, pa.Int64Array, list[int]]:
    """Parse each value as one JSON object.

    Returns a table of `schema` (absent and null alike are null), the index in `values` of each of its rows, ascending,
    and the indices that this parser refuses: not UTF-8, not one object, a field of another type, or merely unusual
    (white space around, duplicate keys). The refused are for `unwrap.unwrap` to judge one by one.
    """
    tables: list[pa.Table] = []
    rows: list[int] = []
    refused: list[int] = []
    _parse(values, 0, _OPTIONS[schema], tables, rows, refused)
    table = pa.concat_tables(tables).combine_chunks() if tables else schema.empty_table()
    return table, pa.array(rows, pa.int64()), refused


def _parse(
    values: Sequence[bytes],
    start: int,
    options: pyarrow.json.ParseOptions,
    tables: list[pa.Table],
    rows: list[int],
    refused: list[int],
) -> None:
    if not values:
        return
    table = _parse_block(values, options)
    if table is not None:
        tables.append(table)
        rows.extend(range(start, start + len(values)))
    elif len(values) == 1:
        refused.append(start)
    else:
        middle = len(values) // 2
        _parse(values[:middle], start, options, tables, rows, refused)
        _parse(values[middle:], start + middle, options, tables, rows, refused)


def _parse_block(values: Sequence[bytes], options: pyarrow.json.ParseOptions) -> pa.Table | None:
    block = pa.array(values, pa.large_binary())
    if not pc.all(pc.and_(pc.starts_with(block, b"{"), pc.ends_with(block, b"}"))).as_py():
        return None
    joined = b"\n".join(values)
    if len(joined) > _LARGEST and len(values) > 1:
        return None
    try:
        joined.decode("utf-8")
        table = pyarrow.json.read_json(
            pa.BufferReader(joined),
            read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(joined) + 1),
            parse_options=options,
        )
    except (UnicodeDecodeError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return table if table.num_rows == len(values) else None
