"""The bridge as a Lambda: event in, batchItemFailures out."""

import json
import secrets
import uuid
from collections.abc import Iterator

import pytest

from pipelines.bridge import function, handler
from pipelines.bridge.relay import MAX_RECORD_BYTES
from schemas.errors import ConfigurationFault
from schemas.pseudonym import PseudonymKey

from .conftest import CUSTOMER, OURS, Line, inbound


@pytest.fixture
def lambda_line(line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line whose Lambda environment this process has; clients and secrets are forgotten afterwards."""
    for name, value in line.aws.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TWOWAY_STREAM", line.stream)
    monkeypatch.delenv("TWOWAY_HMAC_KEY", raising=False)
    yield line
    function._kinesis.cache_clear()
    function._secret.cache_clear()


def event(**bodies: str) -> dict[str, list[dict[str, str]]]:
    return {"Records": [{"messageId": name, "body": body, "eventSource": "aws:sqs"} for name, body in bodies.items()]}


def test_what_is_delivered_is_not_a_failure(lambda_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    lambda_line.create_stream()
    monkeypatch.setenv("TWOWAY_HMAC_KEY", "ab" * 16)

    assert handler(event(a=inbound(1), b="garbage"), None) == {"batchItemFailures": []}
    assert {record["Data"] for record in lambda_line.records()} == {inbound(1).encode(), b"garbage"}


def test_only_what_was_not_delivered_is_named(lambda_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    lambda_line.create_stream()
    monkeypatch.setenv("TWOWAY_HMAC_KEY", "ab" * 16)

    answer = handler(event(a=inbound(1), b="x" * (MAX_RECORD_BYTES + 1), c=inbound(2)), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "b"}]}
    assert len(lambda_line.records()) == 2


def test_without_a_stream_every_message_returns(lambda_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOWAY_HMAC_KEY", "ab" * 16)

    answer = handler(event(a=inbound(1), b=inbound(2)), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "b"}]}


def test_the_key_comes_from_the_secret_and_is_read_once(lambda_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    lambda_line.create_stream()
    secret = secrets.token_hex(32)
    manager = lambda_line.client("secretsmanager")
    arn = manager.create_secret(Name=uuid.uuid4().hex, SecretString=secret)["ARN"]
    monkeypatch.setenv("TWOWAY_HMAC_SECRET_ARN", arn)

    handler(event(a=inbound(1)), None)
    manager.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
    handler(event(b=inbound(2)), None)

    expected = PseudonymKey("k1", bytes.fromhex(secret)).pair_token(CUSTOMER, OURS)
    assert [record["PartitionKey"] for record in lambda_line.records()] == [expected, expected]


@pytest.mark.parametrize(
    "wrong", [{}, {"Records": []}, {"Records": None}, {"Records": [{"body": "x"}]}, {"detail-type": "Scheduled Event"}]
)
def test_an_event_that_is_none_raises(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no SQS event"):
        handler(wrong, None)


def test_an_unreadable_event_does_not_tell_what_it_held() -> None:
    with pytest.raises(ValueError, match="no SQS event") as caught:
        handler({"Records": [{"messageId": 1, "body": CUSTOMER}]}, None)
    assert CUSTOMER not in str(caught.value)


@pytest.mark.parametrize("missing", ["TWOWAY_STREAM", "TWOWAY_HMAC_SECRET_ARN"])
def test_a_missing_variable_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOWAY_STREAM", "s")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("TWOWAY_HMAC_KEY", "TWOWAY_HMAC_SECRET_ARN", missing):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationFault, match=missing):
        handler(json.loads(json.dumps(event(a="x"))), None)
    function._kinesis.cache_clear()
