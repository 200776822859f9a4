"""A lake on S3, played by moto; the same rows as from a folder, and nothing outside the prefix."""

from collections.abc import Iterator

import duckdb
import pytest
from moto.server import ThreadedMotoServer
from pyarrow import fs

from dashboards.s3_files import parse_location, s3_files, s3_filesystem
from dashboards.sql import SqlFault, ask
from dashboards.sql_worker import Request
from dashboards.warehouse import WarehouseError, open_warehouse
from tests.dashboards.lake_builder import LakeBuilder

BUCKET = "a-lake-of-ours"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


@pytest.fixture
def lake(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> LakeBuilder:
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    host = endpoint.removeprefix("http://")
    files = fs.S3FileSystem(scheme="http", endpoint_override=host, region="us-east-1", allow_bucket_creation=True)
    files.create_dir(BUCKET)
    files.delete_dir_contents(BUCKET)
    return LakeBuilder(f"{BUCKET}/some/lake", files)


def url(lake: LakeBuilder) -> str:
    return f"s3://{lake.root}"


def test_a_lake_on_s3_answers_like_a_folder(lake: LakeBuilder) -> None:
    lake.prompt("p")
    lake.inbound("i")
    con = open_warehouse(url(lake))
    assert con.execute("SELECT campaign, delivered, responses FROM response_rate").fetchall() == [("offers", 1, 1)]
    lake.inbound("j")
    assert con.execute("SELECT count(*) FROM inbound").fetchall() == [(2,)]


def test_a_prefix_without_a_file_is_an_empty_lake(lake: LakeBuilder) -> None:
    assert open_warehouse(f"{url(lake)}/").execute("SELECT count(*) FROM inbound").fetchall() == [(0,)]


def test_folder_markers_are_no_files(lake: LakeBuilder) -> None:
    lake.inbound("i")
    lake.files.create_dir(f"{lake.root}/inbound/event_date=2026-11-21")
    lake.files.create_dir(f"{lake.root}/inbound/event_date=2026-11-21/odd.parquet")
    assert open_warehouse(url(lake)).execute("SELECT count(*) FROM inbound").fetchall() == [(1,)]


def test_a_missing_bucket_is_told_by_name(lake: LakeBuilder) -> None:
    with pytest.raises(WarehouseError, match="no bucket 'nobody-made-this'"):
        open_warehouse("s3://nobody-made-this/lake")


def test_an_endpoint_where_nobody_answers_is_told(lake: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(WarehouseError, match="cannot be read"):
        open_warehouse(url(lake))


@pytest.mark.parametrize("text", ["s3://", "s3:///x", "s3://b/../c", "s3://b/a//c", "s3://b/./c"])
def test_what_is_no_place_on_s3_is_refused(text: str) -> None:
    with pytest.raises(WarehouseError, match="s3://bucket/prefix"):
        parse_location(text)


@pytest.mark.parametrize(
    "path", ["some/lake/../secret.parquet", "some/secret.parquet", "some/lakes/x.parquet", "some/lake/./x"]
)
def test_keys_outside_the_prefix_are_refused(lake: LakeBuilder, path: str) -> None:
    files = s3_files(parse_location(url(lake)), s3_filesystem())
    for call in (files.glob, files.info, files.exists, files.open):
        with pytest.raises(PermissionError):
            call(f"s3://{BUCKET}/{path}")


@pytest.mark.parametrize("path", ["some/lake/../other/*.parquet", "some/other/*.parquet"])
def test_sql_cannot_leave_the_prefix(lake: LakeBuilder, path: str) -> None:
    lake.inbound("mine")
    LakeBuilder(f"{BUCKET}/some/other", lake.files).inbound("not mine")
    for call in (f"read_parquet('s3://{BUCKET}/{path}')", f"glob('s3://{BUCKET}/{path}')"):
        with pytest.raises(duckdb.Error):
            open_warehouse(url(lake), guarded=True).execute(f"FROM {call}").fetchall()


def test_the_sandbox_reads_s3_and_cannot_write_it(lake: LakeBuilder) -> None:
    lake.inbound("i")
    table, more = ask(Request(url(lake), "SELECT count(*) AS n FROM inbound", 10, 20))
    assert (table.to_pylist(), more) == ([{"n": 1}], False)
    with pytest.raises(SqlFault):
        ask(Request(url(lake), f"WITH x AS (COPY (SELECT 1) TO '{url(lake)}/inbound/x.parquet') FROM x", 10, 20))
    names = [info.path for info in lake.files.get_file_info(fs.FileSelector(lake.root, recursive=True)) if info.is_file]
    assert len(names) == 1
