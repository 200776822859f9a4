"""What arrives from customers: the two-way payload and the wrappings it comes in, as AWS names them.

Sources: AWS End User Messaging SMS user guide, "Two-way SMS messages" (payload; no timestamp of its own) and "RCS inbound
messages"; Amazon SNS developer guide, "Parsing message formats" (envelope).
"""

from enum import StrEnum

import pyarrow as pa

INBOUND_PAYLOAD = pa.schema(
    [
        ("originationNumber", pa.string()),  # the customer
        ("destinationNumber", pa.string()),  # our number
        ("messageKeyword", pa.string()),  # the registered keyword, or keyword_<account id> where none matched
        ("messageBody", pa.string()),
        ("inboundMessageId", pa.string()),
        ("previousPublishedMessageId", pa.string()),
    ]
)
"""The payload of an inbound text. Unknown keys are ignored."""

SNS_ENVELOPE = pa.schema(
    [
        ("Type", pa.string()),
        ("MessageId", pa.string()),
        ("Timestamp", pa.string()),
        ("Message", pa.string()),
    ]
)
"""What is kept of an SNS notification; `Timestamp` is the event time of an inbound text."""

REQUIRED_INBOUND = ("originationNumber", "destinationNumber", "inboundMessageId")
"""What every variant of the payload has."""

MAX_BODY = 10_000
"""Characters. AWS accepts 1,600 to send; the longest concatenated text a handset makes is 255 parts of 153, which no
carrier delivers. Above this it is not a text message."""


class MessageKind(StrEnum):
    """What an inbound payload is. RCS puts events that nobody typed on the same topic."""

    MESSAGE = "message"  # a text
    SUGGESTION = "suggestion"  # a tap on a suggested reply: as good as a text
    LOCATION = "location"  # a shared location
    MEDIA = "media"  # a picture or file
    TYPING = "typing"  # the customer is typing: no message
    CONVERSATION_STARTED = "conversation_started"  # a billing event that carries an outbound id: no message
    OTHER_EVENT = "other_event"  # an RCS event not known yet: no message


class Channel(StrEnum):
    """How it came."""

    SMS = "sms"
    RCS = "rcs"
