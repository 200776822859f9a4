"""Stores to test: on a file, in memory, on DynamoDB."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.ports import Store
from tests.contracts.dynamodb import dynamodb, made_table


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with dynamodb() as endpoint:
        yield endpoint


@pytest.fixture(params=["file", "memory", "dynamodb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Opens one and the same store, as often as it is called; in memory, a new one."""
    if request.param == "dynamodb":
        request.getfixturevalue("database")
        return partial(DynamoStore, made_table())
    return partial(SqliteStore, tmp_path / "store.sqlite" if request.param == "file" else ":memory:")


@pytest.fixture
def store(place: Callable[[], Store]) -> Iterator[Store]:
    opened = place()
    yield opened
    opened.close()
