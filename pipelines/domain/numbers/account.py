"""What an AWS account says of its numbers, and what the command line asks for: the values that `number_plan` compares.

The business's own numbers, which may be shown; customers' numbers are in none of these.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.program import AwsAction, Number, NumberType, Program

MANDATORY: Mapping[str, AwsAction] = {"HELP": AwsAction.AUTOMATIC_RESPONSE, "STOP": AwsAction.OPT_OUT}
"""Keywords that every number has at AWS, and the action that each keeps (user guide, "Required keywords")."""

DESTINATION = "delivery-events"
"""Name of the event destination that we make; that of `infrastructure.yaml` too."""

EVENT_TYPES = frozenset(("TEXT_ALL", "MEDIA_ALL", "RCS_ALL"))
"""What it is sent. Not ALL, which would add voice."""

_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):(?P<name>[A-Za-z0-9_-]{1,256})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for on the command line, over the programs. `create_topic` is a name, the other topics are ARNs."""

    topic: str | None = None
    create_topic: str | None = None
    events_topic: str | None = None
    configuration_set: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Where an account's numbers are."""

    partition: str
    region: str
    account_id: str

    def topic_arn(self, name: str) -> str:
        """The ARN that a topic of this name has there."""
        return f"arn:{self.partition}:sns:{self.region}:{self.account_id}:{name}"


@dataclass(frozen=True, slots=True)
class AccountKeyword:
    """A keyword of a number at AWS, and AWS's immediate response."""

    keyword: str
    action: AwsAction
    message: str


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A phone number as DescribePhoneNumbers and DescribeKeywords tell of it; `number` in canonical form."""

    number: str
    phone_number_id: str
    number_type: NumberType
    country: str
    status: str = "ACTIVE"
    sends_texts: bool = True
    message_type: str = "TRANSACTIONAL"
    two_way: bool = False
    channel: str | None = None
    channel_role: str | None = None
    self_managed: bool = False
    opt_out_list: str = "Default"
    pool_id: str | None = None
    keywords: tuple[AccountKeyword, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountTopic:
    """A topic as SNS tells of it. `heard`: somebody has subscribed to it, and confirmed that."""

    arn: str
    policy: str | None
    kms_key: str | None
    heard: bool


@dataclass(frozen=True, slots=True)
class EventDestination:
    """Where a configuration set sends events. `topic` None: elsewhere than to SNS."""

    name: str
    topic: str | None
    event_types: frozenset[str] = EVENT_TYPES
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A number that a program names, and what the account has of it."""

    program: Program
    wanted: Number
    owned: AccountNumber


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be told of a number, a topic or a configuration set."""

    about: str
    what: str


@dataclass(frozen=True, slots=True)
class Account:
    """All that was read. `home` None: the account has no number in this region. `topics` and `configuration_sets` are
    those that were asked for and that exist, the topics by ARN."""

    home: Home | None
    numbers: Mapping[str, AccountNumber] = field(default_factory=dict)
    topics: Mapping[str, AccountTopic] = field(default_factory=dict)
    opt_out_lists: frozenset[str] = frozenset()
    configuration_sets: Mapping[str, tuple[EventDestination, ...]] = field(default_factory=dict)


def home_of(arn: str) -> Home:
    """Where a resource is, by its ARN.

    >>> home_of("arn:aws:sms-voice:eu-west-1:111122223333:phone-number/phone-1")
    Home(partition='aws', region='eu-west-1', account_id='111122223333')
    """
    _, partition, _, region, account_id, _ = arn.split(":", 5)
    return Home(partition, region, account_id)


def topic_fault(arn: str, home: Home) -> str | None:
    """Why an ARN is none of a topic that the SMS service can publish to; None if it is one."""
    found = _TOPIC.fullmatch(arn)
    if found is None:
        fifo = arn.endswith(".fifo")
        return "is a FIFO topic, which takes no texts; make a standard one" if fifo else "is no ARN of an SNS topic"
    if found["region"] != home.region:
        return f"is in {found['region']}, and the numbers are in {home.region}; use a topic there"
    return None
