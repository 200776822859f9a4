"""What `twoway numbers apply` does: one value for each call to AWS, and how each is told."""

from dataclasses import dataclass

from pipelines.domain.numbers.account import AccountKeyword, EventDestination
from pipelines.domain.numbers.topic_policy import SMS_SERVICE
from schemas.program import AwsAction

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class CreateTopic:
    """Make an SNS topic, of this name and so of this ARN."""

    name: str
    arn: str


@dataclass(frozen=True, slots=True)
class LetPublish:
    """Let the SMS service publish to a topic for this account: one statement more in the topic's policy."""

    arn: str
    account_id: str


@dataclass(frozen=True, slots=True)
class CreateConfigurationSet:
    """Make a configuration set."""

    name: str


@dataclass(frozen=True, slots=True)
class CreateEventDestination:
    """Send a configuration set's delivery events to a topic."""

    configuration_set: str
    destination: EventDestination


@dataclass(frozen=True, slots=True)
class UpdateEventDestination:
    """The same, where a destination of that name sends something else, elsewhere, or nothing."""

    configuration_set: str
    destination: EventDestination
    was: EventDestination


@dataclass(frozen=True, slots=True)
class CreateOptOutList:
    """Make an opt-out list."""

    name: str


@dataclass(frozen=True, slots=True)
class SetTwoWay:
    """Switch two-way SMS on, to a topic. `was` None: it is off."""

    number: str
    phone_number_id: str
    topic: str
    was: str | None


@dataclass(frozen=True, slots=True)
class SetOptOutList:
    """Give a number another opt-out list."""

    number: str
    phone_number_id: str
    name: str
    was: str


@dataclass(frozen=True, slots=True)
class SetOptOutMode:
    """Say who answers STOP and HELP on a number: we (`self_managed`), or AWS."""

    number: str
    phone_number_id: str
    self_managed: bool


@dataclass(frozen=True, slots=True)
class PutKeyword:
    """Put a keyword and AWS's response to it on a number. `was` None: it is not there."""

    number: str
    phone_number_id: str
    keyword: AccountKeyword
    was: AccountKeyword | None


Change = (
    CreateTopic
    | LetPublish
    | CreateConfigurationSet
    | CreateEventDestination
    | UpdateEventDestination
    | CreateOptOutList
    | SetTwoWay
    | SetOptOutList
    | SetOptOutMode
    | PutKeyword
)


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: AWS's name of the call, what it is about, and what becomes of that."""

    operation: str
    about: str
    what: str


def told(change: Change) -> Told:
    """A change in words.

    >>> told(SetTwoWay("+12065550100", "phone-1", "arn:aws:sns:us-east-1:111122223333:texts", None)).what
    'two-way on, texts go to arn:aws:sns:us-east-1:111122223333:texts (was: off)'
    """
    match change:
        case CreateTopic(name):
            return Told("CreateTopic", name, "make this SNS topic")
        case LetPublish(arn):
            return Told("SetTopicAttributes", arn.rpartition(":")[2], f"let {SMS_SERVICE} publish to it")
        case CreateConfigurationSet(name):
            return Told("CreateConfigurationSet", name, "make this configuration set")
        case CreateEventDestination(name, destination):
            return Told("CreateEventDestination", name, _destined(destination))
        case UpdateEventDestination(name, destination, was):
            return Told("UpdateEventDestination", name, f"{_destined(destination)} (was: {_destined(was)})")
        case CreateOptOutList(name):
            return Told("CreateOptOutList", name, "make this opt-out list")
        case PutKeyword(number, _, keyword, before):
            return Told("PutKeyword", number, _answered(keyword) + (f" (was: {_answered(before)})" if before else ""))
        case _:
            return Told("UpdatePhoneNumber", change.number, _updated(change))


def _updated(change: SetTwoWay | SetOptOutList | SetOptOutMode) -> str:
    match change:
        case SetTwoWay():
            return f"two-way on, texts go to {change.topic} (was: {change.was or 'off'})"
        case SetOptOutList():
            return f"opt-out list {change.name} (was: {change.was})"
        case SetOptOutMode():
            return "opt-outs self: we answer STOP and HELP" if change.self_managed else "opt-outs aws: AWS answers them"


def _destined(destination: EventDestination) -> str:
    types = ", ".join(sorted(destination.event_types))
    off = "" if destination.enabled else ", switched off"
    return f"{destination.name}: {types} to {destination.topic or 'no topic'}{off}"


def _answered(keyword: AccountKeyword) -> str:
    text = keyword.message if len(keyword.message) <= _SHOWN else f"{keyword.message[: _SHOWN - 1]}…"
    does = {AwsAction.OPT_OUT: ", opts out", AwsAction.OPT_IN: ", opts in"}.get(keyword.action, "")
    return f'{keyword.keyword}{does}: "{text}"'
