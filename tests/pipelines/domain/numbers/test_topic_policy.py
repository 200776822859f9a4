"""A topic's policy lets the SMS service in, and keeps what others wrote."""

import json
from typing import Any

import pytest

from pipelines.domain.numbers.topic_policy import lets_publish, with_publishing

ARN = "arn:aws:sns:us-east-1:111122223333:texts"
ACCOUNT = "111122223333"
DEFAULT = {
    "Sid": "__default_statement_ID",
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["SNS:Publish"],
    "Resource": ARN,
    "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
}
GIVEN = {
    "Effect": "Allow",
    "Principal": {"Service": "sms-voice.amazonaws.com"},
    "Action": "sns:Publish",
    "Resource": ARN,
}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2008-10-17", "Id": "theirs", "Statement": list(statements)})


@pytest.mark.parametrize(
    ("statement", "lets"),
    [
        (DEFAULT, False),
        (GIVEN, True),
        ({**GIVEN, "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}, True),
        ({**GIVEN, "Condition": {"StringEquals": {"AWS:SourceAccount": [ACCOUNT]}}}, True),
        ({**GIVEN, "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}, False),
        ({**GIVEN, "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": "x"}}}, False),
        ({**GIVEN, "Condition": {"ArnLike": {"aws:SourceArn": "x"}}}, False),
        ({**GIVEN, "Action": ["SNS:Publish", "SNS:Subscribe"], "Resource": "*"}, True),
        ({**GIVEN, "Principal": {"Service": ["sns.amazonaws.com", "sms-voice.amazonaws.com"]}}, True),
        ({**GIVEN, "Principal": "*"}, True),
        ({**GIVEN, "Effect": "Deny"}, False),
        ({**GIVEN, "Action": "sns:Subscribe"}, False),
        ({**GIVEN, "Resource": f"{ARN}-other"}, False),
    ],
)
def test_who_may_publish_is_read_from_the_policy(statement: dict[str, Any], lets: bool) -> None:
    assert lets_publish(policy(statement), ARN, ACCOUNT) is lets


def test_what_others_wrote_stays_and_our_statement_stands_there_once() -> None:
    once = with_publishing(policy(DEFAULT), ARN, ACCOUNT)
    twice = with_publishing(once, ARN, ACCOUNT)
    assert lets_publish(once, ARN, ACCOUNT)
    assert once == twice
    assert json.loads(twice)["Id"] == "theirs"
    assert json.loads(twice)["Statement"][0] == DEFAULT


def test_a_topic_without_a_policy_gets_one() -> None:
    assert not lets_publish(None, ARN, ACCOUNT)
    assert lets_publish(with_publishing(None, ARN, ACCOUNT), ARN, ACCOUNT)
