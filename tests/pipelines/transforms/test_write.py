"""Rows become one object for each dataset, date and shard, the same one when the bundle runs again."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.domain.classify import Classifier
from pipelines.settings import shipped_programs
from pipelines.transforms.classify import classify_block
from pipelines.transforms.write import by_date, concatenate, prepare_lake, to_parquet
from schemas.program_file import load_programs
from schemas.tables import TABLES, Dataset
from tests.pipelines.domain.records import decoded, delivery, inbound, sns

CLASSIFIER = Classifier(load_programs(shipped_programs()))


class Memory:
    """A lake in memory."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, key: str, data: bytes) -> None:
        self.objects[key] = data

    def exists(self, key: str) -> bool:
        return key in self.objects

    def close(self) -> None: ...


def classified(*records: object) -> object:
    return classify_block(decoded(*records), CLASSIFIER).tables[Dataset.INBOUND]


def test_only_the_datasets_columns_are_written_and_no_number() -> None:
    data = to_parquet(concatenate(Dataset.INBOUND, [classified(sns(inbound("YES")))]))
    table = pq.read_table(io.BytesIO(data))
    assert table.column_names == TABLES[Dataset.INBOUND].schema.names
    assert b"4255550001" not in data


def test_rows_are_sorted_by_event_time_whatever_came_first() -> None:
    late = sns(inbound(inboundMessageId="late"), at="2026-11-22T12:00:02.000Z")
    early = sns(inbound(inboundMessageId="early"), at="2026-11-22T12:00:01.000Z")
    table = concatenate(Dataset.INBOUND, [classified(late), classified(early)])
    assert table["inbound_message_id"].to_pylist() == ["early", "late"]


def test_the_partition_is_the_utc_date_of_the_event() -> None:
    before = sns(inbound(inboundMessageId="a"), at="2026-11-21T23:59:59.999Z")
    after = sns(inbound(inboundMessageId="b"), at="2026-11-22T00:00:00.000Z")
    days = dict(by_date(Dataset.INBOUND, concatenate(Dataset.INBOUND, [classified(after, before)])))
    assert {str(day): table["inbound_message_id"].to_pylist() for day, table in days.items()} == {
        "2026-11-21": ["a"],
        "2026-11-22": ["b"],
    }


def test_the_same_rows_are_the_same_bytes() -> None:
    rows = decoded(delivery(), delivery("TEXT_SUCCESSFUL", eventTimestamp=1795348700000)).tables[Dataset.DELIVERIES]
    assert to_parquet(concatenate(Dataset.DELIVERIES, [rows])) == to_parquet(concatenate(Dataset.DELIVERIES, [rows]))


def test_a_null_where_none_may_be_is_a_bug_and_raised() -> None:
    table = classified(inbound()).set_column(0, "inbound_message_id", [[None]])  # type: ignore[attr-defined]
    with pytest.raises((ValueError, TypeError)):
        concatenate(Dataset.INBOUND, [table])


def test_a_column_that_may_be_null_is_null_where_a_table_does_not_have_it() -> None:
    later = TABLES[Dataset.INBOUND].schema.names[-7:]
    rows = classified(sns(inbound("YES")))
    assert not set(later) & set(rows.column_names)  # type: ignore[attr-defined]
    known = rows.append_column("campaign", [["november"]])  # type: ignore[attr-defined]
    table = concatenate(Dataset.INBOUND, [rows, known])
    assert table.select(later).to_pylist() == [
        dict.fromkeys(later),
        dict.fromkeys(later) | {"campaign": "november"},
    ]


def test_a_column_that_must_not_be_null_must_be_there() -> None:
    with pytest.raises(KeyError):
        concatenate(Dataset.INBOUND, [classified(inbound()).drop_columns(["intent"])])  # type: ignore[attr-defined]


def test_a_new_lake_gets_an_empty_object_of_each_dataset_once() -> None:
    lake = Memory()
    prepare_lake(lake)
    assert len(lake.objects) == len(Dataset)
    for key, data in lake.objects.items():
        assert pq.read_table(io.BytesIO(data)).num_rows == 0, key
    lake.objects = dict.fromkeys(lake.objects, b"untouched")
    prepare_lake(lake)
    assert set(lake.objects.values()) == {b"untouched"}


def test_times_are_kept_to_the_microsecond_in_utc() -> None:
    table = concatenate(Dataset.INBOUND, [classified(sns(inbound(), at="2026-11-22T11:59:58.123Z"))])
    assert table["received_at"][0].as_py() == datetime(2026, 11, 22, 11, 59, 58, 123000, UTC)
    assert Path(f"event_date={table['received_at'][0].as_py().date()}").name == "event_date=2026-11-22"
