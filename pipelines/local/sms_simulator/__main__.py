"""`python -m pipelines.local.sms_simulator`: the simulator as a process of its own, until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

import boto3
from botocore.config import Config

from pipelines.local.sms_simulator.server import SmsSimulator
from pipelines.local.sms_simulator.settings import SimulatorSettings, SmsOddities

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

_EXAMPLE = """example:
  AWS_ENDPOINT_URL=http://127.0.0.1:5000 python -m pipelines.local.sms_simulator --port 5001 --state sms.sqlite
  AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=http://127.0.0.1:5001 aws pinpoint-sms-voice-v2 describe-phone-numbers
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    defaults = SimulatorSettings()
    options = argparse.ArgumentParser(
        prog="python -m pipelines.local.sms_simulator",
        description="AWS End User Messaging SMS on this machine. Publishes to SNS where the ordinary AWS environment"
        " (AWS_ENDPOINT_URL_SNS, AWS_ENDPOINT_URL, credentials) points.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--host", default=defaults.host, help="address to listen on (default %(default)s)")
    options.add_argument("--port", type=int, default=defaults.port, help="port to listen on (default: a free one)")
    options.add_argument("--state", default=defaults.path, help="SQLite file, or :memory: (default %(default)s)")
    options.add_argument("--account-id", default=defaults.account_id, help="AWS account id (default %(default)s)")
    options.add_argument("--region", default=defaults.region, help="AWS region (default %(default)s)")
    options.add_argument("--seed", type=int, default=defaults.seed, help="seed of oddities and faults")
    options.add_argument(
        "--event-delay", type=float, default=defaults.event_delay_s, help="seconds to a delivery event"
    )
    options.add_argument("--duplicates", type=float, default=0.0, help="share of messages with repeated events, 0 to 1")
    options.add_argument("--disorder", type=float, default=0.0, help="share with events out of order, 0 to 1")
    options.add_argument("--late", type=float, default=0.0, help="share with late events, 0 to 1")
    options.add_argument("--threads", type=int, default=defaults.publisher_threads, help="publisher threads, 1 to 3")
    return options


def settings_from(arguments: argparse.Namespace) -> SimulatorSettings:
    """The command line as settings."""
    return SimulatorSettings(
        path=arguments.state,
        host=arguments.host,
        port=arguments.port,
        account_id=arguments.account_id,
        region=arguments.region,
        seed=arguments.seed,
        event_delay_s=arguments.event_delay,
        oddities=SmsOddities(arguments.duplicates, arguments.disorder, arguments.late),
        publisher_threads=arguments.threads,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run until told to stop; prints the endpoint as its only line."""
    settings = settings_from(parser().parse_args(argv))
    config = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 1}, max_pool_connections=32)
    sns = partial(boto3.client, "sns", region_name=settings.region, config=config)
    # Blocked here and in every thread started from here, so that `sigwait` below gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    with SmsSimulator(settings, cast("partial[SNSClient]", sns)) as simulator:
        print(simulator.endpoint, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    return 0


if __name__ == "__main__":
    sys.exit(main())
