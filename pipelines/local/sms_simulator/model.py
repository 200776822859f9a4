"""The words of the simulator's own interface under `/_simulator/`: what a town says to it and is told.

Frozen values; `reading` makes them from JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass as plain_dataclass
from enum import Enum, StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

PhoneNumber = Annotated[str, Field(pattern=r"^\+?[1-9][0-9]{1,18}$", max_length=20)]
TopicArn = Annotated[str, Field(pattern=r"^arn:\S+$", min_length=20)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
DEFAULT_OPT_OUT_LIST = "Default"

_STRICT = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NumberType(StrEnum):
    """AWS's NumberType; with each its usual message parts a second (AWS End User Messaging SMS user guide, page
    "Message Parts per Second (MPS) limits")."""

    SHORT_CODE = "SHORT_CODE"
    LONG_CODE = "LONG_CODE"
    TEN_DLC = "TEN_DLC"
    TOLL_FREE = "TOLL_FREE"
    SIMULATOR = "SIMULATOR"


PARTS_PER_SECOND = {
    NumberType.SHORT_CODE: 100.0,
    NumberType.LONG_CODE: 10.0,
    NumberType.TEN_DLC: 1.0,
    NumberType.TOLL_FREE: 3.0,
    NumberType.SIMULATOR: 1.0,
}


class Fate(StrEnum):
    """What becomes of a text to a handset, told by its delivery events."""

    DELIVERED = "delivered"  # TEXT_DELIVERED alone, final
    SUCCESSFUL_FINAL = "successful_final"  # TEXT_SUCCESSFUL is all that this carrier tells
    SUCCESSFUL_THEN_DELIVERED = "successful_then_delivered"  # the carrier's receipt, then the phone's
    UNREACHABLE = "unreachable"  # TEXT_UNREACHABLE, final
    CARRIER_BLOCKED = "carrier_blocked"  # TEXT_CARRIER_BLOCKED, final
    INVALID = "invalid"  # TEXT_INVALID, final: no such number
    TTL_EXPIRED = "ttl_expired"  # TEXT_TTL_EXPIRED, final
    UNKNOWN = "unknown"  # TEXT_UNKNOWN, final; AWS issues it after 72 hours of silence
    NO_RECEIPT = "no_receipt"  # no event at all


class FaultKind(StrEnum):
    """What goes wrong between a client and AWS."""

    ERROR_500 = "error_500"  # InternalServerException; the request was not accepted
    ERROR_500_AFTER_ACCEPT = "error_500_after_accept"  # InternalServerException, though it was accepted
    TIMEOUT_AFTER_ACCEPT = "timeout_after_accept"  # accepted and kept, but never answered
    RESET_BEFORE_ACCEPT = "reset_before_accept"  # the connection is reset; the request was not accepted
    RESET_AFTER_ACCEPT = "reset_after_accept"  # accepted and kept, then the connection is reset
    THROTTLE = "throttle"  # ThrottlingException; the request was not accepted
    REFUSED = "refused"  # the line's `error`, with its `reason` and `status`; the request was not accepted

    @property
    def after_accept(self) -> bool:
        """Whether the request has been accepted all the same."""
        return self.value.endswith("_after_accept")


class MessageKind(StrEnum):
    """Who caused a sent message."""

    SEND = "send"  # SendTextMessage
    AWS_AUTO = "aws_auto"  # AWS's own answer to a keyword


class Previous(Enum):
    """Which send an inbound says that it answers, where no id is named."""

    LAST_SENT = "the last message from that number to this handset, if any"


@dataclass(frozen=True, slots=True, config=_STRICT)
class Number:
    """An origination number of the account. `parts_per_second` None: what AWS gives a number of that type.

    `two_way_topic_arn` switches two-way messaging on. `events_topic_arn` gets the delivery events of sends that name no
    configuration set (a short cut that AWS does not have: there, no configuration set means no events).
    """

    number: PhoneNumber
    number_type: NumberType = NumberType.LONG_CODE
    iso_country_code: CountryCode = "US"
    parts_per_second: Annotated[float, Field(gt=0)] | None = None
    two_way_topic_arn: TopicArn | None = None
    self_managed_opt_outs: bool = False
    opt_out_list: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = DEFAULT_OPT_OUT_LIST
    events_topic_arn: TopicArn | None = None

    @model_validator(mode="after")
    def _two_way_first(self) -> "Number":
        if self.self_managed_opt_outs and self.two_way_topic_arn is None:
            raise ValueError("self_managed_opt_outs needs a two_way_topic_arn: AWS has nowhere to route STOP")
        return self


@dataclass(frozen=True, slots=True, config=_STRICT)
class Handset:
    """A customer's phone. `delay_s` is the time to its first delivery event, and from that to a second one; None:
    the simulator's `event_delay_s`. None elsewhere: as is usual in the number's country."""

    number: PhoneNumber
    fate: Fate = Fate.SUCCESSFUL_THEN_DELIVERED
    delay_s: Annotated[float, Field(ge=0)] | None = None
    out_of_order: bool = False
    duplicate_events: bool = False
    carrier: str | None = None
    mcc: str | None = None
    mnc: str | None = None
    iso_country_code: CountryCode | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class Fault:
    """One line of the fault plan: strike every n-th request, or each with a probability, at most `limit` times.

    Kinds that strike after acceptance count accepted requests, the others count all requests of the operation. With
    the kind `refused`, `error` is the exception as AWS's service model names it, or one of AWS's common errors.
    """

    kind: FaultKind
    every: Annotated[int, Field(ge=1)] | None = None
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    limit: Annotated[int, Field(ge=0)] | None = None
    operation: str = "SendTextMessage"
    error: Annotated[str, Field(pattern=r"^[A-Za-z]{1,100}$")] | None = None
    reason: Annotated[str, Field(pattern=r"^[A-Z_]{1,100}$")] | None = None
    status: Annotated[int, Field(ge=400, le=599)] = 400

    @model_validator(mode="after")
    def _one_rhythm(self) -> "Fault":
        if (self.every is None) == (self.probability is None):
            raise ValueError("a fault has either `every` or `probability`")
        if (self.kind is FaultKind.REFUSED) == (self.error is None):
            raise ValueError("a fault has an `error` if its kind is `refused`, and no other has")
        return self


@plain_dataclass(frozen=True, slots=True)
class InboundText:
    """A text that a customer sends. `inbound_message_id` None: the simulator makes one, as AWS does."""

    sender: str
    recipient: str
    body: str
    previous_message_id: str | Previous | None = Previous.LAST_SENT
    inbound_message_id: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """As `POST /_simulator/inbound` takes it."""
        said: dict[str, str | None] = {"from": self.sender, "to": self.recipient, "body": self.body}
        if not isinstance(self.previous_message_id, Previous):
            said["previous_message_id"] = self.previous_message_id
        if self.inbound_message_id is not None:
            said["inbound_message_id"] = self.inbound_message_id
        return said


@plain_dataclass(frozen=True, slots=True)
class InboundOutcome:
    """What became of an inbound text. `published_at` is the epoch second just before the publish, None where nothing
    was to be published; `error` is the code of a publish that SNS refused or did not answer. AWS would try again; the
    simulator leaves that to you."""

    inbound_message_id: str
    published: bool
    answered_by_aws: bool
    published_at: float | None
    error: str | None = None


@plain_dataclass(frozen=True, slots=True)
class Message:
    """A message that was accepted. `accepted_at` in epoch seconds; `row_id` rises in the order of acceptance."""

    row_id: int
    message_id: str
    destination: str
    origination: str
    body: str
    context: Mapping[str, str]
    accepted_at: float
    parts: int
    encoding: str
    kind: MessageKind


@plain_dataclass(frozen=True, slots=True)
class Stats:
    """Counts since the state was made. `faults` by kind; retries are publishes that SNS refused or did not answer."""

    accepted: int
    aws_auto: int
    throttled: int
    opted_out_conflicts: int
    rejected: int
    faults: Mapping[str, int]
    events_pending: int
    events_published: int
    publish_retries: int
    inbound_received: int
    inbound_published: int
