"""An outcome and an errand as bytes, for any store: JSON arrays in field order, times as microseconds since 1970."""

from dataclasses import fields
from operator import attrgetter

import orjson

from pipelines.domain.errand import Errand, ErrandKind
from pipelines.domain.moments import microseconds, moment
from pipelines.domain.outcome import ConversationOutcome, OutcomeKind

_NAMES = tuple(f.name for f in fields(ConversationOutcome))
_BYTES = ("outcome_id", "conversation_id", "customer_key")
_TIMES = ("occurred_at", "slot_at")
_ALL = attrgetter(*_NAMES)
_BYTES_AT = tuple(_NAMES.index(name) for name in _BYTES)
_TIMES_AT = tuple(_NAMES.index(name) for name in _TIMES)


def pack_outcome(outcome: ConversationOutcome) -> bytes:
    """Compact bytes of an outcome; `unpack_outcome` gives it back."""
    values = list(_ALL(outcome))
    for place in _BYTES_AT:
        values[place] = values[place].hex()
    for place in _TIMES_AT:
        values[place] = None if values[place] is None else microseconds(values[place])
    return orjson.dumps(values)


def unpack_outcome(data: bytes) -> ConversationOutcome:
    """The outcome that `pack_outcome` was given."""
    values = dict(zip(_NAMES, orjson.loads(data), strict=False))
    for name in _BYTES:
        values[name] = bytes.fromhex(values[name])
    for name in _TIMES:
        values[name] = None if values[name] is None else moment(values[name])
    values["outcome"] = OutcomeKind(values["outcome"])
    return ConversationOutcome(**values)


def pack_errand(errand: Errand) -> bytes:
    """Compact bytes of what an errand is about."""
    return orjson.dumps(dict(errand.details))


def unpack_errand(errand_id: bytes, kind: str, data: bytes, attempts: int) -> Errand:
    """The errand that `pack_errand` was given."""
    return Errand(errand_id, ErrandKind(kind), orjson.loads(data), attempts)
