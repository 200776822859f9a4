"""`twoway sql`: one statement over a lake, answered by a process of its own that can only read it; or a prompt for many."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal, TextIO

import pyarrow as pa

from dashboards import sql_output, sql_prompt
from dashboards.sql_worker import Request

START_UP_S = 5.0
"""What the worker may take to start and to open the lake, on top of the statement's own time."""


class SqlFault(Exception):
    """The statement was refused, failed, or was ended; the text is for whoever typed it."""


def ask(request: Request) -> tuple[pa.Table, bool]:
    """The answer's rows, at most `request.limit`, and whether there were more.

    Raises:
        SqlFault: the statement was refused, failed, or took longer than it may.
    """
    source = str(Path(__file__).resolve().parents[1])
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))}
    try:
        done = subprocess.run(
            # -P: a file named duckdb.py in the current folder is not what we mean.
            [sys.executable, "-P", "-m", "dashboards.sql_worker"],
            input=request.to_json().encode(),
            capture_output=True,
            env=environ,
            timeout=request.timeout_s + START_UP_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SqlFault(f"stopped after {request.timeout_s:g} s. Narrow the query, or allow more time.") from None
    if done.returncode:
        raise SqlFault(_reason(done.returncode, done.stderr.decode(errors="replace")))
    table = pa.ipc.open_stream(done.stdout).read_all()
    return table.slice(0, request.limit), table.num_rows > request.limit


def run_sql(
    lake: str,
    statement: str,
    *,
    limit: int = 10_000,
    timeout_s: float = 10,
    format: Literal["table", "json", "csv"] = "table",
    out: TextIO | None = None,
) -> int:
    """Print the answer of one SELECT or EXPLAIN over `lake`; an exit code comes out: 0, or 1 with the reason on
    standard error. Whether the answer was cut at `limit` rows is told there too."""
    try:
        table, more = ask(Request(lake, statement, limit, timeout_s))
    except SqlFault as fault:
        print(f"twoway sql: {fault}", file=sys.stderr)
        return 1
    try:
        sql_output.write(table, sql_output.Format(format), out or sys.stdout)
    except BrokenPipeError:
        # The reader (`head`) has seen enough; nothing is left to say, and Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if more:
        print(
            f"twoway sql: only the first {limit:,} rows are shown. Narrow the query, or raise --limit.", file=sys.stderr
        )
    return 0


def prompt(lake: str) -> int:
    """Ask for statements until `.quit` or Ctrl-D; an exit code comes out.

    Raises:
        WarehouseError: there is no such lake.
    """
    return sql_prompt.loop(lake, lambda statement: run_sql(lake, statement))


def _reason(code: int, stderr: str) -> str:
    said = stderr.rpartition("error: ")[2].strip() if "error: " in stderr else ""
    if said:
        return said
    return (
        "stopped: it needed more memory or processor time than a statement may have" if code < 0 else "it did not run"
    )
