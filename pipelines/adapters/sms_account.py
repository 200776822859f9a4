"""An AWS account's numbers, read and set up, over boto3: AWS End User Messaging SMS, and the topics in SNS.

Most of these calls may be made once a second (user guide, "Quotas"), so throttling is the rule in an account of many
numbers: botocore's standard mode tries again, with jitter, at most `_ATTEMPTS` times. Every call may be repeated: those
that make something find it made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from pipelines.domain.numbers.account import (
    Account,
    AccountKeyword,
    AccountNumber,
    AccountTopic,
    Asked,
    EventDestination,
    home_of,
)
from pipelines.domain.numbers.changes import (
    Change,
    CreateConfigurationSet,
    CreateEventDestination,
    CreateOptOutList,
    CreateTopic,
    LetPublish,
    PutKeyword,
    SetOptOutList,
    SetOptOutMode,
    SetTwoWay,
    UpdateEventDestination,
)
from pipelines.domain.numbers.plan import topics_to_read
from pipelines.domain.numbers.topic_policy import with_publishing
from schemas.errors import ConfigurationFault
from schemas.program import AwsAction, NumberType, Program
from schemas.pseudonym import canonical_number

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2.literals import KeywordActionType
    from mypy_boto3_pinpoint_sms_voice_v2.type_defs import (
        EventDestinationTypeDef,
        KeywordInformationTypeDef,
        PhoneNumberInformationTypeDef,
    )

_ATTEMPTS = 7


class SmsAccount:
    """One account and region, as boto3's default chain finds them."""

    def __init__(self) -> None:
        config = Config(
            connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": _ATTEMPTS}
        )
        self._sms = boto3.client("pinpoint-sms-voice-v2", config=config)
        self._sns = boto3.client("sns", config=config)

    def read(self, programs: Sequence[Program], asked: Asked) -> Account:
        """All that a plan for these programs has to know; nothing is changed.

        Raises:
            ClientError: AWS refuses, after the retries.
            BotoCoreError: no credentials, no region, or no answer.
        """
        told = list(self._told_numbers())
        wanted = {number.number for program in programs for number in program.numbers}
        numbers = [_number(one) for one in told]
        account = Account(
            home=home_of(told[0]["PhoneNumberArn"]) if told else None,
            numbers={
                one.number: replace(one, keywords=self._keywords(one.phone_number_id)) if one.number in wanted else one
                for one in numbers
            },
            opt_out_lists=frozenset(self._opt_out_lists()),
            configuration_sets=self._configuration_sets(asked.configuration_set),
        )
        topics = (self._topic(arn) for arn in topics_to_read(programs, account, asked))
        return replace(account, topics={topic.arn: topic for topic in topics if topic is not None})

    def apply(self, change: Change) -> None:
        """Make one change; one that is made already is no error.

        Raises:
            ClientError: AWS refuses, after the retries.
            BotoCoreError: no answer; the change may have been made.
            ConfigurationFault: SNS is in another account or region than the numbers.
        """
        match change:
            case CreateTopic() | LetPublish():
                self._apply_to_topic(change)
            case CreateConfigurationSet() | CreateEventDestination() | UpdateEventDestination():
                self._apply_to_events(change)
            case CreateOptOutList(name):
                _unless_there(lambda: self._sms.create_opt_out_list(OptOutListName=name))
            case SetTwoWay(_, phone_number_id, topic):
                self._sms.update_phone_number(PhoneNumberId=phone_number_id, TwoWayEnabled=True, TwoWayChannelArn=topic)
            case SetOptOutList(_, phone_number_id, name):
                self._sms.update_phone_number(PhoneNumberId=phone_number_id, OptOutListName=name)
            case SetOptOutMode(_, phone_number_id, self_managed):
                self._sms.update_phone_number(PhoneNumberId=phone_number_id, SelfManagedOptOutsEnabled=self_managed)
            case PutKeyword(_, phone_number_id, keyword):
                self._put_keyword(phone_number_id, keyword)

    def close(self) -> None:
        """Close the connections."""
        self._sms.close()
        self._sns.close()

    def _told_numbers(self) -> "Iterator[PhoneNumberInformationTypeDef]":
        for page in self._sms.get_paginator("describe_phone_numbers").paginate():
            yield from page["PhoneNumbers"]

    def _keywords(self, phone_number_id: str) -> tuple[AccountKeyword, ...]:
        pages = self._sms.get_paginator("describe_keywords").paginate(OriginationIdentity=phone_number_id)
        return tuple(_keyword(one) for page in pages for one in page["Keywords"])

    def _opt_out_lists(self) -> Iterator[str]:
        for page in self._sms.get_paginator("describe_opt_out_lists").paginate():
            yield from (one["OptOutListName"] for one in page["OptOutLists"])

    def _configuration_sets(self, name: str | None) -> Mapping[str, tuple[EventDestination, ...]]:
        if name is None:
            return {}
        try:
            told = self._sms.describe_configuration_sets(ConfigurationSetNames=[name])["ConfigurationSets"]
        except self._sms.exceptions.ResourceNotFoundException:
            return {}
        return {one["ConfigurationSetName"]: tuple(map(_destination, one["EventDestinations"])) for one in told}

    def _topic(self, arn: str) -> AccountTopic | None:
        try:
            told = self._sns.get_topic_attributes(TopicArn=arn)["Attributes"]
        except self._sns.exceptions.NotFoundException:
            return None
        page = self._sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        heard = any(one["SubscriptionArn"].startswith("arn:") for one in page)  # else it says PendingConfirmation
        return AccountTopic(arn, told.get("Policy"), told.get("KmsMasterKeyId") or None, heard)

    def _apply_to_topic(self, change: CreateTopic | LetPublish) -> None:
        if isinstance(change, CreateTopic):
            made = self._sns.create_topic(Name=change.name)["TopicArn"]
            if made != change.arn:
                raise ConfigurationFault(f"SNS made {made}, and the numbers are not there; check region and endpoint")
            return
        topic = self._topic(change.arn)  # as it is now: whoever wrote to the policy meanwhile keeps what they wrote
        policy = with_publishing(topic.policy if topic else None, change.arn, change.account_id)
        self._sns.set_topic_attributes(TopicArn=change.arn, AttributeName="Policy", AttributeValue=policy)

    def _apply_to_events(
        self, change: CreateConfigurationSet | CreateEventDestination | UpdateEventDestination
    ) -> None:
        if isinstance(change, CreateConfigurationSet):
            _unless_there(lambda: self._sms.create_configuration_set(ConfigurationSetName=change.name))
            return
        topic = change.destination.topic
        assert topic is not None
        said: dict[str, Any] = {
            "ConfigurationSetName": change.configuration_set,
            "EventDestinationName": change.destination.name,
            "MatchingEventTypes": sorted(change.destination.event_types),
            "SnsDestination": {"TopicArn": topic},
        }
        if isinstance(change, UpdateEventDestination):
            self._sms.update_event_destination(**said, Enabled=change.destination.enabled)
        else:
            _unless_there(lambda: self._sms.create_event_destination(**said))

    def _put_keyword(self, phone_number_id: str, keyword: AccountKeyword) -> None:
        self._sms.put_keyword(
            OriginationIdentity=phone_number_id,
            Keyword=keyword.keyword,
            KeywordMessage=keyword.message,
            KeywordAction=_ACTIONS[keyword.action],
        )


_ACTIONS: "Mapping[AwsAction, KeywordActionType]" = {
    AwsAction.AUTOMATIC_RESPONSE: "AUTOMATIC_RESPONSE",
    AwsAction.OPT_OUT: "OPT_OUT",
    AwsAction.OPT_IN: "OPT_IN",
}


def _unless_there(make: Callable[[], object]) -> None:
    """Make something; that it is there already is what was wanted: a retry, or a colleague, was faster."""
    try:
        make()
    except ClientError as error:
        if error.response.get("Reason") != "RESOURCE_ALREADY_EXISTS":
            raise


def _number(told: "PhoneNumberInformationTypeDef") -> AccountNumber:
    return AccountNumber(
        number=canonical_number(told["PhoneNumber"]),
        phone_number_id=told.get("PhoneNumberId") or told["PhoneNumberArn"],
        number_type=NumberType(told["NumberType"]),
        country=told["IsoCountryCode"],
        status=told["Status"],
        sends_texts="SMS" in told["NumberCapabilities"],
        message_type=told["MessageType"],
        two_way=told["TwoWayEnabled"],
        channel=told.get("TwoWayChannelArn"),
        channel_role=told.get("TwoWayChannelRole"),
        self_managed=told["SelfManagedOptOutsEnabled"],
        opt_out_list=told["OptOutListName"],
        pool_id=told.get("PoolId"),
    )


def _keyword(told: "KeywordInformationTypeDef") -> AccountKeyword:
    return AccountKeyword(told["Keyword"], AwsAction(told["KeywordAction"].lower()), told["KeywordMessage"])


def _destination(told: "EventDestinationTypeDef") -> EventDestination:
    return EventDestination(
        name=told["EventDestinationName"],
        topic=told.get("SnsDestination", {}).get("TopicArn"),
        event_types=frozenset(told["MatchingEventTypes"]),
        enabled=told["Enabled"],
    )
