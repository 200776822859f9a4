"""Two-way payloads to rows of `inbound`, before classification."""

import re

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.checks import Fault, nullified, plausible, require, sns_time, take_out
from pipelines.domain.tokens import Tokens
from schemas.errors import Reason
from schemas.notification import MAX_BODY, REQUIRED_INBOUND, Channel, MessageKind
from schemas.tables import TIME

COLUMNS = [
    "inbound_message_id", "message_kind", "channel", "received_at", "customer_key", "key_id", "customer_mask",
    "origination_identity", "message_body", "message_keyword", "previous_published_message_id", "sns_message_id",
    "arrived_at", "source_seq", "customer_number",
]  # fmt: skip
"""What comes out, in this order: the dataset's columns but the classification, and `customer_number`."""


def inbound_rows(payloads: pa.Table, tokens: Tokens) -> tuple[pa.Table, list[Fault]]:
    """Rows (see `COLUMNS`) of two-way payloads, and the payloads that are at fault.

    `received_at` is the SNS timestamp; the arrival in the stream where a payload came without an envelope.
    """
    faults: list[Fault] = []
    payloads = require(payloads, REQUIRED_INBOUND, faults)
    long = pc.fill_null(pc.greater(pc.utf8_length(payloads["messageBody"]), MAX_BODY), False)
    payloads = take_out(payloads, long, Reason.TOO_LARGE, f"messageBody: more than {MAX_BODY} characters", faults)
    payloads = payloads.append_column("received_at", _event_time(payloads))
    payloads = take_out(
        payloads, pc.invert(plausible(payloads["received_at"])), Reason.BAD_TIMESTAMP, "SNS Timestamp", faults
    )
    kinds, channels, ids = _kinds(payloads, tokens)
    columns = {
        "inbound_message_id": ids,
        "message_kind": kinds,
        "channel": channels,
        "received_at": payloads["received_at"],
        **tokens.columns(payloads["originationNumber"]),
        "origination_identity": payloads["destinationNumber"],
        "message_body": payloads["messageBody"],
        "message_keyword": _keyword(payloads["messageKeyword"]),
        "previous_published_message_id": nullified(payloads["previousPublishedMessageId"]),
        "sns_message_id": payloads["MessageId"],
        "arrived_at": payloads["arrived_at"],
        "source_seq": payloads["source_seq"],
    }
    return pa.table({name: columns[name] for name in COLUMNS}), faults


def _event_time(payloads: pa.Table) -> pa.ChunkedArray:
    """The SNS timestamp; a time that cannot be read becomes 1970, which the check for plausibility takes out."""
    texts = payloads["Timestamp"]
    try:
        times = pc.cast(texts, TIME)
    except pa.ArrowInvalid:
        times = _each_time(texts)
    return pc.if_else(texts.is_null(), payloads["arrived_at"], times)


def _each_time(texts: pa.ChunkedArray) -> pa.Array:
    """Distinct texts one by one: one bad time must not spoil its block."""
    encoded = pc.dictionary_encode(texts.combine_chunks())
    times = [sns_time(text) for text in encoded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(times, TIME).take(encoded.indices), pa.scalar(0, pa.int64()).cast(TIME))


def _keyword(keywords: pa.ChunkedArray) -> pa.ChunkedArray:
    """AWS's matched keyword; `keyword_<account id>`, in either case, says that none matched."""
    none_matched = pc.match_substring_regex(keywords, "^(?i)keyword_")
    return pc.if_else(none_matched, pa.scalar(None, pa.string()), nullified(keywords))


def _kinds(payloads: pa.Table, tokens: Tokens) -> tuple[pa.Array, pa.Array, pa.Array]:
    """`message_kind`, `channel` and `inbound_message_id`; only what goes to an RCS agent is looked at one by one."""
    count = len(payloads)
    ids = payloads["inboundMessageId"].combine_chunks()
    to_agent = pc.starts_with(payloads["destinationNumber"], "rcs-").combine_chunks()
    if not pc.any(to_agent).as_py():
        return (
            pa.repeat(pa.scalar(MessageKind.MESSAGE.value), count),
            pa.repeat(pa.scalar(Channel.SMS.value), count),
            ids,
        )
    channels = pc.if_else(to_agent, Channel.RCS.value, Channel.SMS.value)
    bodies = payloads["messageBody"].to_pylist()
    kinds = [
        rcs_kind(body).value if rcs else MessageKind.MESSAGE.value
        for rcs, body in zip(to_agent.to_pylist(), bodies, strict=True)
    ]
    numbers = payloads["originationNumber"].to_pylist()
    safe = [_without_number(i, number, tokens) for i, number in zip(ids.to_pylist(), numbers, strict=True)]
    return pa.array(kinds, pa.string()), channels, pa.array(safe, pa.string())


_RCS_TYPES = {
    "RCS_TYPING": MessageKind.TYPING,
    "CONVERSATION_STARTED": MessageKind.CONVERSATION_STARTED,
    "SUGGESTION": MessageKind.SUGGESTION,
    "LOCATION": MessageKind.LOCATION,
}


def rcs_kind(body: str | None) -> MessageKind:
    """What a body to an RCS agent is: a text, or one of the JSON objects that AWS puts in its place.

    >>> rcs_kind('{"type":"RCS_TYPING","receivedAt":"x"}').value, rcs_kind("hello").value, rcs_kind(None).value
    ('typing', 'message', 'other_event')
    """
    if body is None:
        return MessageKind.OTHER_EVENT
    if not body.startswith("{"):
        return MessageKind.MESSAGE
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return MessageKind.MESSAGE
    if "mediaStatus" in value:
        return MessageKind.MEDIA
    kind = value.get("type")
    if not isinstance(kind, str):
        return MessageKind.MESSAGE
    return _RCS_TYPES.get(kind, MessageKind.OTHER_EVENT)


def _without_number(message_id: str, number: str, tokens: Tokens) -> str:
    """RCS typing events put the customer's number in their id: such an id becomes a token."""
    digits = re.sub(r"\D", "", number)
    return tokens.key.token(message_id).hex() if len(digits) >= 7 and digits in message_id else message_id
