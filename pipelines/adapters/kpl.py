"""Records that the Kinesis Producer Library packed into one: unpacked without its library.

Format (amazon-kinesis-producer, "KPL aggregated record format"): magic F3 89 9A C2, a protobuf message whose field 3
repeats records (in each, field 3 is the data), and the MD5 of the message.
"""

import hashlib
from collections.abc import Iterator

from pipelines.domain.unwrap import KPL_MAGIC

_DIGEST = 16


def deaggregate(data: bytes) -> list[bytes] | None:
    """The records in an aggregate, in order; None where `data` is no aggregate, or one that is damaged.

    >>> deaggregate(b'{"messageBody": "hi"}') is None
    True
    """
    if not data.startswith(KPL_MAGIC) or len(data) < len(KPL_MAGIC) + _DIGEST:
        return None
    message, digest = data[len(KPL_MAGIC) : -_DIGEST], data[-_DIGEST:]
    if hashlib.md5(message, usedforsecurity=False).digest() != digest:
        return None
    try:
        records = [part for number, part in _fields(message) if number == 3 and isinstance(part, bytes)]
        return [_data(record) for record in records] or None
    except (IndexError, ValueError):
        return None


def _data(record: bytes) -> bytes:
    for number, part in _fields(record):
        if number == 3 and isinstance(part, bytes):
            return part
    raise ValueError("a record without data")


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """(field number, value) of a protobuf message of varints and length-delimited fields.

    Raises:
        ValueError: another wire type, or a length past the end.
        IndexError: cut short.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        if tag & 7 == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
        elif tag & 7 == 2:
            length, at = _varint(message, at)
            if at + length > len(message):
                raise ValueError("a length past the end")
            yield tag >> 3, message[at : at + length]
            at += length
        else:
            raise ValueError("a wire type that aggregates do not use")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number that is too long")
