"""The account's opt-out list against the SMS simulator over HTTP: once, twice, refused for good, and not reached."""

import json
import logging
from collections.abc import Iterator

import boto3
import pytest

from pipelines.adapters.opt_out_list import AwsOptOutList
from pipelines.adapters.sms import AwsSmsSender
from pipelines.domain.reply import NotSent, OutboundText
from pipelines.local.sms_simulator import Fault, FaultKind, Number, SimulatorClient, SimulatorSettings, SmsSimulator
from pipelines.local.stack import local_client, local_environment
from schemas.errors import SuppressReason
from tests.pipelines.adapters.scripted import scripted

CLINIC = "+12065550100"
ANN = "+14255550001"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatorClient]:
    environment = local_environment(NOWHERE, "")
    with SmsSimulator(SimulatorSettings(hold_s=30), sns=lambda: local_client(environment, "sns")) as server:
        for name, value in local_environment(NOWHERE, server.endpoint).items():
            monkeypatch.setenv(name, value)
        with SimulatorClient(server.endpoint) as client:
            client.put_numbers([Number(number=CLINIC, parts_per_second=100.0)])
            yield client


@pytest.fixture
def account(simulator: SimulatorClient) -> Iterator[AwsOptOutList]:
    opened = AwsOptOutList()
    yield opened
    opened.close()


def listed() -> list[str]:
    told = boto3.client("pinpoint-sms-voice-v2").describe_opted_out_numbers(OptOutListName="Default")
    return [one["OptedOutNumber"] for one in told["OptedOutNumbers"]]


def test_whoever_is_put_on_the_list_is_not_texted_until_taken_off(account: AwsOptOutList) -> None:
    sender = AwsSmsSender(timeout_s=5, connections=1)
    text = OutboundText(ANN, CLINIC, "Thank you", {})
    assert account.put(ANN, "Default") is True
    refused = sender.send(text)
    assert isinstance(refused, NotSent)
    assert refused.reason is SuppressReason.OPTED_OUT_AT_AWS
    assert account.remove(ANN, "Default") is True
    assert not isinstance(sender.send(text), NotSent)
    sender.close()


def test_both_may_be_done_twice(account: AwsOptOutList) -> None:
    assert [account.put(ANN, "Default") for _ in range(2)] == [True, True]
    assert listed() == [ANN]
    assert [account.remove(ANN, "Default") for _ in range(2)] == [True, True]
    assert listed() == []


def test_a_second_removal_in_thirty_days_is_refused_for_good(account: AwsOptOutList) -> None:
    account.put(ANN, "Default")
    account.remove(ANN, "Default")
    account.put(ANN, "Default")
    assert account.remove(ANN, "Default") is None
    assert listed() == [ANN]


def test_a_list_that_is_not_there_takes_nobody_and_no_number_is_logged(
    account: AwsOptOutList, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert account.put(ANN, "offers") is False
    assert caplog.messages == ["a number could not be put on the opt-out list offers: ResourceNotFoundException"]


def test_throttled_calls_are_made_again(account: AwsOptOutList, simulator: SimulatorClient) -> None:
    calls = ("PutOptedOutNumber", "DeleteOptedOutNumber")
    simulator.put_faults(Fault(FaultKind.THROTTLE, every=1, limit=1, operation=call) for call in calls)
    assert account.put(ANN, "Default") is True
    assert account.remove(ANN, "Default") is True
    assert simulator.stats().faults == {"throttle": 2}


def test_what_was_done_without_an_answer_is_found_done(account: AwsOptOutList, simulator: SimulatorClient) -> None:
    calls = ("PutOptedOutNumber", "DeleteOptedOutNumber")
    simulator.put_faults(Fault(FaultKind.ERROR_500_AFTER_ACCEPT, every=1, limit=1, operation=call) for call in calls)
    assert account.put(ANN, "Default") is True
    assert account.remove(ANN, "Default") is True
    assert listed() == []


def test_a_service_that_goes_on_failing_is_a_fault_of_the_world(
    account: AwsOptOutList, simulator: SimulatorClient
) -> None:
    account.put(ANN, "Default")
    simulator.put_faults([Fault(FaultKind.THROTTLE, every=1, operation="DeleteOptedOutNumber")])
    assert account.remove(ANN, "Default") is False
    assert listed() == [ANN]


@pytest.mark.parametrize(
    ("refusal", "meant"),
    [
        ({"__type": "ConflictException", "Reason": "RESOURCE_MODIFICATION_NOT_ALLOWED"}, None),
        ({"__type": "ConflictException"}, None),
        ({"__type": "ValidationException", "Reason": "PHONE_NUMBER_CANNOT_BE_OPTED_IN"}, None),
        ({"__type": "ValidationException", "Reason": "FIELD_VALIDATION_FAILED"}, False),
        ({"__type": "AccessDeniedException"}, False),
    ],
)
def test_what_a_refusal_means(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, refusal: dict[str, str], meant: bool | None
) -> None:
    with scripted(monkeypatch, (400, json.dumps(refusal | {"Message": f"{ANN} cannot be deleted"}))):
        account = AwsOptOutList()
        assert account.remove(ANN, "Default") is meant
        account.close()
    assert ANN not in caplog.text


def test_a_service_that_is_away_is_a_fault_of_the_world_and_no_number_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in local_environment(NOWHERE, NOWHERE).items():
        monkeypatch.setenv(name, value)
    away = AwsOptOutList()
    with caplog.at_level(logging.WARNING):
        assert away.put(ANN, "Default") is False
        assert away.remove(ANN, "Default") is False
        assert away.remove("", "Default") is False
    away.close()
    assert len(caplog.messages) == 3
    assert ANN not in "".join(caplog.messages)
