"""The laws as assertions over a lake: each a SQL file in `dashboards/audits` whose rows are its violations. No Streamlit.

The lake is read once (`dashboards/audits/seen`), effects before their causes, so that what is written meanwhile breaks no
law; without the texts that people wrote. A file's header tells the law in a sentence, what a row of the result is, where
the rule comes from, and what is counted as checked. `$grace_s` and `$stuck_s` are the fields of `Bounds`.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from itertools import takewhile

import duckdb
import pyarrow as pa

from dashboards.warehouse import WarehouseError, open_warehouse
from schemas.tables import Dataset

LAWS = (
    "each_record_once",
    "each_identity_once",
    "one_reply_per_inbound",
    "every_reply_ends",
    "an_end_is_final",
    "unknown_outcomes",
    "replies_have_their_inbound",
    "replies_go_back_the_way",
    "only_people_are_answered",
    "stop_is_a_latch",
    "one_confirmation",
    "no_late_approval",
    "a_denial_stands",
    "rates_lie_in_0_1",
    "no_number_in_the_open",
)
"""What is audited, in this order; also the names of the files in `dashboards/audits`."""
SEEN = ("rates", "deliveries", "outcomes", "versions", "texts", "inbound", "newest", "accepted", "latches")
"""What the laws are asked of, each after what it is made of: the files in `dashboards/audits/seen`, tables of that schema."""

_KEYS = re.compile(r"(Row|Source|Checked|Needs|Warning): (.*)")
_NO_FILE = "no file yet"


class Verdict(StrEnum):
    """How a law stands in a lake."""

    HOLDS = "holds"  # no row violates it
    BROKEN = "broken"  # some do
    WARNING = "warning"  # it breaks no law, but somebody should look
    SKIPPED = "skipped"  # the lake has not the dataset that it is about


@dataclass(frozen=True, slots=True)
class Law:
    """An audit: `says` is the law in one sentence, `row` what a row of its result is, `source` where it comes from,
    `checked` the FROM clause of what is checked, `needs` the dataset without which it is skipped."""

    name: str
    says: str
    row: str
    source: str
    checked: str
    sql: str
    needs: str | None = None
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """`grace_s`: seconds after an opt-out in which a text that was on its way may still leave. `stuck_s`: seconds before
    the lake's newest row after which a promised reply is stuck. `expiries`: (program, flow) → seconds that it waits for an
    answer. `repeatable`: (program, template) → texts at most, of templates that may be sent again when nobody knows
    whether they left. `rows`: of a law's violations, so many are told."""

    grace_s: float = 30.0
    stuck_s: float = 3_600.0
    expiries: Mapping[tuple[str, str], float] = field(default_factory=dict)
    repeatable: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rows: int = 5


@dataclass(frozen=True, slots=True)
class Result:
    """How one law stands: `violations` of `checked` rows, `rows` the first of them, found in `seconds`."""

    law: Law
    verdict: Verdict
    violations: int
    checked: int
    seconds: float
    rows: pa.Table


def law(name: str) -> Law:
    """An audit as its file tells it.

    >>> law("every_reply_ends").checked, law("unknown_outcomes").warns
    ('seen.texts', True)
    """
    sql = _file(f"{name}.sql")
    told = {"Says": ""}
    key = "Says"
    for line in takewhile(lambda line: line.startswith("--"), sql.splitlines()):
        found = _KEYS.fullmatch(line[3:])
        key, words = found.groups() if found else (key, line[3:])
        told[key] = f"{told.get(key, '')} {words}".strip()
    return Law(
        name, told["Says"], told["Row"], told["Source"], told["Checked"], sql, told.get("Needs"), "Warning" in told
    )


def audit(lake: str, bounds: Bounds = Bounds(), only: Sequence[str] = LAWS) -> Iterator[Result]:
    """How the laws named in `only` stand in `lake`, one after the other.

    Raises:
        WarehouseError: there is no such lake, nothing lies in it, or it cannot be read.
    """
    with open_warehouse(lake, guarded=True) as con:
        missing = _missing(con)
        if len(missing) == len(Dataset):
            raise WarehouseError(f"Nothing to audit: no dataset has a file under {lake}. Is it the lake's own folder?")
        try:
            laws = [law(name) for name in only]
            see(con, bounds, laws)
            for each in laws:
                yield judge(con, each, bounds, missing)
        except (duckdb.IOException, duckdb.InvalidInputException) as fault:
            raise WarehouseError(f"The lake cannot be read: {str(fault).splitlines()[0]}") from fault


def see(con: duckdb.DuckDBPyConnection, bounds: Bounds, laws: Sequence[Law]) -> None:
    """Read the lake into those tables of schema `seen` that `laws` are asked of."""
    con.execute("CREATE SCHEMA seen")
    _keep(con, "expiries (program VARCHAR, flow VARCHAR, expires_after_s DOUBLE)", bounds.expiries)
    _keep(con, "repeatable (program VARCHAR, template VARCHAR, most INTEGER)", bounds.repeatable)
    for name, sql in _asked_of(laws).items():
        con.execute(f"CREATE TABLE seen.{name} AS\n{sql}")


def _keep(con: duckdb.DuckDBPyConnection, columns: str, values: Mapping[tuple[str, str], float]) -> None:
    """A table of what the programs say, in schema `seen`."""
    con.execute(f"CREATE TABLE seen.{columns}")
    for (program, name), value in values.items():
        con.execute(f"INSERT INTO seen.{columns.split()[0]} VALUES (?, ?, ?)", [program, name, value])  # noqa: S608


def _asked_of(laws: Sequence[Law]) -> dict[str, str]:
    """Name and SQL of what `laws` are asked of, and of what that is made of, in the order of `SEEN`."""
    made: dict[str, str] = {}
    read = "".join(f"{each.checked} {each.sql}" for each in laws)
    for name in reversed(SEEN):
        if re.search(rf"\bseen\.{name}\b", read):
            made[name] = _file(f"seen/{name}.sql")
            read += made[name]
    return dict(reversed(made.items()))


def judge(con: duckdb.DuckDBPyConnection, asked: Law, bounds: Bounds, missing: Sequence[str] = ()) -> Result:
    """How one law stands, of what `see` has read. `missing`: datasets that have no file."""
    if asked.needs is not None and asked.needs in missing:
        return Result(asked, Verdict.SKIPPED, 0, 0, 0.0, pa.table({}))
    began = time.monotonic()
    [(checked,)] = con.execute(f"SELECT count(*) FROM {asked.checked}").fetchall()  # noqa: S608  a file of ours
    violations, rows = _violations(con, asked.sql, bounds)
    verdict = Verdict.HOLDS if not violations else Verdict.WARNING if asked.warns else Verdict.BROKEN
    return Result(asked, verdict, violations, int(checked), time.monotonic() - began, rows)


def _violations(con: duckdb.DuckDBPyConnection, sql: str, bounds: Bounds) -> tuple[int, pa.Table]:
    """How many rows the query gives, and the first of them."""
    [statement] = con.extract_statements(sql)
    values = {"grace_s": bounds.grace_s, "stuck_s": bounds.stuck_s}
    given = {name: values[name] for name in statement.named_parameters}
    reader = con.sql(sql, params=given).to_arrow_reader(10_000)
    count, first = 0, []
    for batch in reader:
        if count < bounds.rows:
            first.append(batch)
        count += batch.num_rows
    return count, pa.Table.from_batches(first, schema=reader.schema).slice(0, bounds.rows)


def _missing(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Datasets of which the lake has no file."""
    found = con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'files' AND comment = ?", [_NO_FILE])
    return [name for (name,) in found.fetchall()]


def _file(name: str) -> str:
    return (resources.files("dashboards") / "audits" / name).read_text(encoding="utf-8")
