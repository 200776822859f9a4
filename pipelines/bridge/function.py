"""The bridge as a Lambda with an SQS event source."""

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from pipelines.bridge.relay import QueueMessage, relay
from pipelines.settings import pseudonym_key
from schemas.errors import ConfigurationFault
from schemas.pseudonym import PseudonymKey

# Every wait is bounded and every retry is ours, so that a Lambda of 60 s always answers: 3 attempts of 7 s, twice.
_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5)


def handler(event: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:
    """The Lambda: an SQS event in, `batchItemFailures` out; a message named there returns to the queue.

    Needs `FunctionResponseTypes: [ReportBatchItemFailures]` and the variables `TWOWAY_STREAM` and `TWOWAY_HMAC_KEY` or
    `TWOWAY_HMAC_SECRET_ARN`.

    Raises:
        ValueError: no SQS event. Raising is the only answer that keeps all of its messages in the queue.
        ConfigurationFault: a variable is missing or wrong.
    """
    failed = relay(_messages(event), _kinesis().put_records, _stream(), _lambda_key(), attempts=3)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _messages(event: Mapping[str, Any]) -> list[QueueMessage]:
    try:
        messages = [QueueMessage(record["messageId"], record["body"]) for record in event["Records"]]
    except (KeyError, TypeError):
        messages = []
    if not messages or not all(isinstance(m.id, str) and isinstance(m.body, str) for m in messages):
        raise ValueError("this is no SQS event: Records[] with messageId and body are expected") from None
    return messages


def _stream() -> str:
    stream = os.environ.get("TWOWAY_STREAM")
    if not stream:
        raise ConfigurationFault("TWOWAY_STREAM is not set. Set it to the name of the Kinesis stream.")
    return stream


@functools.cache
def _kinesis() -> Any:
    return boto3.client("kinesis", config=_CONFIG)


def _lambda_key() -> PseudonymKey:
    """The key by the environment; a secret is read once for each Lambda instance."""
    if "TWOWAY_HMAC_KEY" in os.environ:
        return pseudonym_key(os.environ, Path())
    arn = os.environ.get("TWOWAY_HMAC_SECRET_ARN")
    if not arn:
        raise ConfigurationFault("Neither TWOWAY_HMAC_KEY nor TWOWAY_HMAC_SECRET_ARN is set. Set one of them.")
    return pseudonym_key({**os.environ, "TWOWAY_HMAC_KEY": _secret(arn)}, Path())


@functools.cache
def _secret(arn: str) -> str:
    return str(boto3.client("secretsmanager", config=_CONFIG).get_secret_value(SecretId=arn)["SecretString"])
