"""What a conversation came to: what leaves for the business's own system, and a row of the dataset `outcomes`."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from pipelines.domain.values import value
from schemas.outcome import OutcomeKind

__all__ = ["ConversationOutcome", "OutcomeKind"]


@value(frozen=True, slots=True)
class ConversationOutcome:
    """One outcome. All times are UTC and aware.

    `outcome_id`: 16 bytes, hashed from what it tells: the same outcome has the same id, however often it is published.
    `revision` counts the outcomes of one conversation from 1; the highest stands. `conversation_id`: of an opt-out or
    opt-in, the customer's. `occurred_at`: event time of the text that decided. `variables`: what the conversation was
    opened with, such as the business's own appointment id. `slot` and `slot_at`: the time moved to.
    """

    outcome_id: bytes
    conversation_id: bytes
    revision: int
    outcome: OutcomeKind
    occurred_at: datetime
    customer_key: bytes
    key_id: str
    customer_mask: str
    origination_identity: str
    program: str | None
    program_version: str | None
    flow: str | None = None
    campaign: str | None = None
    variant: str | None = None
    inbound_message_id: str | None = None
    slot: str | None = None
    slot_at: datetime | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
