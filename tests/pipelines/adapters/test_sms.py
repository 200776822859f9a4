"""Every answer of the SMS API, and every silence, as an outcome; nothing is ever sent twice by the client itself."""

from collections.abc import Iterator

import pytest

from pipelines.adapters.sms import AwsSmsSender
from pipelines.domain.reply import NotSent, OutboundText, Sent, Unsure
from pipelines.local.sms_simulator import Fault, FaultKind, Number, SimulatorClient, SimulatorSettings, SmsSimulator
from pipelines.local.stack import local_client, local_environment
from schemas.errors import FailReason, SuppressReason, UnknownReason

CLINIC = "+12065550100"
ANN = "+14255550001"


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatorClient]:
    environment = local_environment("http://127.0.0.1:9", "")
    settings = SimulatorSettings(hold_s=30)
    with SmsSimulator(settings, sns=lambda: local_client(environment, "sns")) as server:
        for name, value in local_environment("http://127.0.0.1:9", server.endpoint).items():
            monkeypatch.setenv(name, value)
        with SimulatorClient(server.endpoint) as client:
            client.put_numbers([Number(number=CLINIC, parts_per_second=100.0)])
            yield client


@pytest.fixture
def sender(simulator: SimulatorClient) -> Iterator[AwsSmsSender]:
    opened = AwsSmsSender(timeout_s=0.5, connections=2)
    yield opened
    opened.close()


def text(**fields: str) -> OutboundText:
    given = {"destination": ANN, "origination_identity": CLINIC, "body": "Thank you", **fields}
    return OutboundText(context={"kind": "reply", "reply_id": "ab" * 16}, **given)


def accepted(simulator: SimulatorClient) -> int:
    return len(simulator.messages().messages)


def test_an_accepted_text_gives_its_message_id_and_carries_its_context(
    sender: AwsSmsSender, simulator: SimulatorClient
) -> None:
    outcome = sender.send(text())
    assert isinstance(outcome, Sent)
    [message] = simulator.messages().messages
    assert (message.message_id, message.context["reply_id"]) == (outcome.message_id, "ab" * 16)


@pytest.mark.parametrize(
    ("fault", "outcome", "sent"),
    [
        (FaultKind.THROTTLE, NotSent(None, "ThrottlingException"), 0),
        (FaultKind.ERROR_500, Unsure(UnknownReason.SERVER_ERROR, "InternalServerException"), 0),
        (FaultKind.ERROR_500_AFTER_ACCEPT, Unsure(UnknownReason.SERVER_ERROR, "InternalServerException"), 1),
        (FaultKind.TIMEOUT_AFTER_ACCEPT, Unsure(UnknownReason.TIMEOUT, "ReadTimeoutError"), 1),
        (FaultKind.RESET_BEFORE_ACCEPT, Unsure(UnknownReason.CONNECTION_LOST, "ConnectionClosedError"), 0),
    ],
)
def test_a_fault_is_an_outcome_after_a_single_call(
    sender: AwsSmsSender, simulator: SimulatorClient, fault: FaultKind, outcome: object, sent: int
) -> None:
    simulator.put_faults([Fault(fault, every=1)])
    given = sender.send(text())
    if isinstance(given, NotSent) and isinstance(outcome, NotSent):
        assert (given.reason, given.error_code.split(":")[0]) == (outcome.reason, outcome.error_code)
    else:
        assert given == outcome
    assert accepted(simulator) == sent
    assert sum(simulator.stats().faults.values()) == 1


def test_a_number_on_the_accounts_opt_out_list_is_suppressed(
    sender: AwsSmsSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender._client.put_opted_out_number(OptOutListName="Default", OptedOutNumber=ANN)
    outcome = sender.send(text())
    assert isinstance(outcome, NotSent)
    assert outcome.reason is SuppressReason.OPTED_OUT_AT_AWS


@pytest.mark.parametrize(
    "fields",
    [
        {"origination_identity": "+12069999999"},
        {"body": "x" * 1531},
        {"body": "ş" * 631},
        {"destination": "nonsense"},
        {"body": ""},
    ],
)
def test_what_aws_refuses_for_good_has_failed(sender: AwsSmsSender, fields: dict[str, str]) -> None:
    outcome = sender.send(text(**fields))
    assert isinstance(outcome, NotSent)
    assert outcome.reason is FailReason.REJECTED


def test_where_nobody_listens_nothing_was_sent_and_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in local_environment("http://127.0.0.1:9", "http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    outcome = AwsSmsSender(timeout_s=0.5, connections=1).send(text())
    assert isinstance(outcome, NotSent)
    assert outcome.reason is None


def test_an_outcome_and_a_text_never_show_the_number(sender: AwsSmsSender) -> None:
    assert "425555" not in repr(text()) + repr(sender.send(text(destination="+14255550001x")))
