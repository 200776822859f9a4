"""Options that several subcommands share, and settings made from them over the environment."""

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.adapters.program_files import is_s3
from pipelines.settings import Settings, from_environment
from schemas.errors import ConfigurationFault


def add_lake(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lake", metavar="WHERE", help="folder or s3://bucket/prefix (TWOWAY_LAKE, else ./lake)")


def add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="folder of the store and the vault (TWOWAY_STATE, else ./state)"
    )


def add_programs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--program",
        action="append",
        metavar="WHERE",
        help="an operator's program, a folder of them, or s3://bucket/prefix; repeat for more (default: the shipped ones)",
    )


def settings(options: argparse.Namespace) -> Settings:
    """Settings from the environment, with every option that was given over them; paths made absolute.

    Raises:
        ConfigurationFault: a program file that does not exist.
    """
    state = getattr(options, "state", None)
    made = from_environment({**os.environ, "TWOWAY_STATE": str(state)} if state is not None else None)
    given: dict[str, Any] = {}
    for name in ("lake", "stream", "configuration_set", "flush_s", "poll_s", "lease_s"):
        value = getattr(options, name, None)
        if value is not None:
            given[name] = value
    if getattr(options, "program", None):
        given["programs"] = tuple(options.program)
    made = replace(made, **given)
    missing = [where for where in made.programs if not is_s3(where) and not Path(where).exists()]
    if missing:
        raise ConfigurationFault(f"no such program file: {', '.join(missing)}")
    programs = tuple(where if is_s3(where) else str(Path(where).absolute()) for where in made.programs)
    lake = made.lake if "://" in made.lake else str(Path(made.lake).absolute())
    return replace(made, lake=lake, programs=programs, state=made.state.absolute())
