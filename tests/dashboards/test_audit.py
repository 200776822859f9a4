"""The audits: each holds for a lake that keeps its law, and finds the smallest thing that breaks it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dashboards.audit import LAWS, SEEN, Bounds, Result, Verdict, audit, judge, law, see
from dashboards.warehouse import WarehouseError, open_warehouse
from schemas.tables import Dataset
from tests.dashboards.audit_cases import BREACHES, NEARLY
from tests.dashboards.audit_lakes import BODY, BOUNDS, Change, sound
from tests.dashboards.audit_opt_outs import stop_then_prompt
from tests.dashboards.lake_builder import OUR_NUMBER, LakeBuilder, at, row

ROOT = Path(__file__).resolve().parents[2]


OF_VIEWS = ("each_identity_once", "rates_lie_in_0_1")
"""About the views themselves, and as dear as all the others together: asked where a case is about them."""


def audited(lake: LakeBuilder, bounds: Bounds = BOUNDS, only: Sequence[str] = LAWS) -> dict[str, Result]:
    return {result.law.name: result for result in audit(lake.root, bounds, only)}


def broken(lake: LakeBuilder, bounds: Bounds = BOUNDS) -> list[str]:
    return [name for name, result in audited(lake, bounds).items() if result.verdict is Verdict.BROKEN]


def test_a_sound_lake_gives_every_law_something_to_look_at_and_all_hold(lake: LakeBuilder) -> None:
    sound(lake)
    results = audited(lake)
    assert tuple(results) == LAWS
    assert {name: result.verdict for name, result in results.items()} == dict.fromkeys(LAWS, Verdict.HOLDS)
    assert [name for name, result in results.items() if not result.checked] == []


@pytest.mark.parametrize(("laws", "change"), BREACHES.values(), ids=BREACHES.keys())
def test_the_smallest_breach_is_found_once_and_breaks_no_other_law(
    lake: LakeBuilder, laws: tuple[str, ...], change: Change
) -> None:
    sound(lake)
    change(lake)
    results = audited(lake, only=[name for name in LAWS if name in laws or name not in OF_VIEWS])
    found = {name: result.violations for name, result in results.items() if result.violations}
    assert found == dict.fromkeys(laws, 1)
    assert {results[name].verdict for name in laws} == {Verdict.BROKEN}
    assert {results[name].rows.num_rows for name in laws} == {1}


@pytest.mark.parametrize("change", NEARLY.values(), ids=NEARLY.keys())
def test_what_nearly_breaks_a_law_does_not(lake: LakeBuilder, change: Change) -> None:
    sound(lake)
    change(lake)
    only = [name for name in LAWS if name != "each_identity_once"]
    assert {name: r.rows.to_pylist() for name, r in audited(lake, only=only).items() if r.violations} == {}


def test_every_law_has_a_lake_that_breaks_it() -> None:
    """Those not among the cases are about the views themselves, or are no breach; they have tests of their own."""
    assert set(LAWS) - {name for laws, _ in BREACHES.values() for name in laws} == {
        "each_identity_once",
        "unknown_outcomes",
    }


VIEWS = ("inbound", "deliveries", "replies", "texts", "sends", "responses", "outcomes", "dead_letters")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_shows_an_identity_twice_is_found(lake: LakeBuilder, view: str) -> None:
    sound(lake)
    with open_warehouse(lake.root) as con:
        con.execute(f"CREATE TABLE before AS FROM {view}")
        con.execute(f"CREATE OR REPLACE VIEW {view} AS FROM before UNION ALL (FROM before ORDER BY ALL LIMIT 1)")
        result = asked(con, "each_identity_once")
    assert result.verdict is Verdict.BROKEN
    assert (view, 2) in [(found["view"], found["shown"]) for found in result.rows.to_pylist()]


def test_of_identities_shown_twice_each_view_is_told_before_any_is_told_again(lake: LakeBuilder) -> None:
    sound(lake)
    with open_warehouse(lake.root) as con:
        for view in ("sends", "responses"):
            con.execute(f"CREATE TABLE {view}_before AS FROM {view}")
        for view in ("sends", "responses"):
            con.execute(f"CREATE OR REPLACE VIEW {view} AS FROM {view}_before UNION ALL FROM {view}_before")
        result = asked(con, "each_identity_once")
    assert result.violations > 2
    assert [found["view"] for found in result.rows.to_pylist()][:4] == ["responses", "sends"] * 2


RATES = {
    "response_rate": {"response_rate": "1.01", "ci_high": "1.02"},
    "opt_out_rate": {"opt_out_rate": "-0.01"},
    "ci_low": {"ci_low": "-0.01"},
    "ci_high": {"ci_high": "'nan'::DOUBLE"},
    "interval": {"response_rate": "0.001", "ci_low": "0.002"},
    "responses": {"responses": "delivered + 1"},
    "opt_outs": {"opt_outs": "delivered + 1"},
}


@pytest.mark.parametrize(("rate", "changed"), RATES.items(), ids=RATES.keys())
def test_a_rate_beyond_its_bounds_is_found(lake: LakeBuilder, rate: str, changed: dict[str, str]) -> None:
    sound(lake)
    values = ", ".join(f"{value} AS {name}" for name, value in changed.items())
    with open_warehouse(lake.root) as con:
        con.execute("CREATE TABLE before AS FROM response_rate")
        con.execute(f"CREATE OR REPLACE VIEW response_rate AS SELECT * REPLACE ({values}) FROM before")
        result = asked(con, "rates_lie_in_0_1")
    assert rate in [found["rate"] for found in result.rows.to_pylist()]
    assert result.verdict is Verdict.BROKEN


def asked(con: duckdb.DuckDBPyConnection, name: str, bounds: Bounds = BOUNDS) -> Result:
    see(con, bounds, [law(name)])
    return judge(con, law(name), bounds)


def test_unknown_outcomes_are_a_warning_with_reason_and_age_the_oldest_first(lake: LakeBuilder) -> None:
    sound(lake)
    for name, minutes in (("young", 30), ("old", 0)):
        of = {"status": "unknown", "message_id": None, "inbound_message_id": "yes", "error_code": "ReadTimeout"}
        lake.reply(name, reason="timeout", settled_at=at(minutes=minutes), **of)
    result = audited(lake)["unknown_outcomes"]
    assert (result.verdict, result.violations) == (Verdict.WARNING, 2)
    assert [(found["reason"], found["error_code"], found["age_s"]) for found in result.rows.to_pylist()] == [
        ("timeout", "ReadTimeout", 41 * 60.0),
        ("timeout", "ReadTimeout", 11 * 60.0),
    ]
    assert broken(lake) == []


def test_a_text_after_an_opt_out_tells_when_each_happened_and_when_we_heard_of_it(lake: LakeBuilder) -> None:
    sound(lake)
    stop_then_prompt(31, arrived_at=at(seconds=40))(lake)
    [found] = audited(lake)["stop_is_a_latch"].rows.to_pylist()
    times = (found["opted_out_at"], found["opted_out_arrived_at"], found["sent_at"])
    assert times == (at(), at(seconds=40), at(seconds=31))
    assert (found["message_id"], found["kind"], found["after_s"]) == ("bea-p", "prompt", 31.0)


@pytest.mark.parametrize(("grace_s", "found"), [(4.9, ["stop_is_a_latch"]), (5.0, []), (60.0, [])])
def test_the_grace_is_a_parameter(lake: LakeBuilder, grace_s: float, found: list[str]) -> None:
    sound(lake)
    stop_then_prompt(5)(lake)
    assert broken(lake, Bounds(grace_s=grace_s)) == found


@pytest.mark.parametrize(("stuck_s", "found"), [(59.0, ["every_reply_ends"]), (60.0, [])])
def test_the_time_after_which_a_reply_is_stuck_is_a_parameter(
    lake: LakeBuilder, stuck_s: float, found: list[str]
) -> None:
    lake.inbound("i", received_at=at(minutes=1))
    lake.reply("r", status="promised", message_id=None, settled_at=None, received_at=at(), promised_at=at())
    assert broken(lake, Bounds(stuck_s=stuck_s)) == found


def test_of_many_violations_all_are_counted_and_the_first_are_told(lake: LakeBuilder) -> None:
    rows = [row(Dataset.INBOUND, inbound_message_id=f"i{n:05}", score=2.0) for n in range(12_000)]
    lake.write(Dataset.INBOUND, rows)
    result = audited(lake, Bounds(rows=3))["rates_lie_in_0_1"]
    assert (result.violations, result.checked) == (12_000, 12_000)
    assert [found["of"] for found in result.rows.to_pylist()] == ["i00000", "i00001", "i00002"]


def test_laws_of_outcomes_are_skipped_by_name_where_there_are_none(lake: LakeBuilder) -> None:
    lake.inbound("i")
    results = audited(lake)
    skipped = [name for name, result in results.items() if result.verdict is Verdict.SKIPPED]
    assert skipped == ["no_late_approval", "a_denial_stands"]
    assert {results[name].law.needs for name in skipped} == {Dataset.OUTCOMES}


def test_a_folder_that_is_no_lake_does_not_pass(lake: LakeBuilder) -> None:
    with pytest.raises(WarehouseError, match="no dataset has a file"):
        list(audit(lake.root))


def test_a_file_that_cannot_be_read_does_not_pass(lake: LakeBuilder) -> None:
    sound(lake)
    path = next(Path(lake.root, "inbound").rglob("*.parquet"))
    data = path.read_bytes()
    path.write_bytes(data[:8] + bytes(len(data) // 2) + data[8 + len(data) // 2 :])
    with pytest.raises(WarehouseError, match="cannot be read"):
        list(audit(lake.root))


def test_nothing_of_a_text_and_no_number_is_in_what_is_found(lake: LakeBuilder) -> None:
    sound(lake)
    for _, change in BREACHES.values():
        change(lake)
    told = str([result.rows.to_pylist() for result in audit(lake.root, replace(BOUNDS, rows=1_000))])
    assert BODY not in told
    assert OUR_NUMBER not in told
    assert "2065550182" not in told
    assert re.search(r"\d{3}•|\+\d", told) is None


def test_effects_are_read_before_their_causes() -> None:
    """A reply is written before its delivery event, and a text before its reply: so what is seen has its cause."""
    read = [name for name in SEEN if name in ("deliveries", "outcomes", "texts", "inbound")]
    assert read == ["deliveries", "outcomes", "texts", "inbound"]


def test_only_what_a_law_is_asked_of_is_read(lake: LakeBuilder) -> None:
    sound(lake)
    with open_warehouse(lake.root) as con:
        see(con, BOUNDS, [law("unknown_outcomes")])
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'seen'").fetchall()
    assert {name for (name,) in tables} == {
        "expiries",
        "repeatable",
        "newest",
        "inbound",
        "deliveries",
        "texts",
        "outcomes",
    }


def test_every_file_is_a_law_or_what_laws_are_asked_of() -> None:
    folder = ROOT / "dashboards" / "audits"
    assert {path.stem for path in folder.glob("*.sql")} == set(LAWS)
    assert {path.stem for path in (folder / "seen").glob("*.sql")} == set(SEEN)


@pytest.mark.parametrize("name", LAWS)
def test_a_law_tells_its_sentence_its_row_and_where_it_comes_from(name: str) -> None:
    told = law(name)
    assert re.fullmatch(r"[A-Z].{20,}\.", told.says)
    assert told.row.endswith(".")
    files = re.findall(r"[\w/]+/[\w-]+\.(?:md|yaml)", told.source)
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_law_is_in_the_documentation_as_its_file_tells_it() -> None:
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", page, re.MULTILINE)
    assert listed == [(name, law(name).says, law(name).source) for name in LAWS]
    assert {f"`{verdict}`" for verdict in Verdict} - set(re.findall(r"`\w+`", page)) == set()


def test_the_laws_are_in_the_wheel() -> None:
    packed = (ROOT / "setup.py").read_text(encoding="utf-8")
    assert all(f'"{pattern}"' in packed for pattern in ("audits/*.sql", "audits/seen/*.sql"))
