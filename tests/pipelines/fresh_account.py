"""An account as new: the SMS simulator and moto's SNS and SQS, found by boto3's default chain; and programs for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pipelines.local.sms_simulator import Number, SimulatorClient, SimulatorSettings, SmsSimulator
from pipelines.local.stack import local_environment

CLINIC = "+12065550100"
SHOP = "+12065550101"
ANN = "+14255550001"


@dataclass(frozen=True, slots=True)
class FreshAccount:
    """The account's clients, and the simulator's own interface."""

    simulator: SimulatorClient
    sms: Any
    sns: Any
    sqs: Any

    def add(self, *numbers: str, **more: Any) -> None:
        """Numbers as AWS hands them over: one-way, with HELP and STOP and nothing else."""
        self.simulator.put_numbers([Number(number=number, **more) for number in numbers])

    def topic(self) -> str:
        """ARN of a new topic."""
        arn: str = self.sns.create_topic(Name=new_name("texts"))["TopicArn"]
        return arn

    def queue_on(self, topic: str) -> str:
        """URL of a new queue that gets what is published to a topic."""
        name = new_name("queue")
        url: str = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:123456789012:{name}")
        return url

    def payloads(self, queue: str) -> list[dict[str, Any]]:
        """What has come to a queue."""
        told = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        return [json.loads(json.loads(one["Body"])["Message"]) for one in told.get("Messages", [])]

    def number(self, number: str) -> dict[str, Any]:
        """A number as the account tells of it."""
        told = self.sms.describe_phone_numbers()["PhoneNumbers"]
        [found] = [one for one in told if one["PhoneNumber"] == number]
        return dict(found)

    def keywords(self, number: str) -> dict[str, tuple[str, str]]:
        """A number's keywords: action and message."""
        told = self.sms.describe_keywords(OriginationIdentity=self.number(number)["PhoneNumberId"])["Keywords"]
        return {one["Keyword"]: (one["KeywordAction"], one["KeywordMessage"]) for one in told}


def new_name(kind: str) -> str:
    """A name that no other test uses: moto's state is the process's."""
    return f"{kind}-{uuid4().hex[:12]}"


@cache
def _moto() -> str:
    """Endpoint of one moto for all tests of the process, which it ends with."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    return f"http://{host}:{port}"


@cache
def _client(service: str, endpoint: str) -> Any:
    return _session().client(service, endpoint_url=endpoint)  # type: ignore[call-overload]


@cache
def _session() -> boto3.Session:
    """Shared, because it keeps the service models that it has read."""
    return boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1")


@contextmanager
def fresh_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[FreshAccount]:
    """Start it, and point boto3's default chain at it."""
    sns, sqs = _client("sns", _moto()), _client("sqs", _moto())
    with SmsSimulator(SimulatorSettings(hold_s=5), sns=lambda: sns) as simulator:
        for name, value in local_environment(_moto(), simulator.endpoint).items():
            monkeypatch.setenv(name, value)
        sms = _session().client("pinpoint-sms-voice-v2", endpoint_url=simulator.endpoint)
        with SimulatorClient(simulator.endpoint) as client:
            yield FreshAccount(client, sms, sns, sqs)


BAKERY = """
program: bakery
numbers:
  - number: "+12065550100"
    opt_outs: OPT_OUTS
    aws_keywords:
      - {keyword: HOURS, template: hours}
      - {keyword: START, action: opt_in, template: start}
keywords:
  - {keyword: MENU, template: menu}
replies: {help: help, stop: stop}
templates:
  hours: "Elm Bakery: open 7 to 18."
  menu: "Elm Bakery: rye, spelt, and plum cake today."
  help: "Elm Bakery: call 206-555-0196. STOP to opt out."
  stop: "Elm Bakery: you are opted out. START to opt in."
  start: "Elm Bakery: you will get our texts again."
"""


def bakery(folder: Path, opt_outs: str = "aws", replaced: tuple[str, str] = ("bakery\n", "bakery\n")) -> Path:
    """The file of a program on `CLINIC`, with one text in it replaced."""
    file = folder / "bakery.yaml"
    text = BAKERY.replace("OPT_OUTS", opt_outs)
    assert replaced[0] in text
    file.write_text(text.replace(*replaced), encoding="utf-8")
    return file
