"""Rows to Parquet objects, one for each dataset, date and shard of a bundle, with a key that a re-run overwrites."""

import io
import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from pipelines.domain.blocks import Block
from pipelines.ports import Lake, Ports, Store
from pipelines.transforms.metrics import Metric, count, observe
from schemas.tables import TABLES, Dataset, empty

_LOG = logging.getLogger(__name__)
_ROW_GROUP = 122_880
_MOST_BYTES = 128 << 20
_HIGH_CARDINALITY = {
    "inbound_message_id", "message_id", "previous_published_message_id", "sns_message_id", "source_seq", "message_body",
    "body", "customer_key", "reply_id", "dead_letter_id", "payload", "received_at", "occurred_at", "arrived_at",
    "requested_at", "promised_at", "settled_at", "customer_mask", "price", "carrier_fee", "is_final", "is_opt_out",
    "is_help", "is_auto_response", "outcome_id", "conversation_id", "prompt_message_id", "duplicate_of", "variables",
}  # fmt: skip
_MADE_HERE = {Dataset.REPLIES, Dataset.OUTCOMES}
"""What the job itself makes: when the record behind it arrived tells nothing of how far the job is behind."""


class Write(beam.PTransform):
    """`Block`s to the lake at the end of each bundle; nothing comes out. Replies are then marked as written."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports

    def expand(self, blocks: beam.PCollection) -> beam.PCollection:
        return blocks | beam.ParDo(_Write(self._ports))


class _Write(beam.DoFn):
    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def setup(self) -> None:
        self._lake: Lake = self._ports.lake()
        self._store: Store = self._ports.store()

    def teardown(self) -> None:
        self._lake.close()
        self._store.close()

    def start_bundle(self) -> None:
        self._buffer: dict[str, list[Block]] = {}
        self._bytes = 0

    def process(self, block: Block) -> None:
        if block.is_tick:
            return
        self._buffer.setdefault(block.shard, []).append(block)
        self._bytes += sum(table.nbytes for table in block.tables.values())
        if self._bytes > _MOST_BYTES:
            self._flush()

    def finish_bundle(self) -> None:
        self._flush()

    def _flush(self) -> None:
        buffer, self._buffer, self._bytes = self._buffer, {}, 0
        written = dict.fromkeys(Dataset, 0)
        oldest: datetime | None = None
        for shard, blocks in buffer.items():
            first = min(block.first_sequence for block in blocks)
            for dataset in Dataset:
                table = concatenate(dataset, [block.tables[dataset] for block in blocks if dataset in block.tables])
                self._put(dataset, shard, first, table)
                written[dataset] += len(table)
                if len(table) and dataset not in _MADE_HERE:
                    oldest = min(filter(None, (oldest, pc.min(table["arrived_at"]).as_py())), default=None)
        if any(written.values()):
            self._tell(written, oldest)

    def _tell(self, written: dict[Dataset, int], oldest: datetime | None) -> None:
        lag = self._ports.clock.now() - oldest if oldest is not None else timedelta()
        observe(Metric.FLUSH_LAG_MS, int(lag.total_seconds() * 1000))
        rows = ", ".join(f"{n} {dataset}" for dataset, n in written.items() if n)
        _LOG.info("wrote %s; the oldest record arrived %.1f s ago", rows, lag.total_seconds())

    def _put(self, dataset: Dataset, shard: str, first: str, table: pa.Table) -> None:
        for day, part in by_date(dataset, table):
            self._lake.put(f"{dataset}/event_date={day}/{shard}-{first}.parquet", to_parquet(part))
            count(Metric.OBJECTS_WRITTEN, 1)
        count(Metric.ROWS_WRITTEN, len(table))
        if dataset is Dataset.DEAD_LETTERS and len(table):
            count(Metric.DEAD_LETTERS, len(table))
            _LOG.warning("%d records could not be read: see dead_letters", len(table))
        if dataset is Dataset.REPLIES and len(table):
            ids = table["reply_id"].combine_chunks().storage.to_pylist()
            self._store.written(list(zip(ids, table["version"].to_pylist(), strict=True)))
        if dataset is Dataset.OUTCOMES and len(table):
            self._store.outcomes_written(table["outcome_id"].combine_chunks().storage.to_pylist())


def concatenate(dataset: Dataset, tables: list[pa.Table]) -> pa.Table:
    """The dataset's own columns of all tables, sorted by event time, then identity. A column that may be null, and that a
    table does not have, is null in its rows.

    Raises:
        KeyError: a column is missing that must not be null.
        ValueError: a column that must not be null is.
    """
    shape = TABLES[dataset]
    if not tables:
        return empty(dataset)
    table = pa.concat_tables([_kept(t, shape.schema) for t in tables])
    storage = _with_plain_keys(table, shape.identity)
    order = pc.sort_indices(storage, [(name, "ascending") for name in (shape.event_time, *shape.identity)])
    return table.take(order)


def _kept(table: pa.Table, schema: pa.Schema) -> pa.Table:
    for field in schema:
        if field.nullable and field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(len(table), field.type))
    return table.select(schema.names).cast(schema)


def _with_plain_keys(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """UUID columns as their bytes: Arrow cannot sort extension types."""
    for name in names:
        if isinstance(table[name].type, pa.UuidType):
            column = table.column_names.index(name)
            table = table.set_column(column, name, table[name].combine_chunks().storage)
    return table


def by_date(dataset: Dataset, table: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """The rows of each UTC date of event time, dates ascending; nothing for no rows."""
    if not len(table):
        return
    days = pc.cast(table[TABLES[dataset].event_time], pa.date32())
    for day in sorted(pc.unique(days).to_pylist()):
        yield day, table.filter(pc.equal(days, day))


def to_parquet(table: pa.Table) -> bytes:
    """One Parquet file in memory: ZSTD, row groups of 122,880, dictionaries where values repeat."""
    sink = io.BytesIO()
    repeated = [name for name in table.column_names if name not in _HIGH_CARDINALITY]
    pyarrow.parquet.write_table(table, sink, compression="zstd", row_group_size=_ROW_GROUP, use_dictionary=repeated)
    return sink.getvalue()


def prepare_lake(lake: Lake) -> None:
    """Put an object of no rows for each dataset that has none, so that views can be made before the first record."""
    for dataset in Dataset:
        key = f"{dataset}/event_date=1970-01-01/empty.parquet"
        if not lake.exists(key):
            lake.put(key, to_parquet(empty(dataset)))
