"""The account is read whole and changed as told, by plain boto3 over HTTP, through throttling and repeated calls."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from pipelines.adapters.sms_account import SmsAccount
from pipelines.domain.numbers.account import EVENT_TYPES, AccountKeyword, Asked, EventDestination, Home
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
from pipelines.domain.numbers.topic_policy import lets_publish
from pipelines.local.sms_simulator import Fault, FaultKind, NumberType
from schemas.program import AwsAction, Program
from schemas.program import NumberType as Kind
from schemas.program_file import load_program
from tests.pipelines.fresh_account import CLINIC, SHOP, FreshAccount, bakery, fresh_account, new_name

HOME = Home("aws", "us-east-1", "123456789012")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[FreshAccount]:
    with fresh_account(monkeypatch) as account:
        yield account


@pytest.fixture
def account(fresh: FreshAccount) -> Iterator[SmsAccount]:
    opened = SmsAccount()
    yield opened
    opened.close()


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return load_program(bakery(tmp_path))


def test_an_account_without_numbers_is_nowhere(account: SmsAccount, program: Program) -> None:
    read = account.read([program], Asked())
    assert (read.home, read.numbers) == (None, {})


def test_a_number_is_read_with_its_keywords_and_others_without(
    fresh: FreshAccount, account: SmsAccount, program: Program
) -> None:
    topic = fresh.topic()
    fresh.add(CLINIC, two_way_topic_arn=topic, self_managed_opt_outs=True, opt_out_list="offers")
    fresh.add("55555", number_type=NumberType.SHORT_CODE, iso_country_code="CA")
    read = account.read([program], Asked())
    clinic, short = read.numbers[CLINIC], read.numbers["55555"]
    assert (clinic.two_way, clinic.channel, clinic.self_managed, clinic.opt_out_list) == (True, topic, True, "offers")
    assert {one.keyword: one.action for one in clinic.keywords} == {
        "HELP": AwsAction.AUTOMATIC_RESPONSE,
        "STOP": AwsAction.OPT_OUT,
    }
    assert (short.number_type, short.country, short.two_way, short.keywords) == (Kind.SHORT_CODE, "CA", False, ())
    assert (clinic.status, clinic.sends_texts, clinic.message_type, clinic.pool_id) == (
        *("ACTIVE", True, "TRANSACTIONAL", None),
    )
    assert read.home == HOME
    assert read.opt_out_lists == {"Default", "offers"}
    assert read.topics.keys() == {topic}


def test_all_pages_are_read(fresh: FreshAccount, account: SmsAccount, program: Program) -> None:
    numbers = [f"+1206555{n:04}" for n in range(1000, 1130)]
    fresh.add(*numbers)
    for n in range(120):
        fresh.sms.create_opt_out_list(OptOutListName=f"list-{n}")
    read = account.read([program], Asked())
    assert list(read.numbers) == numbers
    assert len(read.opt_out_lists) == 121


def test_topics_and_sets_that_are_not_there_are_absent(
    fresh: FreshAccount, account: SmsAccount, program: Program
) -> None:
    fresh.add(CLINIC)
    asked = Asked(topic=HOME.topic_arn("nowhere"), configuration_set="nowhere")
    read = account.read([program], asked)
    assert (read.topics, read.configuration_sets) == ({}, {})


def test_a_topic_is_read_with_its_policy_and_its_subscriptions(
    fresh: FreshAccount, account: SmsAccount, program: Program
) -> None:
    fresh.add(CLINIC)
    topic = fresh.topic()
    assert not account.read([program], Asked(topic=topic)).topics[topic].heard
    fresh.queue_on(topic)
    read = account.read([program], Asked(topic=topic)).topics[topic]
    assert read.heard
    assert read.kms_key is None
    assert not lets_publish(read.policy, topic, HOME.account_id)


def every_change(fresh: FreshAccount) -> list[Change]:
    """One of each kind, in the order of a plan."""
    name, phone = new_name("texts"), fresh.number(CLINIC)["PhoneNumberId"]
    topic = HOME.topic_arn(name)
    destination = EventDestination("delivery-events", topic)
    return [
        CreateTopic(name, topic),
        LetPublish(topic, HOME.account_id),
        CreateConfigurationSet("texts"),
        CreateEventDestination("texts", replace(destination, event_types=frozenset(("TEXT_ALL",)))),
        UpdateEventDestination("texts", destination, destination),
        CreateOptOutList("bakery"),
        SetTwoWay(CLINIC, phone, topic, None),
        SetOptOutList(CLINIC, phone, "bakery", "Default"),
        SetOptOutMode(CLINIC, phone, True),
        PutKeyword(CLINIC, phone, AccountKeyword("hours", AwsAction.AUTOMATIC_RESPONSE, "7 to 18."), None),
        PutKeyword(CLINIC, phone, AccountKeyword("START", AwsAction.OPT_IN, "Back."), None),
    ]


def test_every_change_is_made_and_may_be_made_twice(fresh: FreshAccount, account: SmsAccount, program: Program) -> None:
    fresh.add(CLINIC)
    changes = every_change(fresh)
    for change in [*changes, *changes]:
        account.apply(change)
    number = fresh.number(CLINIC)
    topic = number["TwoWayChannelArn"]
    read = account.read([program], Asked(configuration_set="texts"))
    assert (number["TwoWayEnabled"], number["SelfManagedOptOutsEnabled"], number["OptOutListName"]) == (
        True,
        True,
        "bakery",
    )
    assert lets_publish(read.topics[topic].policy, topic, HOME.account_id)
    assert read.configuration_sets == {"texts": (EventDestination("delivery-events", topic, EVENT_TYPES),)}
    assert fresh.keywords(CLINIC)["HOURS"] == ("AUTOMATIC_RESPONSE", "7 to 18.")
    assert fresh.keywords(CLINIC)["START"] == ("OPT_IN", "Back.")


def test_a_topics_policy_keeps_what_others_wrote(fresh: FreshAccount, account: SmsAccount) -> None:
    topic = fresh.topic()
    before = json.loads(fresh.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])["Statement"]
    account.apply(LetPublish(topic, HOME.account_id))
    after = json.loads(fresh.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])["Statement"]
    assert after[:-1] == before
    assert after[-1]["Principal"] == {"Service": "sms-voice.amazonaws.com"}


def test_throttled_calls_are_made_again(fresh: FreshAccount, account: SmsAccount, program: Program) -> None:
    fresh.add(CLINIC)
    calls = ("DescribePhoneNumbers", "DescribeKeywords", "CreateConfigurationSet")
    fresh.simulator.put_faults(Fault(FaultKind.THROTTLE, every=1, limit=2, operation=call) for call in calls)
    read = account.read([program], Asked())
    account.apply(CreateConfigurationSet("texts"))
    assert len(read.numbers[CLINIC].keywords) == 2
    assert fresh.simulator.stats().faults == {"throttle": 6}


def test_a_set_that_was_made_without_an_answer_is_there_at_the_next_attempt(
    fresh: FreshAccount, account: SmsAccount
) -> None:
    fault = Fault(FaultKind.ERROR_500_AFTER_ACCEPT, every=1, limit=1, operation="CreateConfigurationSet")
    fresh.simulator.put_faults([fault])
    account.apply(CreateConfigurationSet("texts"))
    assert len(fresh.sms.describe_configuration_sets()["ConfigurationSets"]) == 1


def test_what_aws_refuses_is_raised(fresh: FreshAccount, account: SmsAccount) -> None:
    fresh.add(SHOP, iso_country_code="PK")
    with pytest.raises(ClientError) as caught:
        account.apply(SetTwoWay(SHOP, fresh.number(SHOP)["PhoneNumberId"], fresh.topic(), None))
    assert caught.value.response.get("Reason") == "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"
