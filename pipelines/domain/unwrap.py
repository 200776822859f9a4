"""Opening one record by hand: the wrappings that are rare, and the verdict on what cannot be read.

Order of recognition (AWS names): SNS notification, delivery event, two-way payload, then WhatsApp, EventBridge, Lambda
(`Records`, `Sns`) and SQS (`body`). `parse.parse_objects` reads the first three as a block; what it refuses comes here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pyarrow as pa

from schemas.delivery_event import CONTEXT, DELIVERY_EVENT
from schemas.errors import Reason, Stage
from schemas.notification import INBOUND_PAYLOAD, REQUIRED_INBOUND

DEEPEST = 6
"""Wrappings. The longest known route, SNS in SQS in a Lambda event, has three."""

KPL_MAGIC = b"\xf3\x89\x9a\xc2"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a wrapping told: SNS MessageId and Timestamp; `sub` numbers the payloads of one record."""

    sns_message_id: str | None = None
    sns_timestamp: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A payload with its fields by AWS's names; which kind, the fields tell (`eventType`)."""

    fields: dict[str, Any]
    envelope: Envelope = field(default_factory=Envelope)


@dataclass(frozen=True, slots=True)
class Dead:
    """Why a record cannot be read. `detail` names fields and types, never values."""

    stage: Stage
    reason: Reason
    detail: str | None = None
    envelope: Envelope = field(default_factory=Envelope)


def unwrap(data: bytes) -> Iterator[Found | Dead]:
    """Each payload in `data`, through any wrapping, or why there is none; at least one item, never raises.

    >>> [item.reason.value for item in unwrap(b"  ")]
    ['empty']
    >>> [item.fields["messageBody"] for item in unwrap(b'{"originationNumber": "+1", "messageBody": "hi"}')]
    ['hi']
    """
    if data.startswith(KPL_MAGIC):
        yield Dead(Stage.UNWRAP, Reason.BAD_AGGREGATE, "checksum or framing of the aggregate is wrong")
        return
    yield from _text(data, Envelope(), 0)


def _text(data: bytes, envelope: Envelope, depth: int) -> Iterator[Found | Dead]:
    if not data.strip(b" \t\r\n\0"):
        yield Dead(Stage.UNWRAP, Reason.EMPTY, None, envelope)
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Dead(Stage.UNWRAP, Reason.NOT_UTF8, f"byte {error.start}", envelope)
        return
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        # Lone surrogates and NaN are no strict JSON, yet a text cut inside an emoji can hold the first: keep the text.
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            where = (
                f"character {error.pos}"
                if isinstance(error, json.JSONDecodeError)
                else "nested too deep or number too long"
            )
            yield Dead(Stage.UNWRAP, Reason.NOT_JSON, where, envelope)
            return
    yield from _value(value, envelope, depth)


def _value(value: object, envelope: Envelope, depth: int) -> Iterator[Found | Dead]:
    if not isinstance(value, dict):
        yield Dead(Stage.UNWRAP, Reason.NOT_AN_OBJECT, f"JSON {_json_type(value)}", envelope)
    elif depth > DEEPEST:
        yield Dead(Stage.UNWRAP, Reason.TOO_DEEP, f"more than {DEEPEST} wrappings", envelope)
    else:
        yield from _object(value, envelope, depth)


def _object(value: dict[str, Any], envelope: Envelope, depth: int) -> Iterator[Found | Dead]:
    kind = value.get("Type")
    if kind == "Notification" and isinstance(value.get("Message"), str):
        inside = Envelope(_string(value.get("MessageId")), _string(value.get("Timestamp")))
        yield from _text(_bytes(value["Message"]), inside, depth + 1)
    elif kind in ("SubscriptionConfirmation", "UnsubscribeConfirmation"):
        confirmed = replace(
            envelope, sns_message_id=_string(value.get("MessageId")), sns_timestamp=_string(value.get("Timestamp"))
        )
        yield Dead(Stage.UNWRAP, Reason.SUBSCRIPTION_CONFIRMATION, None, confirmed)
    elif value.get("eventType") is not None:
        yield _payload(value, DELIVERY_EVENT, envelope)
    elif any(value.get(name) is not None for name in REQUIRED_INBOUND):
        yield _payload(value, INBOUND_PAYLOAD, envelope)
    elif "whatsAppWebhookEntry" in value:
        yield Dead(Stage.UNWRAP, Reason.UNSUPPORTED_CHANNEL, "WhatsApp", envelope)
    else:
        yield from _wrapping(value, envelope, depth)


def _wrapping(value: dict[str, Any], envelope: Envelope, depth: int) -> Iterator[Found | Dead]:
    if "detail-type" in value and isinstance(value.get("detail"), dict):
        yield from _value(value["detail"], envelope, depth + 1)
    elif isinstance(value.get("Sns"), dict):
        yield from _value({"Type": "Notification", **value["Sns"]}, envelope, depth + 1)
    elif isinstance(value.get("Records"), list) and value["Records"]:
        for record in value["Records"]:
            yield from _value(record, envelope, depth + 1)
    elif isinstance(body := value.get("body", value.get("Body")), str):
        yield from _text(_bytes(body), envelope, depth + 1)
    else:
        yield Dead(
            Stage.UNWRAP,
            Reason.UNKNOWN_SHAPE,
            "no originationNumber, eventType, Message, Sns, Records, detail or body",
            envelope,
        )


def _payload(value: dict[str, Any], schema: pa.Schema, envelope: Envelope) -> Found | Dead:
    fields: dict[str, Any] = {}
    for column in schema:
        given = value.get(column.name)
        if given is None:
            continue
        read = _READERS[column.type](given)
        if read is None:
            detail = f"{column.name}: expected {_EXPECTED[column.type]}, got {_json_type(given)}"
            return Dead(Stage.DECODE, Reason.WRONG_TYPE, detail, envelope)
        fields[column.name] = read
    return Found(fields, envelope)


def _string(value: object) -> str | None:
    """Text with each lone surrogate, which UTF-8 cannot hold, replaced by U+FFFD."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if isinstance(value, str) else None


def _bytes(text: str) -> bytes:
    return (_string(text) or "").encode("utf-8")


def _integer(value: object, bits: int) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(1 << (bits - 1)) <= value < 1 << (bits - 1) else None


def _number(value: object) -> float | None:
    return (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300 else None
    )


def _context(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {f.name: _string(value.get(f.name)) or "" for f in CONTEXT if isinstance(value.get(f.name), str)}


_READERS: dict[pa.DataType, Any] = {
    pa.string(): _string,
    pa.int64(): lambda v: _integer(v, 64),
    pa.int16(): lambda v: _integer(v, 16),
    pa.float64(): _number,
    pa.bool_(): lambda v: v if isinstance(v, bool) else None,
    CONTEXT: _context,
}
_EXPECTED: dict[pa.DataType, str] = {
    pa.string(): "string",
    pa.int64(): "whole number",
    pa.int16(): "small whole number",
    pa.float64(): "number",
    pa.bool_(): "boolean",
    CONTEXT: "object",
}


def _json_type(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), type(value).__name__)
