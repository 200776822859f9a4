"""A promise as bytes, for any store: a JSON array in field order, times as microseconds since 1970."""

from dataclasses import fields
from operator import attrgetter

import orjson

from pipelines.domain.moments import microseconds, moment
from pipelines.domain.reply import Reopening, TextKind
from pipelines.ports import Promise
from schemas.errors import SuppressReason

_BYTES = ("reply_id", "customer_key", "conversation_id")
_TIMES = ("received_at", "arrived_at", "useful_until", "not_before")
_NAMES = tuple(f.name for f in fields(Promise))
_ALL = attrgetter(*_NAMES)
_BYTES_AT = tuple(_NAMES.index(name) for name in _BYTES)
_TIMES_AT = tuple(_NAMES.index(name) for name in _TIMES)


def pack(promise: Promise) -> bytes:
    """Compact bytes of a promise; `unpack` gives it back."""
    values = list(_ALL(promise))
    for place in _BYTES_AT:
        values[place] = None if values[place] is None else values[place].hex()
    for place in _TIMES_AT:
        values[place] = None if values[place] is None else microseconds(values[place])
    return orjson.dumps(values)


def unpack(data: bytes) -> Promise:
    """The promise that `pack` was given. Fields added since are at their defaults."""
    values = dict(zip(_NAMES, orjson.loads(data), strict=False))
    for name in _BYTES:
        if values.get(name) is not None:
            values[name] = bytes.fromhex(values[name])
    for name in _TIMES:
        if values.get(name) is not None:
            values[name] = moment(values[name])
    if values.get("suppress") is not None:
        values["suppress"] = SuppressReason(values["suppress"])
    if values.get("reopening") is not None:
        values["reopening"] = Reopening(**values["reopening"])
    values["kind"] = TextKind(values.get("kind", TextKind.REPLY))
    return Promise(**values)
