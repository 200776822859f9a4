"""Outcomes over real HTTP to SNS and on to queues; and an SNS that takes some, is busy, or is not there."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import boto3
import jsonschema
import pytest

from pipelines.adapters.outcomes_sns import NoOutcomes, SnsOutcomes
from pipelines.domain.outcome import ConversationOutcome, OutcomeKind
from pipelines.local.moto_server import MotoServer
from pipelines.local.stack import local_environment
from schemas.outcome import outcome_json_schema
from tests.pipelines.adapters.scripted import scripted

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOMEWHERE = "arn:aws:sns:us-east-1:123456789012:outcomes"


def outcome(name: str = "a", **fields: Any) -> ConversationOutcome:
    whole = ConversationOutcome(
        outcome_id=name.encode().rjust(16, b"."),
        conversation_id=b"c" * 16,
        revision=1,
        outcome=OutcomeKind.CONFIRMED,
        occurred_at=NOON,
        customer_key=b"k" * 16,
        key_id="k1",
        customer_mask="+1•••••••001",
        origination_identity="+12065550100",
        program="clinic",
        program_version="3f2a9c01d7e4",
        campaign="november",
        variables={"name": "Zoë"},
    )
    return replace(whole, **fields)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = MotoServer()
    yield server.start()
    server.stop()


class Topic:
    """A topic and queues on it."""

    def __init__(self) -> None:
        self._sns, self._sqs = boto3.client("sns"), boto3.client("sqs")
        self.arn: str = self._sns.create_topic(Name=f"outcomes-{uuid4().hex}")["TopicArn"]

    def queue(self, policy: dict[str, Any] | None = None) -> str:
        name = f"queue-{uuid4().hex}"
        url: str = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        attributes = {"FilterPolicy": json.dumps(policy)} if policy else {}
        arn = f"arn:aws:sqs:us-east-1:123456789012:{name}"
        self._sns.subscribe(TopicArn=self.arn, Protocol="sqs", Endpoint=arn, Attributes=attributes)
        return url

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """The outcomes that wait in a queue, in the order of their ids."""
        found: list[dict[str, Any]] = []
        while told := self._sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(json.loads(one["Body"])["Message"]) for one in told]
        return sorted(found, key=lambda message: str(message["outcomeId"]))


@pytest.fixture
def topic(moto: str, monkeypatch: pytest.MonkeyPatch) -> Topic:
    for name, value in local_environment(moto, moto).items():
        monkeypatch.setenv(name, value)
    return Topic()


def publish(arn: str, *outcomes: ConversationOutcome) -> list[bool]:
    publisher = SnsOutcomes(arn)
    try:
        return publisher.publish(outcomes)
    finally:
        publisher.close()


def test_an_outcome_arrives_as_the_json_of_its_schema(topic: Topic) -> None:
    queue = topic.queue()
    moved = outcome(outcome=OutcomeKind.MOVED, slot="tue-9", slot_at=NOON, inbound_message_id="in-1")
    assert publish(topic.arn, moved) == [True]
    [message] = topic.messages(queue)
    jsonschema.Draft202012Validator(outcome_json_schema()).validate(message)
    assert (message["outcomeId"], message["customerKey"]) == (moved.outcome_id.hex(), moved.customer_key.hex())
    assert (message["outcome"], message["slot"], message["slotAt"]) == ("moved", "tue-9", "2026-11-22T12:00:00.000Z")
    assert (message["variables"], message["flow"]) == ({"name": "Zoë"}, None)


def test_more_than_a_batch_arrives_whole_and_is_told_in_order(topic: Topic) -> None:
    queue = topic.queue()
    many = [outcome(f"{n:03}") for n in range(23)]
    assert publish(topic.arn, *many) == [True] * 23
    assert [message["outcomeId"] for message in topic.messages(queue)] == [one.outcome_id.hex() for one in many]
    assert publish(topic.arn) == []


def test_an_outcome_that_is_published_again_has_the_same_id(topic: Topic) -> None:
    queue = topic.queue()
    assert publish(topic.arn, outcome(), outcome()) == [True, True]
    first, second = topic.messages(queue)
    assert first == second


def test_a_subscriber_chooses_by_outcome_program_and_campaign(topic: Topic) -> None:
    people = topic.queue({"outcome": ["handed_off"]})
    clinic = topic.queue({"program": ["clinic"], "campaign": ["november"]})
    other = topic.queue({"campaign": [{"exists": False}]})
    handed_off = outcome("1", outcome=OutcomeKind.HANDED_OFF)
    opted_out = outcome("2", outcome=OutcomeKind.OPTED_OUT, program=None, campaign=None)
    assert publish(topic.arn, handed_off, opted_out) == [True, True]
    got = [[message["outcome"] for message in topic.messages(queue)] for queue in (people, clinic, other)]
    assert got == [["handed_off"], ["handed_off"], ["opted_out"]]


def test_one_that_is_too_long_holds_up_no_other(topic: Topic) -> None:
    queue = topic.queue()
    too_long = outcome("x", variables={"note": "x" * 300_000})
    assert publish(topic.arn, outcome("a"), too_long, outcome("z")) == [True, False, True]
    assert len(topic.messages(queue)) == 2


def test_a_topic_that_is_not_there_takes_nothing_and_no_number_is_logged(
    topic: Topic, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert publish(SOMEWHERE, outcome(), outcome()) == [False, False]
    assert [record.message for record in caplog.records] == [
        "2 outcomes were not published, to be tried again: NotFound"
    ]


def told(successful: tuple[int, ...], failed: tuple[int, ...] = ()) -> tuple[int, str]:
    taken = "".join(f"<member><Id>{n}</Id><MessageId>m-{n}</MessageId></member>" for n in successful)
    refused = "".join(
        f"<member><Id>{n}</Id><Code>InternalError</Code><Message>+14255550001</Message><SenderFault>false</SenderFault></member>"
        for n in failed
    )
    body = f"<Successful>{taken}</Successful><Failed>{refused}</Failed>"
    return 200, f"<PublishBatchResponse><PublishBatchResult>{body}</PublishBatchResult></PublishBatchResponse>"


def test_each_entry_that_sns_refuses_is_told_by_itself(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), scripted(monkeypatch, told((0, 2), (1,))):
        assert publish(SOMEWHERE, *[outcome(str(n)) for n in range(4)]) == [True, False, True, False]
    assert caplog.messages == ["1 outcomes were not published, to be tried again: InternalError"]


def test_outcomes_that_are_too_long_together_go_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(monkeypatch, told((0, 1)), told((2, 3)), told((4,))) as asked:
        assert publish(SOMEWHERE, *[outcome(str(n), variables={"note": "é" * 60_000}) for n in range(5)]) == [True] * 5
    assert [one.count(".Message=") for one in asked] == [2, 2, 1]


def test_a_busy_moment_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(monkeypatch, (503, ""), told((0,))) as asked:
        assert publish(SOMEWHERE, outcome()) == [True]
    assert len(asked) == 2


def test_a_refused_batch_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = "<ErrorResponse><Error><Code>InvalidParameter</Code><Message>no</Message></Error></ErrorResponse>"
    with scripted(monkeypatch, (400, refusal), told((10,))) as asked:
        assert publish(SOMEWHERE, *[outcome(str(n)) for n in range(11)]) == [False] * 10 + [True]
    assert [one.count(".Message=") for one in asked] == [10, 1]


def test_an_sns_that_is_away_takes_nothing_and_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in local_environment("http://127.0.0.1:9", "").items():
        monkeypatch.setenv(name, value)
    with caplog.at_level(logging.WARNING):
        assert publish(SOMEWHERE, *[outcome(str(n)) for n in range(11)]) == [False] * 11
    assert caplog.messages == ["10 outcomes were not published, to be tried again: EndpointConnectionError"]


def test_without_a_topic_every_outcome_is_taken() -> None:
    nobody = NoOutcomes()
    assert nobody.publish([outcome(), outcome()]) == [True, True]
    nobody.close()
