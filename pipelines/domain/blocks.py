"""What walks down the pipeline: blocks of records, then blocks of Arrow tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from pipelines.domain.classify import Classifier
from pipelines.domain.reply import Reply
from schemas.program import ProgramSet
from schemas.tables import TIME, Dataset

SEQUENCE_WIDTH = 56
"""Kinesis sequence numbers are decimals of up to 56 digits; padded to this width they sort as text."""


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Records as they were read from one shard or file, in its order.

    `records` binary, `sequences` string (unique in the shard, sorts as text), `arrived_at` timestamp[us, UTC]; equal
    lengths. A block without records is a tick: it only lets due work run.
    """

    shard: str
    records: pa.BinaryArray
    sequences: pa.StringArray
    arrived_at: pa.TimestampArray

    def __len__(self) -> int:
        return len(self.records)


def raw_block(
    shard: str, records: Sequence[bytes], sequences: Sequence[str], arrived_at: Sequence[datetime]
) -> RawBlock:
    """A block of Python values, as a Kinesis client hands them out."""
    return RawBlock(
        shard=shard,
        records=pa.array(records, pa.binary()),
        sequences=pa.array([s.zfill(SEQUENCE_WIDTH) for s in sequences], pa.string()),
        arrived_at=pa.array(arrived_at, TIME),
    )


def joined(blocks: Sequence[RawBlock]) -> RawBlock:
    """Consecutive blocks of one shard as one."""
    if len(blocks) == 1:
        return blocks[0]
    return RawBlock(
        shard=blocks[0].shard,
        records=pa.concat_arrays([block.records for block in blocks]),
        sequences=pa.concat_arrays([block.sequences for block in blocks]),
        arrived_at=pa.concat_arrays([block.arrived_at for block in blocks]),
    )


TICK_SHARD = "tick"


def tick() -> RawBlock:
    """A block of no records."""
    return raw_block(TICK_SHARD, [], [], [])


@dataclass(frozen=True, slots=True)
class Block:
    """What became of a raw block: rows of each dataset, all from `shard`, the first at `first_sequence`.

    Tables may hold more columns than the dataset keeps (`customer_number`, E.164, for the reply); the writer drops them.
    `programs` are those that read the inbound rows, None before: what answers a block is what read it, and
    `classifier` is their reader. `replies` are those
    of its inbound rows, as they stand in the outbox.
    """

    shard: str
    first_sequence: str
    tables: Mapping[Dataset, pa.Table] = field(default_factory=dict)
    programs: ProgramSet | None = field(default=None, repr=False)
    classifier: Classifier | None = field(default=None, repr=False, compare=False)
    replies: tuple[Reply, ...] = field(default=(), repr=False)

    @property
    def is_tick(self) -> bool:
        """No records: due work only."""
        return self.shard == TICK_SHARD

    def with_table(self, dataset: Dataset, table: pa.Table) -> "Block":
        """The block with `dataset`'s rows replaced."""
        return replace(self, tables={**self.tables, dataset: table})
