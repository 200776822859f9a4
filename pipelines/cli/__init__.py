"""The `twoway` command: the composition root. Each subcommand is a module that reads options and calls a room."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from botocore.exceptions import BotoCoreError, ClientError

from pipelines.cli import quiet  # noqa: F401  before anything that imports Beam

# isort: split
from pipelines.cli.told import told
from schemas.errors import ConfigurationFault

_LOG = logging.getLogger(__name__)
COMMANDS = (
    "demo",
    "stream",
    "replay",
    "bridge",
    "dashboard",
    "sql",
    "audit",
    "classify",
    "check",
    "chat",
    "segments",
    "numbers",
    "send",
    "outbox",
    "conversation",
    "slots",
)
"""Names of the subcommands, and of their modules. A module is imported when it is asked for: Beam takes seconds."""

_DESCRIPTION = "Two-way SMS on AWS: texts in, replies out, Parquet and response rates."
_EPILOG = """\
start here:
  twoway demo                       the whole path on this machine, no cloud account
  twoway sql --lake demo-lake "FROM response_rate"

Against AWS the commands use the default credential chain and region. Exit codes: 0 done, 1 the
world failed, 2 you asked for something that cannot be, 130 interrupted.
"""


def command_module(name: str) -> ModuleType:
    """The module of a subcommand: its NAME, add_options, run, and a docstring that teaches it."""
    return importlib.import_module(f"pipelines.cli.{name}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. No fault of an operator or of the world shows a traceback."""
    parser = argparse.ArgumentParser(
        prog="twoway", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    words = list(sys.argv[1:] if argv is None else argv)
    for module in map(command_module, words[:1] if words[:1] and words[0] in COMMANDS else COMMANDS):
        summary, _, rest = (module.__doc__ or "").partition("\n\n")
        command = commands.add_parser(
            module.NAME,
            help=summary,
            description=summary,
            epilog=rest,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_options(command)
        command.set_defaults(run=module.run)
    options, extra = parser.parse_known_args(words)
    if extra and options.command != "stream":
        parser.error(f"unrecognised: {' '.join(extra)}")
    options.beam_options = extra
    _log_to_stderr(os.environ.get("TWOWAY_LOG", "INFO"))
    try:
        return int(options.run(options))
    except ConfigurationFault as fault:
        print(f"twoway {options.command}: {fault}", file=sys.stderr)
        return 2
    except (ClientError, BotoCoreError) as error:
        print(f"twoway {options.command}: AWS said: {_without_numbers(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:  # the outermost: nobody is shown a traceback who did not ask for one
        _LOG.debug("what stopped it", exc_info=True)
        print(f"twoway {options.command}: stopped by {told(error)}. TWOWAY_LOG=DEBUG tells more.", file=sys.stderr)
        return 1


def _without_numbers(error: ClientError | BotoCoreError) -> str:
    """AWS's own code, not its text: that may hold a phone number."""
    if isinstance(error, ClientError):
        return f"{error.response.get('Error', {}).get('Code', 'Unknown')} in {error.operation_name}"
    return f"{type(error).__name__}. Check the region, the endpoint and the credentials."


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    for noisy in ("botocore", "urllib3", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Beam logs the traceback of every failed bundle; what it says is said once, by whoever catches it.
    logging.getLogger("apache_beam").setLevel(logging.WARNING if level.upper() == "DEBUG" else logging.CRITICAL)
