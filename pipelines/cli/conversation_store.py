"""The state that a job works with, for commands that only look at it: nothing is made where there is none."""

import argparse
import os
from pathlib import Path

from pipelines.adapters.dynamo_table import check_table
from pipelines.cli.options import settings
from pipelines.cli.wiring import live_store
from pipelines.ports import Store
from pipelines.settings import Settings, table_prefix
from schemas.errors import ConfigurationFault
from schemas.pseudonym import PseudonymKey

_NO_KEY = PseudonymKey("", b"")


def open_store(options: argparse.Namespace) -> Store:
    """The store of `--state` and `TWOWAY_STORE`.

    Raises:
        ConfigurationFault: there is none.
    """
    made = Settings(_NO_KEY, state=_state(options).absolute(), table_prefix=table_prefix(os.environ))
    if made.table_prefix is not None:
        check_table(made.state_table)
    elif not made.store_path.exists():
        raise ConfigurationFault(f"there is no store at {made.store_path}. Name the folder of the job's: --state DIR")
    return live_store(made)()


def settings_with_key(options: argparse.Namespace) -> Settings:
    """Settings with the job's own key: under another one every customer is unknown.

    Raises:
        ConfigurationFault: neither `TWOWAY_HMAC_KEY` nor the state folder has a key.
    """
    path = _state(options) / "hmac.key"
    if "TWOWAY_HMAC_KEY" not in os.environ and not path.exists():
        raise ConfigurationFault(f"no key: {path} is not there. Set TWOWAY_HMAC_KEY to the job's, or name its --state")
    return settings(options)


def _state(options: argparse.Namespace) -> Path:
    return Path(options.state or os.environ.get("TWOWAY_STATE", "state"))
