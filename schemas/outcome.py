"""What leaves for the business's own system: one conversation outcome as JSON, as it is published to SNS.

Names are camelCase, as in AWS's own payloads. Every field is always there, null where there is nothing to tell. Fields
are only added, and each addition raises `MESSAGE_VERSION`: a reader ignores those that it does not know. There is no
phone number of a customer in it, only the keyed token and the mask.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

MESSAGE_VERSION = 1
"""Version of the fields below; not that of the lake's tables."""


class OutcomeKind(StrEnum):
    """What a conversation, or a customer, came to. Stored in `outcomes.outcome`."""

    CONFIRMED = "confirmed"  # the appointment stands
    CANCELLED = "cancelled"  # it does not
    MOVED = "moved"  # it stands at another time: `slot`
    APPROVED = "approved"  # the charge is the customer's
    DENIED = "denied"  # it is not
    HANDED_OFF = "handed_off"  # a person has to go on
    ANSWERED = "answered"  # none of these: the customer answered
    WITHDRAWN = "withdrawn"  # an earlier outcome of this conversation does not stand: an older text came late
    OPTED_OUT = "opted_out"  # the customer wants no more texts
    OPTED_IN = "opted_in"  # the customer wants them again


def _as_text(time: datetime) -> str:
    """UTC, to the millisecond, as SNS writes its own times.

    >>> _as_text(datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC))
    '2026-11-22T12:00:00.123Z'
    """
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
_Time = Annotated[
    AwareDatetime,
    PlainSerializer(_as_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


class OutcomeMessage(BaseModel):
    """What a conversation between a customer and one of the business's numbers came to."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    schema_version: Annotated[int, Field(ge=1)]
    """Version of this schema that wrote the message. It only grows, by fields that are added."""
    outcome_id: _Id
    """Hashed from what the outcome tells: a message that comes twice has the same id."""
    conversation_id: _Id
    """The conversation; of opted_out and opted_in the customer: it is the customerKey then."""
    revision: Annotated[int, Field(ge=1)]
    """Counts the outcomes of one conversation from 1: the highest stands. Always 1 for opted_out and opted_in."""
    outcome: OutcomeKind
    occurred_at: _Time
    """When the text that decided was received: UTC, to the millisecond."""
    customer_key: _Id
    """The customer: a keyed hash of the phone number, never the number."""
    key_id: str
    """Which secret made customerKey."""
    customer_mask: str
    """The customer's number as it may be shown."""
    origination_identity: str
    """The business's own number that was texted."""
    program: str | None
    program_version: str | None
    """Content hash of the program."""
    flow: str | None
    campaign: str | None
    variant: str | None
    inbound_message_id: str | None
    """AWS's id of the text that decided; null where no text did."""
    slot: str | None
    """The calendar's own id of the time that was moved to."""
    slot_at: _Time | None
    """When that time begins: UTC, to the millisecond."""
    variables: dict[str, str]
    """What the conversation was opened with, such as the business's own appointment id."""


def outcome_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a message, for whoever receives it."""
    schema = OutcomeMessage.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
