"""Opening a lake: what is there, what is not yet, and what cannot be."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboards.warehouse import CATALOG, WarehouseError, definition, open_warehouse, refresh
from schemas.errors import ConfigurationFault
from schemas.tables import TABLES, Dataset
from tests.dashboards.lake_builder import LakeBuilder, key, row


def test_an_empty_lake_has_typed_empty_views(lake: LakeBuilder) -> None:
    con = open_warehouse(lake.root)
    for name in (*Dataset, "texts", "sends", "responses", "response_rate", "outcomes_by_campaign"):
        assert con.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)
    kinds = dict(con.execute("SELECT column_name, column_type FROM (DESCRIBE inbound)").fetchall())
    assert kinds["received_at"] == "TIMESTAMP WITH TIME ZONE"
    assert kinds["customer_key"] == "UUID"
    assert kinds["event_date"] == "DATE"


@pytest.mark.parametrize("dataset", list(Dataset))
def test_views_have_the_columns_of_the_schema_with_or_without_files(lake: LakeBuilder, dataset: Dataset) -> None:
    wanted = [*TABLES[dataset].schema.names, "event_date"]
    con = open_warehouse(lake.root)
    before = con.execute(f"DESCRIBE {dataset}").fetchall()
    assert [row[0] for row in before] == wanted
    folder = Path(lake.root, dataset, "event_date=2026-11-20")
    folder.mkdir(parents=True)
    pq.write_table(TABLES[dataset].schema.empty_table(), folder / "a.parquet")
    assert open_warehouse(lake.root).execute(f"DESCRIBE {dataset}").fetchall() == before


@pytest.mark.parametrize("dataset", [Dataset.INBOUND, Dataset.REPLIES])
def test_rows_of_version_2_are_read_beside_those_of_this_one(lake: LakeBuilder, dataset: Dataset) -> None:
    table = TABLES[dataset]
    since = table.schema.names[table.schema.names.index("schema_version") + 1 :]
    since = [name for name in since if name not in ("score", "language", "opt_out", "yes_no")]
    old = pa.Table.from_pylist([row(dataset, schema_version=2)], schema=table.schema).drop_columns(since)
    lake.write(dataset, [row(dataset, campaign="offers", conversation_id=key("c"))])
    folder = Path(lake.root, dataset, "event_date=2026-11-20")
    pq.write_table(old, folder / "old.parquet")
    found = open_warehouse(lake.root).execute(
        f"SELECT schema_version, campaign, conversation_id IS NULL FROM {dataset} ORDER BY schema_version"
    )
    assert found.fetchall() == [(2, None, True), (3, "offers", False)]


def test_a_dataset_shows_its_first_files_after_a_refresh_and_later_ones_at_once(lake: LakeBuilder) -> None:
    con = open_warehouse(lake.root)
    lake.inbound("i1")
    refresh(con, lake.root)
    assert con.execute("SELECT count(*) FROM inbound").fetchone() == (1,)
    lake.inbound("i2")
    assert con.execute("SELECT count(*) FROM inbound").fetchone() == (2,)


def test_times_are_utc_and_asof_joins_hash_on_every_cursor(lake: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    cursor = open_warehouse(lake.root).cursor()
    settings = cursor.execute(
        "SELECT current_setting('TimeZone'), current_setting('asof_loop_join_threshold')"
    ).fetchone()
    assert settings == ("UTC", 0)


def test_every_object_of_the_catalog_says_what_it_is(lake: LakeBuilder) -> None:
    files = {path.stem for path in Path("dashboards/catalog").resolve().glob("*.sql")}
    assert files == set(CATALOG)
    con = open_warehouse(lake.root)
    told = con.execute(
        """SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal
           UNION SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal"""
    ).fetchall()
    comments = {name: comment or "" for name, comment in told}
    for name in CATALOG:
        for part in ("Unit: ", "Grain: ", "Denominator: "):
            assert f"-- {part}" in definition(name), f"{name} does not state its {part}"
            assert part in comments[name]


def test_columns_of_the_datasets_are_explained(lake: LakeBuilder) -> None:
    con = open_warehouse(lake.root)
    query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'inbound' AND column_name = 'received_at' AND schema_name = 'main'"
    assert "SNS publish time" in con.execute(query).fetchall()[0][0]


def test_a_missing_folder_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="twoway stream --lake") as told:
        open_warehouse(str(tmp_path / "nowhere"))
    assert isinstance(told.value, ConfigurationFault)


def test_a_path_that_would_be_read_as_a_pattern_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a[b]").mkdir()
    with pytest.raises(WarehouseError, match="plainer name"):
        open_warehouse(str(tmp_path / "a[b]"))


def test_a_quote_in_the_path_is_just_a_letter(tmp_path: Path) -> None:
    root = tmp_path / "it's a lake"
    root.mkdir()
    LakeBuilder(str(root)).inbound("i")
    assert open_warehouse(str(root)).execute("SELECT count(*) FROM inbound").fetchone() == (1,)


def test_a_file_that_is_no_parquet_is_told_and_not_taken_for_an_empty_lake(lake: LakeBuilder) -> None:
    folder = Path(lake.root, "inbound", "event_date=2026-11-20")
    folder.mkdir(parents=True)
    (folder / "a.parquet").write_bytes(b"no parquet at all")
    with pytest.raises(WarehouseError, match="files of inbound"):
        open_warehouse(lake.root)


def test_a_guarded_connection_sees_the_same_rows(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i")
    query = "SELECT campaign, delivered, responses, response_rate FROM response_rate"
    assert open_warehouse(lake.root, guarded=True).execute(query).fetchall() == [("offers", 1, 1, 1.0)]
