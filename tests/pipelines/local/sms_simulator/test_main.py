"""The simulator as a process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from pipelines.local.sms_simulator import Number, NumberType, SimulatorClient, SimulatorUnreachable
from pipelines.local.sms_simulator.__main__ import parser, settings_from

from .conftest import CUSTOMER, OURS, Aws, Topic

_COMMAND = (sys.executable, "-m", "pipelines.local.sms_simulator")


@contextmanager
def _process(aws: Aws, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    environment = os.environ | {
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    command = [*_COMMAND, *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _send(endpoint: str) -> str:
    sms = boto3.client(
        "pinpoint-sms-voice-v2",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    return sms.send_text_message(DestinationPhoneNumber=CUSTOMER, OriginationIdentity=OURS, MessageBody="Hello")[
        "MessageId"
    ]


def _register(endpoint: str, events: Topic) -> None:
    with SimulatorClient(endpoint) as client:
        client.put_numbers([Number(OURS, NumberType.SHORT_CODE, events_topic_arn=events.arn)])


def test_help_shows_an_example() -> None:
    told = subprocess.run([*_COMMAND, "--help"], capture_output=True, text=True, check=True)
    assert "--state" in told.stdout
    assert "example:" in told.stdout


def test_the_command_line_becomes_settings() -> None:
    settings = settings_from(parser().parse_args(["--port", "5001", "--state", "x.sqlite", "--duplicates", "0.1"]))
    assert (settings.port, settings.path, settings.oddities.duplicate) == (5001, "x.sqlite", 0.1)


def test_a_process_ends_at_sigterm(aws: Aws) -> None:
    with _process(aws) as (process, endpoint):
        with SimulatorClient(endpoint) as client:
            assert client.health()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        with SimulatorClient(endpoint) as client, pytest.raises(SimulatorUnreachable):
            client.health()


def test_an_accepted_text_and_its_events_survive_kill_9(aws: Aws, state_file: str) -> None:
    events = aws.topic()
    with _process(aws, "--state", state_file, "--event-delay", "1") as (process, endpoint):
        _register(endpoint, events)
        sent = [_send(endpoint) for _ in range(5)]
        process.kill()
        process.wait(10)
    assert events.is_empty()
    with _process(aws, "--state", state_file) as (_, endpoint):
        with SimulatorClient(endpoint) as client:
            assert [one.message_id for one in client.messages().messages] == sent
        assert {event["messageId"] for event in events.payloads(5)} == set(sent)
