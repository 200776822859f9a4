"""Open the dashboard over a lake in a browser.

example:
  twoway dashboard --lake s3://my-lake/sms --port 8501
"""

import argparse
import os

from pipelines.cli.options import add_lake

NAME = "dashboard"


def add_options(parser: argparse.ArgumentParser) -> None:
    add_lake(parser)
    parser.add_argument("--port", type=int, default=8501, help="default 8501")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine only)"
    )


def run(options: argparse.Namespace) -> int:
    from dashboards.serve import main

    return main(options.lake or os.environ.get("TWOWAY_LAKE", "lake"), options.port, options.host)
