"""`twoway sql`: what it prints, and what it does not let a statement do."""

import csv
import io
import json
import time
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from dashboards import sql
from dashboards.sql import START_UP_S, SqlFault, ask, prompt, run_sql
from dashboards.sql_prompt import command, entries
from dashboards.sql_worker import Request, StatementRefused, check
from tests.dashboards.lake_builder import LakeBuilder


@pytest.fixture
def full(lake: LakeBuilder) -> LakeBuilder:
    lake.prompt("p", campaign="=cmd()")
    lake.inbound("i", message_body="\x1b[2Jhi\nthere")
    return lake


def contents(root: str) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path(root).rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "statement",
    [
        "COPY inbound TO '{root}/out.csv'",
        "COPY (SELECT 1) TO '{root}/inbound/x.parquet'",
        "EXPORT DATABASE '{root}/out'",
        "ATTACH '{root}/x.db'",
        "SET threads = 9",
        "RESET lock_configuration",
        "PRAGMA threads = 9",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CREATE TABLE t (a INT)",
        "CREATE TEMP VIEW inbound AS SELECT 1",
        "DROP VIEW inbound",
        "INSERT INTO typed.inbound SELECT * FROM inbound",
        "CALL pragma_version()",
        "EXPLAIN COPY inbound TO '{root}/out.csv'",
        "EXPLAIN ANALYZE COPY inbound TO '{root}/out.csv'",
        "EXPLAIN /* x */ ANALYZE -- y\n (FORMAT json) COPY inbound TO '{root}/out.csv'",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY inbound TO '{root}/out.csv'",
        "PIVOT inbound ON intent",
        "",
        "-- nothing",
    ],
)
def test_only_one_select_or_an_explain_of_one_is_a_statement(statement: str) -> None:
    with pytest.raises(StatementRefused):
        check(statement.format(root="/lake"))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        "FROM inbound",
        "VALUES (1)",
        "DESCRIBE sends",
        "SUMMARIZE inbound",
        "SHOW TABLES",
        "WITH a AS (SELECT 1) FROM a;",
        "EXPLAIN SELECT 1",
        "explain analyze select 1",
        "EXPLAIN (FORMAT json) SELECT (1)",
    ],
)
def test_every_way_to_ask_is_let_through(statement: str) -> None:
    check(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_text('/etc/passwd')",
        "FROM read_csv('{root}/../../../../../../etc/passwd')",
        "FROM read_text('lake://{root}/../../../../../../etc/passwd')",
        "FROM read_blob('/proc/self/environ')",
        "FROM glob('/etc/*')",
        "FROM '/etc/passwd'",
        "FROM read_parquet('http://127.0.0.1:9/x.parquet')",
        "FROM enable_logging(storage_path := '{root}/log')",
        "FROM duckdb_secrets()",
        "SELECT getenv('HOME')",
        "WITH x AS (COPY (SELECT 1) TO '{root}/out.csv') FROM x",
        "WITH x AS (COPY (SELECT 1) TO 'lake://{root}/out.csv') FROM x",
        "WITH x AS (COPY (SELECT 1) TO 'lake://{part}' (FORMAT parquet, USE_TMP_FILE false)) FROM x",
    ],
)
def test_a_select_reaches_nothing_but_the_lake_and_changes_nothing(full: LakeBuilder, statement: str) -> None:
    before = contents(full.root)
    part = next(path for path in before if "inbound" in path)
    with pytest.raises(SqlFault) as told:
        ask(Request(full.root, statement.format(root=full.root, part=part), 10, 10))
    assert "Traceback" not in str(told.value)
    assert contents(full.root) == before


@pytest.mark.parametrize(
    "bomb",
    [
        "SELECT length(repeat('x', 4000000000))",
        "SELECT list_aggregate(range(500000000), 'string_agg', ',')",
        "SELECT count(*) FROM range(100000000000) AS a, range(1000) AS b",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
        "SELECT list_reduce(range(1, 200000000), (x, y) -> (x + y) % 7)",
    ],
)
def test_a_runaway_is_ended_in_time_and_the_caller_lives(lake: LakeBuilder, bomb: str) -> None:
    started = time.monotonic()
    with pytest.raises(SqlFault):
        ask(Request(lake.root, bomb, 10, 1))
    assert time.monotonic() - started < 1 + START_UP_S + 3


def test_rows_beyond_the_limit_are_cut_and_that_is_said(lake: LakeBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sql(lake.root, "SELECT * FROM range(50)", limit=7, format="json") == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)) == 7
    assert "first 7 rows" in err
    assert run_sql(lake.root, "SELECT * FROM range(7)", limit=7) == 0
    assert capsys.readouterr().err == ""


def test_a_mistake_is_told_without_a_traceback(full: LakeBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sql(full.root, "SELEC 1") == 1
    assert run_sql(full.root, "SELECT nothing_of_that_name FROM inbound") == 1
    assert run_sql(f"{full.root}/nowhere", "SELECT 1") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert "nothing_of_that_name" in err
    assert "There is no lake" in err


def test_a_pipe_gets_aligned_text_with_control_codes_made_visible(
    full: LakeBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_sql(full.root, "SELECT message_body, 1.5::DOUBLE AS rate, NULL AS nothing FROM inbound") == 0
    assert capsys.readouterr().out == "message_body  rate  nothing\n␛[2Jhi␊there   1.5  ∅\n"


def test_csv_defuses_formulas_and_keeps_numbers_and_masks(
    full: LakeBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "SELECT campaign, customer_mask, -1 AS n, NULL AS nothing, message_id FROM sends"
    assert run_sql(full.root, query, format="csv") == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [
        ["campaign", "customer_mask", "n", "nothing", "message_id"],
        ["'=cmd()", "+1•••••••182", "-1", "", "p"],
    ]


def test_json_is_exact_and_names_twin_columns_apart(full: LakeBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT received_at, message_body, 1 AS a, 2 AS a, 0.1::DECIMAL(3,1) AS d, [1, NULL] AS l, customer_key FROM inbound"
    assert run_sql(full.root, query, format="json") == 0
    [row] = json.loads(capsys.readouterr().out)
    key = row.pop("customer_key")
    assert len(key) == 36
    assert row == {
        "received_at": "2026-11-20T12:05:00Z",
        "message_body": "\x1b[2Jhi\nthere",
        "a": 1,
        "a_2": 2,
        "d": "0.1",
        "l": [1, None],
    }


def test_a_terminal_gets_a_drawn_table_and_no_colour_where_none_is_wanted(
    full: LakeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal()
    assert run_sql(full.root, "SELECT message_body FROM inbound", out=out) == 0
    assert "│ ␛[2Jhi␊there │" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_the_prompt_runs_statements_over_several_lines_and_leaves(
    full: LakeBuilder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    asked: list[str] = []
    monkeypatch.setattr(sql, "run_sql", lambda lake, statement: asked.append(statement) or 0)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(".tables\rSELECT count(*)\rFROM inbound;\r.quit\r")
        assert prompt(full.root) == 0
    assert asked == ["SELECT count(*)\nFROM inbound;"]
    history = tmp_path / "state" / "twoway" / "sql_history"
    assert "FROM inbound;" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0


def test_the_commands_of_the_prompt_explain_the_catalog(lake: LakeBuilder) -> None:
    catalog = entries(lake.root)
    assert "response_rate_between" in command(".tables", catalog)
    about = command(".about inbound", catalog)
    assert "Grain: one row for each (inbound_message_id, message_kind)." in about
    assert "received_at" in about
    assert "nothing named" in command(".about nonsense", catalog)
    assert ".quit" in command(".help", catalog)
    assert "no command .nonsense" in command(".nonsense", catalog)
