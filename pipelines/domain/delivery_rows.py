"""Delivery events to rows of `deliveries`."""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.checks import Fault, nullified, plausible, require, take_out
from pipelines.domain.tokens import Tokens
from schemas.delivery_event import CHANNELS, REQUIRED_DELIVERY
from schemas.errors import Reason
from schemas.tables import TIME

_PRICE = pa.decimal128(12, 6)
_HIGHEST_PRICE = 100_000.0


def delivery_rows(payloads: pa.Table, tokens: Tokens) -> tuple[pa.Table, list[Fault]]:
    """Rows of the dataset `deliveries` (without `source_shard` and `schema_version`), and the payloads at fault.

    Two columns more: `customer_number`, E.164, and `prompt_variables`, what a prompt was rendered with.
    """
    faults: list[Fault] = []
    payloads = require(payloads, REQUIRED_DELIVERY, faults)
    ours = pc.starts_with(payloads["eventType"], CHANNELS[0])
    for prefix in CHANNELS[1:]:
        ours = pc.or_(ours, pc.starts_with(payloads["eventType"], prefix))
    payloads = take_out(payloads, pc.invert(ours), Reason.UNSUPPORTED_CHANNEL, "eventType", faults)
    payloads = payloads.append_column("occurred_at", _milliseconds(payloads["eventTimestamp"]))
    bad_time = pc.invert(plausible(payloads["occurred_at"]))
    payloads = take_out(payloads, bad_time, Reason.BAD_TIMESTAMP, "eventTimestamp", faults)
    requested_at = _milliseconds(payloads["messageRequestTimestamp"])
    customer = tokens.columns(payloads["destinationPhoneNumber"])
    context = payloads["context"].combine_chunks()
    columns = {
        "message_id": payloads["messageId"],
        "event_type": payloads["eventType"],
        "status": pc.coalesce(nullified(payloads["messageStatus"]), _status_of(payloads["eventType"])),
        "is_final": payloads["isFinal"],
        "occurred_at": payloads["occurred_at"],
        "requested_at": pc.if_else(plausible(requested_at), requested_at, pa.scalar(None, TIME)),
        **customer,
        "origination_identity": nullified(payloads["originationPhoneNumber"]),
        "country": nullified(payloads["isoCountryCode"]),
        "message_type": nullified(payloads["messageType"]),
        "encoding": nullified(payloads["messageEncoding"]),
        "parts": payloads["totalMessageParts"],
        "price": _price(payloads["totalMessagePrice"]),
        "carrier_fee": _price(payloads["totalCarrierFee"]),
        "carrier": nullified(payloads["carrierName"]),
        "mcc": nullified(payloads["mcc"]),
        "mnc": nullified(payloads["mnc"]),
        "status_description": pc.replace_substring_regex(
            payloads["messageStatusDescription"], r"\+?[0-9][0-9 ().-]{5,}", "#"
        ),
        **{name: nullified(_in_context(context, name)) for name in ("kind", "campaign", "flow", "variant", "program")},
        "reply_id": _reply_ids(_in_context(context, "reply_id")),
        "prompt_variables": nullified(_in_context(context, "variables")),
        "sns_message_id": payloads["MessageId"],
        "arrived_at": payloads["arrived_at"],
        "source_seq": payloads["source_seq"],
    }
    return pa.table(columns), faults


def _milliseconds(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Milliseconds since 1970 as times; what would overflow becomes null."""
    sane = pc.if_else(pc.less(pc.abs(values), 1 << 50), values, pa.scalar(None, pa.int64()))
    return pc.cast(pc.multiply(sane, 1000), TIME)


def _status_of(event_types: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(event_types, "^(TEXT|RCS|MEDIA)_", "")


def _price(values: pa.ChunkedArray) -> pa.ChunkedArray:
    sane = pc.fill_null(pc.less(pc.abs(values), _HIGHEST_PRICE), False)
    return pc.cast(pc.round(pc.if_else(sane, values, pa.scalar(None, pa.float64())), 6), _PRICE, safe=False)


def _in_context(context: pa.StructArray, name: str) -> pa.Array:
    return pc.struct_field(context, name)


def _reply_ids(texts: pa.Array) -> pa.Array:
    """16 bytes of each reply id (32 hex digits); null for anything else that a stranger may have put there."""
    return pa.array([_unhex(text) for text in texts.to_pylist()], pa.binary(16))


def _unhex(text: str | None) -> bytes | None:
    if text is None or len(text) != 32:
        return None
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return value if len(value) == 16 else None
