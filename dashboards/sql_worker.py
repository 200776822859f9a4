"""The process that answers one SQL statement and dies: `python -m dashboards.sql_worker`, started by `dashboards.sql`.

A request (JSON) comes on standard input; the answer goes to standard output as an Arrow stream, or as a line
`error: …` to standard error with exit code 1. Only SELECT and EXPLAIN of SELECT run, the lake is all that can be read, and
the operating system bounds memory, processor time and file size: DuckDB's own limits do not stop a single long call.
It guards colleagues from accidents; it is no boundary for strangers.
"""

import json
import os
import re
import resource
import sys
from dataclasses import asdict, dataclass

import duckdb
import pyarrow as pa

from dashboards.warehouse import WarehouseError, guarded_url, open_warehouse

MEMORY_LIMIT = "1GB"
ADDRESS_SPACE = 3 * 2**30
"""Bytes of address space: DuckDB's 1 GB, the libraries, and what threads reserve without using."""


@dataclass(frozen=True, slots=True)
class Request:
    """One statement over a lake; at most `limit` rows within `timeout_s` seconds."""

    lake: str
    statement: str
    limit: int
    timeout_s: float

    def to_json(self) -> str:
        """As it is handed to the worker."""
        return json.dumps(asdict(self))


class StatementRefused(Exception):
    """The statement is not one that may run here; says which may."""


def check(statement: str) -> None:
    """Accept exactly one SELECT (also DESCRIBE, SUMMARIZE, SHOW, VALUES, FROM-first) or EXPLAIN of one.

    >>> check("FROM inbound")
    >>> check("EXPLAIN ANALYZE COPY inbound TO 'x'")
    Traceback (most recent call last):
    ...
    dashboards.sql_worker.StatementRefused: EXPLAIN takes a SELECT here

    Raises:
        StatementRefused: it is anything else.
        duckdb.ParserException: it is no SQL.
    """
    parsed = duckdb.extract_statements(statement)
    if len(parsed) != 1:
        raise StatementRefused(f"one statement at a time, please: these are {len(parsed)}")
    kind = parsed[0].type
    if kind == duckdb.StatementType.EXPLAIN:
        # EXPLAIN ANALYZE runs what it explains, so what it explains must be allowed too.
        inner = duckdb.extract_statements(_explained(statement))
        if [one.type for one in inner] != [duckdb.StatementType.SELECT]:
            raise StatementRefused("EXPLAIN takes a SELECT here")
    elif kind == duckdb.StatementType.MULTI:
        raise StatementRefused("PIVOT runs as several statements: use sums with FILTER instead")
    elif kind != duckdb.StatementType.SELECT:
        raise StatementRefused(f"only SELECT and EXPLAIN run here, not {kind.name}: the lake is read-only")


def _explained(statement: str) -> str:
    """What follows EXPLAIN, ANALYZE and their options in parentheses; comments set aside."""
    depth = 0
    for position, kind in duckdb.tokenize(statement):
        text = statement[position:]
        depth += text.startswith("(") - text.startswith(")")
        leading = text.startswith(")") or re.match(r"(EXPLAIN|ANALYZE|ANALYSE)\b", text, re.IGNORECASE)
        if depth == 0 and not leading and kind != duckdb.token_type.comment:
            return text
    return ""


def answer(request: Request) -> pa.Table:
    """Run the statement on a fresh catalog that can reach nothing but the lake. One row more than `limit` comes back
    where there are more.

    Raises:
        StatementRefused, WarehouseError, duckdb.Error: it did not run.
    """
    check(request.statement)
    con = open_warehouse(request.lake, guarded=True)
    only = guarded_url(request.lake).replace("'", "''")
    for name, value in (
        ("allowed_directories", f"['{only}/']"),
        ("temp_directory", "''"),
        ("memory_limit", f"'{MEMORY_LIMIT}'"),
        ("threads", "2"),
        ("max_execution_time", str(int(request.timeout_s * 1000))),
        ("enable_external_access", "false"),
        ("lock_configuration", "true"),
    ):
        con.execute(f"SET {name} = {value}")
    reader = con.sql(request.statement).to_arrow_reader(10_000)
    batches, rows = [], 0
    for batch in reader:
        batches.append(batch)
        rows += batch.num_rows
        if rows > request.limit:
            break
    return pa.Table.from_batches(batches, schema=reader.schema).slice(0, request.limit + 1)


def bound(timeout_s: float) -> None:
    """Ask the operating system to end this process rather than let it grow, and never to write a file."""
    seconds = int(timeout_s) + 1
    for limit, most in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_CPU, seconds * 2 + 2),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


def _plainly(fault: Exception) -> str:
    """The message without the stack of a callback, and without advice about settings that are locked here."""
    text = str(fault).split("\nPossible solutions:")[0].strip() or "out of memory"
    lines = text.splitlines()
    return lines[-1] if "Traceback" in text else lines[0] if text.startswith("Out of Memory") else text


def main() -> int:
    """Read the request, answer it."""
    request = Request(**json.loads(sys.stdin.read()))
    bound(request.timeout_s)
    try:
        table = answer(request)
    except (StatementRefused, WarehouseError, duckdb.Error, PermissionError, OSError, MemoryError) as fault:
        print(f"error: {_plainly(fault)}", file=sys.stderr)
        return 1
    with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as out, pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
