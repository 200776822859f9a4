"""One embedded AWS for the bridge's tests; each test makes its own queue and stream on it."""

import functools
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pipelines.local.stack import StackHandle, local_client, local_environment, start_stack_process
from schemas.pseudonym import PseudonymKey

KEY = PseudonymKey("k1", b"a secret of sixteen bytes or more")
CUSTOMER, OURS = "+12065550182", "+18885550100"


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackHandle]:
    """The running stack."""
    with start_stack_process(tmp_path_factory.mktemp("aws")) as handle:
        yield handle


@functools.cache
def _client(endpoint: str, service: str) -> Any:
    """Made once: botocore takes a tenth of a second for each."""
    return local_client(local_environment(endpoint, ""), service)


@dataclass(frozen=True, slots=True)
class Line:
    """A topic, its queue with a DLQ, and the name of a stream that may not exist yet."""

    aws: StackHandle
    topic: str
    queue: str
    dead: str
    stream: str

    def client(self, service: str) -> Any:
        return _client(self.aws.environment["AWS_ENDPOINT_URL"], service)

    def publish(self, text: str) -> str:
        return str(self.client("sns").publish(TopicArn=self.topic, Message=text)["MessageId"])

    def create_stream(self, shards: int = 2) -> None:
        self.client("kinesis").create_stream(StreamName=self.stream, ShardCount=shards)

    def records(self) -> list[dict[str, Any]]:
        """All records, shard by shard, each with its `ShardId`."""
        kinesis = self.client("kinesis")
        found: list[dict[str, Any]] = []
        for shard in kinesis.list_shards(StreamName=self.stream)["Shards"]:
            iterator = kinesis.get_shard_iterator(
                StreamName=self.stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            answer = kinesis.get_records(ShardIterator=iterator)
            found += [{**record, "ShardId": shard["ShardId"]} for record in answer["Records"]]
        return found

    def count(self, queue: str) -> int:
        """Messages in `queue`, visible or in flight."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = self.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return sum(int(attributes[name]) for name in names)


@pytest.fixture
def line(aws: StackHandle) -> Line:
    """A fresh topic → queue (5 receives, then the DLQ), as infrastructure.yaml joins them; no stream yet."""
    endpoint = aws.environment["AWS_ENDPOINT_URL"]
    sqs, sns = _client(endpoint, "sqs"), _client(endpoint, "sns")
    name = uuid.uuid4().hex
    dead = sqs.create_queue(QueueName=f"dead-{name}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    queue = sqs.create_queue(QueueName=f"queue-{name}", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name=f"topic-{name}")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return Line(aws, topic, queue, dead, f"stream-{name}")


def inbound(number: int = 0, customer: str = CUSTOMER, body: str = "C") -> str:
    """An inbound payload, as AWS documents it."""
    return json.dumps(
        {
            "originationNumber": customer,
            "destinationNumber": OURS,
            "messageKeyword": "keyword_123456789012",
            "messageBody": body,
            "inboundMessageId": f"in-{number}",
            "previousPublishedMessageId": "out-1",
        }
    )


def delivered(number: int = 0, customer: str = CUSTOMER) -> str:
    """A delivery event of a text to `customer`."""
    return json.dumps(
        {
            "eventType": "TEXT_DELIVERED",
            "eventTimestamp": 1795000000000 + number,
            "originationPhoneNumber": OURS,
            "destinationPhoneNumber": customer,
            "messageId": f"out-{number}",
        }
    )


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Return once `condition` holds; fail when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "the condition was not reached in time"
        pause.wait(0.02)
