"""DynamoDB for tests: moto over HTTP, or what `TWOWAY_TEST_DYNAMODB` names (DynamoDB Local), with the template's tables."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any

import boto3
import pytest

from pipelines.local.moto_server import MotoServer
from pipelines.local.template import load_template

_AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
_NUMBERS = count()


def made_table(logical_id: str = "StateTable") -> str:
    """A new table with the keys and indexes of the template's; its name."""
    properties: Mapping[str, Any] = load_template()["Resources"][logical_id]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    name = f"test-{os.getpid()}-{next(_NUMBERS)}"
    client = boto3.client("dynamodb")
    client.create_table(TableName=name, **{key: properties[key] for key in wanted if key in properties})
    client.close()
    return name


@contextmanager
def dynamodb() -> Iterator[str]:
    """DynamoDB while the block runs, and an environment in which boto3 finds it; its endpoint."""
    elsewhere = os.environ.get("TWOWAY_TEST_DYNAMODB")
    server = None if elsewhere else MotoServer()
    endpoint = elsewhere or (server.start() if server else "")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**_AWS, "AWS_ENDPOINT_URL_DYNAMODB": endpoint}.items():
            environment.setenv(name, value)
        yield endpoint
    if server:
        server.stop()
