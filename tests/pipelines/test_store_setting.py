"""`TWOWAY_STORE` says where outbox, opt-outs, checkpoints and numbers are."""

from pathlib import Path

import pytest

from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.adapters.vault_dynamodb import DynamoVault
from pipelines.cli.wiring import check_store, live_store, live_vault
from pipelines.settings import Settings, from_environment
from schemas.errors import ConfigurationFault
from tests.contracts.dynamodb import dynamodb


def settings(state: Path, **more: str) -> Settings:
    return from_environment({"TWOWAY_HMAC_KEY": "ab" * 32, "TWOWAY_STATE": str(state), **more})


def test_the_store_is_a_file_unless_it_is_said_to_be_tables(tmp_path: Path) -> None:
    assert isinstance(live_store(settings(tmp_path))(), SqliteStore)
    check_store(settings(tmp_path))
    with dynamodb():
        shared = settings(tmp_path, TWOWAY_STORE="dynamodb:sms")
        assert (shared.state_table, shared.vault_table) == ("sms-state", "sms-vault")
        assert isinstance(live_store(shared)(), DynamoStore)
        assert isinstance(live_vault(shared)(), DynamoVault)
        with pytest.raises(ConfigurationFault, match=r"no DynamoDB table 'sms-state' in us-east-1"):
            check_store(shared)


@pytest.mark.parametrize("said", ["", "dynamodb", "dynamodb:", "dynamodb:a b", "postgres"])
def test_another_store_is_refused_with_what_there_is(tmp_path: Path, said: str) -> None:
    with pytest.raises(ConfigurationFault, match="neither sqlite nor dynamodb:<table-prefix>"):
        settings(tmp_path, TWOWAY_STORE=said)
