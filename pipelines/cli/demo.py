"""The whole path on this machine: a simulated town texts, the job answers, the rates come out.

Starts an embedded AWS, the bridge, the Beam job and the dashboard; sends three campaigns to a town of simulated
customers for about a minute; prints what was measured beside what is true. The lake stays in ./demo-lake.

examples:
  twoway demo
  twoway demo --exit --customers 600
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.cli.told import count, positive
from schemas.errors import ConfigurationFault

NAME = "demo"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lake", type=Path, default=Path("demo-lake"), metavar="DIR", help="made anew (default ./demo-lake)"
    )
    parser.add_argument("--customers", type=count, default=300, metavar="N", help="people in the town (default 300)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed is the same town (default 1)")
    parser.add_argument(
        "--seconds", type=positive, default=40.0, metavar="S", help="length of the traffic (default 40)"
    )
    parser.add_argument("--port", type=int, default=8501, metavar="P", help="of the dashboard (default 8501; 0: none)")
    parser.add_argument("--exit", action="store_true", help="end when the table is printed (also without a terminal)")


def run(options: argparse.Namespace) -> int:
    if find_spec("moto") is None:
        raise ConfigurationFault("the embedded AWS is not installed. Get it with: pip install 'twoway-sms[local]'")
    from pipelines.local.demo import DemoSettings, run_demo

    made = DemoSettings(
        lake=options.lake.absolute(),
        customers=options.customers,
        seed=options.seed,
        traffic_s=options.seconds,
        port=options.port,
        stay=not options.exit,
    )
    return run_demo(made, _ask, _dashboard)


def _ask(lake: Path, statement: str) -> list[dict[str, Any]]:
    from dashboards.warehouse import open_warehouse

    with open_warehouse(str(lake)) as connection:
        rows: list[dict[str, Any]] = connection.sql(statement).to_arrow_table().to_pylist()
    return rows


@contextmanager
def _dashboard(lake: str, port: int) -> Iterator[str]:
    from dashboards.serve import serve

    process = serve(lake, port=port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
