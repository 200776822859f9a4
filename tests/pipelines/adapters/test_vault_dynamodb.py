"""The vault on DynamoDB keeps what the one on a file keeps."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipelines.adapters.vault import SqliteVault
from pipelines.adapters.vault_dynamodb import DynamoVault
from pipelines.ports import Vault
from tests.contracts.dynamodb import dynamodb, made_table


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with dynamodb() as endpoint:
        yield endpoint


@pytest.fixture(params=["file", "dynamodb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Vault]:
    """Opens one and the same vault, as often as it is called."""
    if request.param == "file":
        return partial(SqliteVault, tmp_path / "vault.sqlite")
    request.getfixturevalue("database")
    return partial(DynamoVault, made_table("VaultTable"))


def test_a_number_is_revealed_to_whoever_opens_the_vault(place: Callable[[], Vault]) -> None:
    numbers = {bytes([n]) * 16: f"+1425555{n:04}" for n in range(150)}
    place().keep(numbers)
    assert place().reveal([*numbers, b"?" * 16]) == numbers
    assert place().reveal([]) == {}


def test_a_number_that_is_known_stays_and_new_ones_are_added(place: Callable[[], Vault]) -> None:
    ann, bob = b"a" * 16, b"b" * 16
    vault = place()
    vault.keep({ann: "+14255550001"})
    vault.keep({ann: "+14255550001"})
    place().keep({ann: "+14255550009", bob: "+14255550002"})
    assert vault.reveal([ann, bob]) == {ann: "+14255550001", bob: "+14255550002"}
