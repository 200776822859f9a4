"""Carry SNS notifications from their SQS queue to Kinesis.

On AWS the same code runs as a Lambda (`pipelines.bridge.handler`); this runs it anywhere else. What cannot be delivered
goes back to the queue, and after five times to its dead-letter queue.

example:
  twoway bridge --queue-url https://sqs.us-east-1.amazonaws.com/111122223333/twoway-inbound --stream twoway-sms
"""

import argparse
import os
import threading

from pipelines.cli.options import add_state, settings
from pipelines.cli.told import count
from schemas.errors import ConfigurationFault

NAME = "bridge"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queue-url", metavar="URL", help="the SQS queue (TWOWAY_QUEUE_URL)")
    parser.add_argument("--stream", metavar="NAME", help="the Kinesis stream (TWOWAY_STREAM, else twoway-sms)")
    parser.add_argument("--receivers", type=count, default=2, metavar="N", help="long polls at a time (default 2)")
    add_state(parser)


def run(options: argparse.Namespace) -> int:
    from pipelines import bridge

    made = settings(options)
    queue_url = options.queue_url or os.environ.get("TWOWAY_QUEUE_URL")
    if not queue_url:
        raise ConfigurationFault("which queue? Give --queue-url or set TWOWAY_QUEUE_URL.")
    bridge.run(queue_url, made.stream, made.key, threading.Event(), receivers=options.receivers)
    return 0
