"""A reply from promise to settlement: the values that the store keeps and the sender returns. All times are UTC."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from pipelines.domain.values import value
from schemas.errors import FailReason, ReplyStatus, SuppressReason, UnknownReason


@value(frozen=True, slots=True)
class OutboundText:
    """One text to send. `destination` is E.164 and never leaves the process but in the request."""

    destination: str
    origination_identity: str
    body: str
    context: Mapping[str, str]
    configuration_set: str | None = None
    promotional: bool = False

    def __repr__(self) -> str:
        return f"OutboundText(origination_identity={self.origination_identity!r}, context={dict(self.context)!r})"


@value(frozen=True, slots=True)
class Sent:
    """The API accepted the text."""

    message_id: str


@value(frozen=True, slots=True)
class NotSent:
    """Surely not sent. `reason` None: try again, not before `retry_after`; otherwise final. `halts`: nothing of this
    account will leave for now, whatever the text (spend limit, account disabled)."""

    reason: SuppressReason | FailReason | None
    error_code: str
    retry_after: timedelta = timedelta(seconds=1)
    halts: bool = False


@value(frozen=True, slots=True)
class Unsure:
    """Perhaps sent: never to be sent again without proof that it was not."""

    reason: UnknownReason
    error_code: str


Outcome = Sent | NotSent | Unsure


@value(frozen=True, slots=True)
class Reopening:
    """What a YES gets from a customer who is opted out: the welcome back, in place of the reply to an answer."""

    template: str | None
    body: str | None
    parts: int | None
    encoding: str | None


class TextKind(StrEnum):
    """What a text of the outbox is for. Stored in `replies.kind`."""

    REPLY = "reply"  # caused by an inbound message
    PROMPT = "prompt"  # a campaign's: it asks
    REMINDER = "reminder"  # asks again, because nobody answered


@value(frozen=True, slots=True)
class Promise:
    """A text of the outbox, as it is first stored: a reply that an inbound message caused, a prompt, or a reminder.

    `suppress` set: it is withheld from the start and only recorded. `body` is the rendered text. Of a prompt and a
    reminder, `inbound_message_id` and `intent` are None and `received_at` is when it was asked for.
    """

    reply_id: bytes
    inbound_message_id: str | None
    customer_key: bytes
    key_id: str
    customer_mask: str
    origination_identity: str
    intent: str | None
    keyword: str | None
    program: str | None
    program_version: str | None
    template: str | None
    body: str | None
    parts: int | None
    encoding: str | None
    received_at: datetime
    arrived_at: datetime | None
    source_shard: str
    source_seq: str
    opt_out: bool = False
    opt_in: bool = False
    suppress: SuppressReason | None = None
    reopening: Reopening | None = None
    """Set for a YES: taken for an opt-in, and kept as one, if the customer is opted out when it is promised."""
    kind: TextKind = TextKind.REPLY
    conversation_id: bytes | None = None
    campaign: str | None = None
    flow: str | None = None
    variant: str | None = None
    promotional: bool = False
    at_least_once: bool = False
    """Sent again when it is not known whether it left."""
    useful_until: datetime | None = None
    """Not sent later than this."""
    not_before: datetime | None = None
    """Not sent earlier: quiet hours."""

    def reopened(self) -> "Promise":
        """This promise as that of an opt-in."""
        welcome = self.reopening
        assert welcome is not None
        suppress = SuppressReason.NO_TEMPLATE if self.suppress is None and welcome.body is None else self.suppress
        return replace(
            self,
            intent="opt_in",
            keyword=None,
            template=welcome.template,
            body=welcome.body,
            parts=welcome.parts,
            encoding=welcome.encoding,
            opt_in=True,
            suppress=suppress,
            reopening=None,
        )


@value(frozen=True, slots=True)
class Reply:
    """A stored reply and where it stands: a row of the dataset `replies`."""

    promise: Promise
    status: ReplyStatus
    version: int
    attempts: int
    promised_at: datetime
    settled_at: datetime | None = None
    reason: str | None = None
    error_code: str | None = None
    message_id: str | None = None


@value(frozen=True, slots=True)
class Proof:
    """A delivery event that echoed a reply's Context: the message was accepted."""

    reply_id: bytes
    message_id: str


@value(frozen=True, slots=True)
class Settlement:
    """How an attempt ended. Only the worker that holds the reply's lease may settle it."""

    reply_id: bytes
    status: ReplyStatus
    reason: str | None = None
    error_code: str | None = None
    message_id: str | None = None
    retry_at: datetime | None = None


PROVED_WITHIN = timedelta(minutes=2)
"""How long a text that may be sent again waits for a delivery event to prove that it left."""
MOST_SENT_AGAIN = 3
"""Calls that are made at most for a text whose outcome stays unknown."""


def may_be_sent_again(reply: Reply) -> bool:
    """Whether a text is tried once more although it may have left: its template says that a second one does no harm."""
    return reply.promise.at_least_once and reply.attempts < MOST_SENT_AGAIN


def gave_up(error_code: str | None) -> FailReason:
    """Why a text that was tried is given up when it is of no more use: what it met last."""
    code = (error_code or "").partition(":")[0]
    return _GIVEN_UP.get(code, FailReason.GAVE_UP)


_GIVEN_UP = {
    "ServiceQuotaExceededException": FailReason.SPEND_LIMIT,
    "AccessDeniedException": FailReason.ACCESS_DENIED,
    "NoCredentialsError": FailReason.ACCESS_DENIED,
}
