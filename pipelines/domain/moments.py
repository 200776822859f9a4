"""Times as microseconds since 1970, as they are stored and as Arrow has them; as values they are UTC and aware."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(us: int) -> datetime:
    """The time that `microseconds` was given.

    >>> moment(microseconds(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))).isoformat()
    '2026-03-01T09:30:00+00:00'
    """
    return _EPOCH + us * _MICROSECOND


def moments(column: pa.ChunkedArray) -> list[datetime | None]:
    """The times of a column of `timestamp[us, UTC]`, a tenth of what `to_pylist` takes.

    >>> moments(pa.chunked_array([pa.array([0, None], pa.timestamp("us", "UTC"))]))
    [datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), None]
    """
    stamps = column.cast(pa.int64()).to_pylist()
    known = {us: None if us is None else moment(us) for us in set(stamps)}
    return [known[us] for us in stamps]
