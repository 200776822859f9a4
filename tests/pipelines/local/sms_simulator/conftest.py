"""A simulator on a free port, moto's SNS and SQS behind it, and plain boto3 in front."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from pipelines.local.sms_simulator import Number, NumberType, SimulatorClient, SimulatorSettings, SmsSimulator

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

OURS = "+12065550199"
SHORT = "55555"
CUSTOMER = "+12065550101"
_POLL_S = 0.01


@cache
def session() -> boto3.Session:
    """Credentials that nothing checks; shared, because it keeps the service models that it has read."""
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


@dataclass(slots=True)
class FakeClock:
    """Epoch seconds that pass when they are told to."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, and a queue that gets what it is told."""

    arn: str
    queue_url: str
    sqs: "SQSClient"

    def envelopes(self, count: int, deadline_s: float = 10.0) -> list[dict[str, Any]]:
        """The next `count` SNS envelopes; fails when they do not come in time."""
        got: list[dict[str, Any]] = []
        end = time.monotonic() + deadline_s
        while len(got) < count and time.monotonic() < end:
            got += self._receive(wait_s=1)
        assert len(got) == count, f"{len(got)} of {count} messages came"
        return got

    def payloads(self, count: int) -> list[dict[str, Any]]:
        """The next `count` payloads."""
        return [json.loads(envelope["Message"]) for envelope in self.envelopes(count)]

    def is_empty(self) -> bool:
        """Whether nothing waits in the queue."""
        return not self._receive(wait_s=0)

    def _receive(self, wait_s: int) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=wait_s)
        messages = answer.get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]


@dataclass(frozen=True, slots=True)
class Aws:
    """moto's SNS and SQS, with clients that are made once: making one takes longer than most tests."""

    endpoint: str
    _sns: "SNSClient"
    _sqs: "SQSClient"

    def sns(self) -> "SNSClient":
        """A client that does not retry."""
        return self._sns

    def topic(self) -> Topic:
        """A new topic with a queue on it."""
        name = f"t-{uuid4().hex}"
        sns, sqs = self._sns, self._sqs
        arn = sns.create_topic(Name=name)["TopicArn"]
        queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
        queue_arn = f"arn:aws:sqs:us-east-1:123456789012:{name}"
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
        return Topic(arn, queue_url, sqs)


@dataclass(frozen=True, slots=True)
class World:
    """A running simulator and everything around it. `sms` is plain boto3 that tries once."""

    simulator: SmsSimulator
    admin: SimulatorClient
    sms: "PinpointSMSVoiceV2Client"
    inbound: Topic
    events: Topic
    clock: Callable[[], float]

    def add_number(self, number: str = OURS, kind: NumberType = NumberType.LONG_CODE, **more: Any) -> None:
        """A two-way number whose events are published, fast enough never to throttle."""
        said: dict[str, Any] = {
            "parts_per_second": 1e6,
            "two_way_topic_arn": self.inbound.arn,
            "events_topic_arn": self.events.arn,
        } | more
        self.admin.put_numbers([Number(number, kind, **said)])

    def send(self, body: str = "Hello", to: str = CUSTOMER, origin: str = OURS, **more: Any) -> str:
        """MessageId of an accepted text."""
        return self.sms.send_text_message(
            DestinationPhoneNumber=to, OriginationIdentity=origin, MessageBody=body, **more
        )["MessageId"]


@dataclass(slots=True)
class WorldMaker:
    """Starts simulators, and stops them when the test ends."""

    aws: Aws
    started: list[World] = field(default_factory=list)

    def __call__(self, settings: SimulatorSettings | None = None, clock: Callable[[], float] = time.time) -> World:
        simulator = SmsSimulator(settings or SimulatorSettings(event_delay_s=0.0), self.aws.sns, clock)
        simulator.start()
        config = Config(retries={"total_max_attempts": 1}, read_timeout=2)
        sms = session().client("pinpoint-sms-voice-v2", endpoint_url=simulator.endpoint, config=config)
        topics = self.aws.topic(), self.aws.topic()
        world = World(simulator, SimulatorClient(simulator.endpoint), sms, *topics, clock)
        self.started.append(world)
        return world

    def stop(self) -> None:
        """Stop them all."""
        for world in self.started:
            world.admin.close()
            world.simulator.stop()


def wait_until(holds: Callable[[], bool], deadline_s: float = 10.0) -> None:
    """Return as soon as a condition holds; fail when it does not in time."""
    end, never = time.monotonic() + deadline_s, threading.Event()
    while not holds():
        assert time.monotonic() < end, "the condition did not come to hold"
        never.wait(_POLL_S)


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    config = Config(retries={"total_max_attempts": 1}, max_pool_connections=8)
    sns = session().client("sns", endpoint_url=endpoint, config=config)
    yield Aws(endpoint, sns, session().client("sqs", endpoint_url=endpoint))
    server.stop()


@pytest.fixture
def make_world(aws: Aws) -> Iterator[WorldMaker]:
    maker = WorldMaker(aws)
    yield maker
    maker.stop()


@pytest.fixture
def world(make_world: WorldMaker) -> World:
    """A simulator that tells of what it sent at once, with one fast number."""
    made = make_world()
    made.add_number()
    return made


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def state_file(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "simulator.sqlite")
