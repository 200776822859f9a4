"""Ask the lake in SQL: one statement, or a prompt.

The views are inbound, sends, deliveries, replies, dead_letters, responses and response_rate; `.tables` lists them at the
prompt. Only reading is possible, for ten seconds and 10,000 rows at most.

examples:
  twoway sql --lake demo-lake "FROM response_rate"
  twoway sql --lake s3://my-lake/sms --json "SELECT intent, count(*) AS n FROM inbound GROUP BY ALL ORDER BY n DESC"
  twoway sql --lake demo-lake
"""

import argparse
import os

from pipelines.cli.options import add_lake
from pipelines.cli.told import count, positive

NAME = "sql"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("statement", nargs="?", metavar="SQL", help="one SELECT; without it a prompt opens")
    add_lake(parser)
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_const", const="json", dest="format", help="a JSON array of objects")
    shape.add_argument("--csv", action="store_const", const="csv", dest="format", help="CSV")
    parser.add_argument("--limit", type=count, default=10_000, metavar="N", help="rows at most (default 10,000)")
    parser.add_argument("--timeout", type=positive, default=10.0, metavar="S", help="seconds at most (default 10)")


def run(options: argparse.Namespace) -> int:
    from dashboards.sql import prompt, run_sql

    lake = options.lake or os.environ.get("TWOWAY_LAKE", "lake")
    if options.statement is None:
        return prompt(lake)
    return run_sql(
        lake, options.statement, limit=options.limit, timeout_s=options.timeout, format=options.format or "table"
    )
