"""Every answer of the SMS API, and every silence, as an outcome; nothing is ever sent twice by the client itself."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.adapters.sms import AwsSmsSender
from pipelines.domain.reply import NotSent, OutboundText, Outcome, Sent, Unsure
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


def text(promotional: bool = False, **fields: str) -> OutboundText:
    said = {"destination": ANN, "origination_identity": CLINIC, "body": "Thank you", **fields}
    return OutboundText(context={"kind": "reply", "reply_id": "ab" * 16}, promotional=promotional, **said)


class Answering(ThreadingHTTPServer):
    """Gives one answer to everything, and keeps what it was sent."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body, self.bodies = status, body, list[bytes]()
        self.scheme = "http"
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def endpoint(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not like the certificate."""


class _Answer(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def answering(status: int, body: bytes, certificate: tuple[Path, Path] | None = None) -> Iterator[Answering]:
    with Answering(status, body) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.scheme = "https"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def sent_to(endpoint: str, monkeypatch: pytest.MonkeyPatch, what: OutboundText | None = None) -> Outcome:
    """What a text to an API at `endpoint` comes to."""
    for name, value in local_environment("http://127.0.0.1:9", endpoint).items():
        monkeypatch.setenv(name, value)
    sender = AwsSmsSender(timeout_s=2, connections=1)
    try:
        return sender.send(what or text())
    finally:
        sender.close()


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
        (FaultKind.ERROR_500, Unsure(UnknownReason.SERVER_ERROR, "InternalServerException"), 0),
        (FaultKind.ERROR_500_AFTER_ACCEPT, Unsure(UnknownReason.SERVER_ERROR, "InternalServerException"), 1),
        (FaultKind.TIMEOUT_AFTER_ACCEPT, Unsure(UnknownReason.TIMEOUT, "ReadTimeoutError"), 1),
        (FaultKind.RESET_BEFORE_ACCEPT, Unsure(UnknownReason.CONNECTION_LOST, "ConnectionClosedError"), 0),
        (FaultKind.RESET_AFTER_ACCEPT, Unsure(UnknownReason.CONNECTION_LOST, "ConnectionClosedError"), 1),
    ],
)
def test_where_it_may_have_been_sent_nobody_knows_and_there_was_a_single_call(
    sender: AwsSmsSender, simulator: SimulatorClient, fault: FaultKind, outcome: Outcome, sent: int
) -> None:
    simulator.put_faults([Fault(fault, every=1)])
    assert sender.send(text()) == outcome
    assert accepted(simulator) == sent
    assert sum(simulator.stats().faults.values()) == 1


def test_above_the_numbers_pace_a_text_is_put_off_by_a_second_or_so(
    sender: AwsSmsSender, simulator: SimulatorClient
) -> None:
    simulator.put_faults([Fault(FaultKind.THROTTLE, every=1)])
    outcomes = [sender.send(text()) for _ in range(20)]
    assert {(o.reason, o.error_code, o.halts) for o in outcomes if isinstance(o, NotSent)} == {
        (None, "ThrottlingException", False)
    }
    pauses = [o.retry_after.total_seconds() for o in outcomes if isinstance(o, NotSent)]
    assert len(set(pauses)) == 20
    assert 0.5 <= min(pauses) <= max(pauses) <= 2


@pytest.mark.parametrize(("promotional", "kind"), [(False, "TRANSACTIONAL"), (True, "PROMOTIONAL")])
def test_a_promotional_text_says_so(monkeypatch: pytest.MonkeyPatch, promotional: bool, kind: str) -> None:
    with answering(200, b'{"MessageId": "m-1"}') as server:
        assert sent_to(server.endpoint, monkeypatch, text(promotional)) == Sent("m-1")
    assert f'"MessageType": "{kind}"'.encode() in server.bodies[0]


def test_a_number_on_the_accounts_opt_out_list_is_suppressed(
    sender: AwsSmsSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender._client.put_opted_out_number(OptOutListName="Default", OptedOutNumber=ANN)
    outcome = sender.send(text())
    assert isinstance(outcome, NotSent)
    assert outcome.reason is SuppressReason.OPTED_OUT_AT_AWS


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": "x" * 1531}, "ValidationException:MAXIMUM_SIZE_EXCEEDED"),
        ({"body": "ş" * 631}, "ValidationException:MAXIMUM_SIZE_EXCEEDED"),
        ({"destination": "nonsense"}, "ValidationException:FIELD_VALIDATION_FAILED"),
        ({"body": ""}, "ParamValidationError"),
    ],
)
def test_what_aws_refuses_for_good_has_failed(sender: AwsSmsSender, fields: dict[str, str], code: str) -> None:
    assert sender.send(text(**fields)) == NotSent(FailReason.REJECTED, code)


def test_a_number_and_a_configuration_set_that_are_not_there_are_told_apart(sender: AwsSmsSender) -> None:
    unknown = OutboundText(ANN, CLINIC, "Thank you", {}, configuration_set="nowhere")
    assert [sender.send(text(origination_identity="+12069999999")), sender.send(unknown)] == [
        NotSent(FailReason.BAD_ORIGINATION, "ResourceNotFoundException:phone-number"),
        NotSent(FailReason.BAD_ORIGINATION, "ResourceNotFoundException:configuration-set"),
    ]


def test_where_nobody_listens_nothing_was_sent_and_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = sent_to("http://127.0.0.1:9", monkeypatch)
    assert isinstance(outcome, NotSent)
    assert (outcome.reason, outcome.error_code, outcome.halts) == (None, "EndpointConnectionError", False)


def test_behind_a_proxy_that_is_away_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    outcome = sent_to("http://sms.invalid", monkeypatch)
    assert isinstance(outcome, NotSent)
    assert (outcome.reason, outcome.error_code) == (None, "ProxyConnectionError")


def test_without_credentials_nothing_of_the_account_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    outcome = AwsSmsSender(timeout_s=0.5, connections=1).send(text())
    assert isinstance(outcome, NotSent)
    assert (outcome.reason, outcome.error_code, outcome.halts) == (None, "NoCredentialsError", True)


def test_a_certificate_that_is_not_trusted_is_met_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    subject = ("-subj", "/CN=127.0.0.1", "-days", "1", "-nodes", "-newkey", "rsa:2048")
    made = ("openssl", "req", "-x509", *subject, "-keyout", key, "-out", certificate)
    subprocess.run(made, check=True, capture_output=True)
    with answering(200, b"{}", (certificate, key)) as server:
        outcome = sent_to(server.endpoint, monkeypatch)
    assert isinstance(outcome, NotSent)
    assert (outcome.reason, outcome.error_code, server.bodies) == (None, "SSLError", [])


NOBODY_KNOWS = Unsure(UnknownReason.SERVER_ERROR, "UnreadableAnswer")


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"<html>Sign in to the network</html>", NOBODY_KNOWS),
        (200, b"{}", NOBODY_KNOWS),
        (200, b"", NOBODY_KNOWS),
        (200, b"\xff", NOBODY_KNOWS),
        (200, b"[]", NOBODY_KNOWS),
        (200, b'{"MessageId": 7}', NOBODY_KNOWS),
        (400, b"null", NOBODY_KNOWS),
        (500, b'{"__type": 7}', NOBODY_KNOWS),
        (302, b"", Unsure(UnknownReason.SERVER_ERROR, "302")),
        (502, b"<html>Bad gateway</html>", Unsure(UnknownReason.SERVER_ERROR, "502")),
        (503, b'{"__type": "ServiceUnavailable"}', Unsure(UnknownReason.SERVER_ERROR, "ServiceUnavailable")),
        (403, b"<html>Forbidden</html>", NotSent(None, "403", timedelta(minutes=5))),
        (400, b'{"__type": "com.amazonaws#ConflictException", "Reason": "NEW"}', NotSent(FailReason.REJECTED, "ConflictException:NEW")),
        (400, b'{"__type": "+14255550001", "Reason": "+14255550001"}', NotSent(FailReason.REJECTED, "Unknown")),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_awss_own_is_an_outcome_too(
    monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, outcome: Outcome
) -> None:
    with answering(status, body) as server:
        assert sent_to(server.endpoint, monkeypatch) == outcome
    assert len(server.bodies) == 1


def test_an_outcome_and_a_text_never_show_the_number(sender: AwsSmsSender) -> None:
    assert "425555" not in repr(text()) + repr(sender.send(text(destination="+14255550001x")))
