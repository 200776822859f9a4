"""What both kinds of payload are checked for, a column at a time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.unwrap import Dead, Envelope
from schemas.errors import Reason, Stage
from schemas.tables import TIME

Fault = tuple[int, int, Dead]
"""Record, payload in the record, and what is wrong with it."""

_EARLIEST = pa.scalar(946_684_800_000_000, pa.int64()).cast(TIME)  # 2000-01-01
_LATEST = pa.scalar(4_102_444_800_000_000, pa.int64()).cast(TIME)  # 2100-01-01


def plausible(times: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """True where a time lies in 2000 to 2100; false also for null."""
    return pc.fill_null(pc.and_(pc.greater_equal(times, _EARLIEST), pc.less(times, _LATEST)), False)


def take_out(
    table: pa.Table, bad: pa.ChunkedArray | pa.Array, reason: Reason, detail: str, faults: list[Fault]
) -> pa.Table:
    """`table` without the rows where `bad`; those are appended to `faults`."""
    if not pc.any(bad).as_py():
        return table
    faults.extend(
        _faults(table.filter(bad).select(["row", "sub", "MessageId", "Timestamp"]).to_pylist(), reason, detail)
    )
    return table.filter(pc.invert(bad))


def _faults(rows: Iterable[dict[str, object]], reason: Reason, detail: str) -> Iterable[Fault]:
    for row in rows:
        envelope = Envelope(_text(row["MessageId"]), _text(row["Timestamp"]))
        yield int(str(row["row"])), int(str(row["sub"])), Dead(Stage.DECODE, reason, detail, envelope)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def require(table: pa.Table, names: Sequence[str], faults: list[Fault]) -> pa.Table:
    """`table` without the rows that lack one of `names` (null, or empty text)."""
    for name in names:
        missing = table[name].is_null()
        if pa.types.is_string(table[name].type):
            missing = pc.or_kleene(missing, pc.fill_null(pc.equal(table[name], ""), False))
        table = take_out(table, missing, Reason.MISSING_FIELD, name, faults)
    return table


def nullified(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Empty text becomes null: absent is null, never empty."""
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def sns_time(text: str | None) -> datetime | None:
    """SNS's `Timestamp` as UTC, or None where it is no time.

    >>> sns_time("2026-11-22T17:53:04.648Z")
    datetime.datetime(2026, 11, 22, 17, 53, 4, 648000, tzinfo=datetime.timezone.utc)
    """
    try:
        value = pa.scalar(text, pa.string()).cast(TIME).as_py()
    except pa.ArrowInvalid:
        return None
    return value.astimezone(UTC) if isinstance(value, datetime) else None
