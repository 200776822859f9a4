"""What arrives about what was sent: the delivery event, as AWS names it.

Source: AWS End User Messaging SMS user guide, "Event data format". By EventBridge the event is under `detail` and has
neither `destinationPhoneNumber` nor `context`.
"""

import pyarrow as pa

CONTEXT = pa.struct(
    [
        ("kind", pa.string()),
        ("campaign", pa.string()),
        ("flow", pa.string()),
        ("variant", pa.string()),
        ("program", pa.string()),
        ("reply_id", pa.string()),  # 32 hex digits
        ("variables", pa.string()),  # what a prompt of somebody else's was rendered with: name=value&name=value
    ]
)
"""What is kept of the `Context` that the sender put in SendTextMessage and that every event echoes."""

DELIVERY_EVENT = pa.schema(
    [
        ("eventType", pa.string()),
        ("eventTimestamp", pa.int64()),  # milliseconds since 1970, UTC
        ("isFinal", pa.bool_()),
        ("originationPhoneNumber", pa.string()),  # our number, short code or sender id
        ("destinationPhoneNumber", pa.string()),  # the customer
        ("isoCountryCode", pa.string()),
        ("mcc", pa.string()),
        ("mnc", pa.string()),
        ("carrierName", pa.string()),
        ("messageId", pa.string()),
        ("messageRequestTimestamp", pa.int64()),
        ("messageEncoding", pa.string()),
        ("messageType", pa.string()),
        ("messageStatus", pa.string()),
        ("messageStatusDescription", pa.string()),
        ("context", CONTEXT),
        ("totalMessageParts", pa.int16()),
        ("totalMessagePrice", pa.float64()),
        ("totalCarrierFee", pa.float64()),
    ]
)
"""The event's fields. Unknown keys are ignored."""

REQUIRED_DELIVERY = ("eventType", "messageId", "eventTimestamp")
CHANNELS = ("TEXT_", "RCS_", "MEDIA_")
"""Event types of other channels (voice) are dead letters, `unsupported_channel`."""
