"""Laws 4 and 5: the same records and programs give the same rows, and a replay texts nobody."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from dashboards.warehouse import open_warehouse
from pipelines.cli import main
from pipelines.local.moto_server import MotoServer
from tests.pipelines.domain.records import delivery, inbound, sns

RECORDS = [
    sns(inbound("YES", inboundMessageId="a"), "s1"),
    sns(inbound("STOP", "+14255550002", inboundMessageId="b"), "s2"),
    sns(inbound("hello", "+14255550003", inboundMessageId="c"), "s3"),
    sns(delivery(message_id="m1", context={"campaign": "x", "kind": "prompt"}), "s4"),
    sns(inbound("YES", inboundMessageId="a"), "s1"),
]


def write(folder: Path, name: str, packed: bool = False) -> None:
    data = b"\n".join(json.dumps(record).encode() for record in RECORDS) + b"\nnot json\n"
    (folder / name).write_bytes(gzip.compress(data) if packed else data)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TWOWAY_HMAC_KEY", "ab" * 32)
    monkeypatch.setenv("TWOWAY_STATE", str(tmp_path / "state"))


def rows(lake: str, view: str) -> list[tuple[object, ...]]:
    with open_warehouse(lake) as con:
        return con.sql(f"FROM {view} ORDER BY ALL").fetchall()


def test_a_replay_gives_every_record_a_row_and_every_reply_a_reason(key: None, tmp_path: Path) -> None:
    write(tmp_path, "records.ndjson")
    lake = str(tmp_path / "lake")
    assert main(["replay", str(tmp_path / "records.ndjson"), "--lake", lake]) == 0
    with open_warehouse(lake) as con:
        assert con.sql("SELECT inbound_message_id, intent FROM inbound ORDER BY 1").fetchall() == [
            ("a", "keyword"),
            ("b", "opt_out"),
            ("c", "unmatched"),
        ]
        assert con.sql("SELECT message_id, campaign FROM deliveries").fetchall() == [("m1", "x")]
        assert con.sql("SELECT reason FROM dead_letters").fetchall() == [("not_json",)]
        statuses = con.sql("SELECT DISTINCT status, reason FROM replies ORDER BY ALL").fetchall()
    assert statuses
    assert all(status == "suppressed" for status, _ in statuses)


def test_replaying_twice_writes_the_same_objects(key: None, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    write(source, "one.ndjson")
    write(source, "two.gz", packed=True)
    lake = tmp_path / "lake"
    keep = ("inbound", "deliveries", "dead_letters", "replies")

    def objects() -> dict[str, bytes]:
        return {
            str(p.relative_to(lake)): p.read_bytes() for name in keep for p in sorted((lake / name).rglob("*.parquet"))
        }

    assert main(["replay", str(source), "--lake", str(lake)]) == 0
    first = objects()
    assert main(["replay", str(source), "--lake", str(lake)]) == 0
    assert objects() == first
    assert len(rows(str(lake), "inbound")) == 3


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = MotoServer()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.start())
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    yield
    server.stop()


def test_a_replay_from_s3_to_s3_gives_the_same_rows_as_from_a_folder(key: None, s3: None, tmp_path: Path) -> None:
    write(tmp_path, "records.ndjson")
    client = boto3.client("s3")
    for bucket in ("archive", "the-lake"):
        client.create_bucket(Bucket=bucket)
    client.put_object(
        Bucket="archive", Key="raw/2026/records.gz", Body=gzip.compress((tmp_path / "records.ndjson").read_bytes())
    )
    local, remote = str(tmp_path / "lake"), "s3://the-lake/sms"
    assert main(["replay", str(tmp_path / "records.ndjson"), "--lake", local]) == 0
    assert main(["replay", "s3://archive/raw", "--lake", remote]) == 0
    columns = "(SELECT * EXCLUDE (arrived_at, source_shard, source_seq) FROM inbound)"
    assert rows(remote, columns) == rows(local, columns)
    assert [row[0] for row in rows(remote, "(SELECT reason FROM dead_letters)")] == ["not_json"]
