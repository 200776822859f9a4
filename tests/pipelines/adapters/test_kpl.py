"""Aggregated records come apart as they were put together, and damage is never passed on as a record."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.adapters.kpl import deaggregate
from pipelines.domain.unwrap import KPL_MAGIC


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def aggregate(records: list[bytes]) -> bytes:
    """As the format's page says: key table, then records of key index and data."""
    message = field(1, b"partition-key")
    for record in records:
        message += field(3, varint(1 << 3) + varint(0) + field(3, record))
    return KPL_MAGIC + message + hashlib.md5(message, usedforsecurity=False).digest()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20))
def test_what_was_aggregated_comes_apart_in_order(records: list[bytes]) -> None:
    assert deaggregate(aggregate(records)) == records


@pytest.mark.parametrize("data", [b"", b"plain", KPL_MAGIC, KPL_MAGIC + b"x" * 40, b'{"a":1}'])
def test_what_is_no_aggregate_is_none(data: bytes) -> None:
    assert deaggregate(data) is None


@given(st.binary(max_size=80))
def test_garbage_with_a_right_checksum_never_raises(message: bytes) -> None:
    parts = deaggregate(KPL_MAGIC + message + hashlib.md5(message, usedforsecurity=False).digest())
    assert parts is None or all(isinstance(part, bytes) for part in parts)


def test_one_flipped_bit_is_found() -> None:
    data = bytearray(aggregate([b"one", b"two"]))
    data[10] ^= 1
    assert deaggregate(bytes(data)) is None
