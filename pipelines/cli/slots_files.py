"""CSV and Parquet files of calendar times: all of them read, and every fault of every file found, before one is loaded."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.domain.slot_rows import Cell, RowFault, header_faults, read_row
from pipelines.domain.slot_times import CalendarTime
from schemas.errors import ConfigurationFault

_PARQUET = b"PAR1"
_BATCH = 10_000
_MOST_TOLD = 1_000
Row = tuple[int, Mapping[str, Cell]]
"""Line of a CSV file, or row of a Parquet file, the first being 1; and its cells by column."""


class SlotFaults(ConfigurationFault):
    """All that is wrong with the given files, a line each: `file:line: column: value what is wrong; what to do`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        count = len(self.faults)
        more = [f"and {count - _MOST_TOLD:,} more"] if count > _MOST_TOLD else []
        told = "\n  ".join([*self.faults[:_MOST_TOLD], *more])
        return f"nothing is loaded, for {count:,} fault{'s' if count > 1 else ''}:\n  {told}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a time stands: file and line."""

    file: Path
    line: int

    def told(self, fault: RowFault | str) -> str:
        """A fault at this place."""
        return f"{self.file}:{self.line}: {fault}"


@dataclass(slots=True)
class Reading:
    """What was read of all files: each time with its place, in order, and every fault."""

    times: list[tuple[Place, CalendarTime]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _seen: dict[tuple[str, str], tuple[Place, datetime]] = field(default_factory=dict)

    def enter(self, place: Place, read: CalendarTime | list[RowFault]) -> None:
        """Take what a row is."""
        if isinstance(read, list):
            self.faults += [place.told(fault) for fault in read]
            return
        before, starts_at = self._seen.setdefault((read.calendar, read.slot), (place, read.starts_at))
        if before != place and (before.file == place.file or starts_at != read.starts_at):
            where = f"line {before.line}" if before.file == place.file else f"{before.file}:{before.line}"
            what = f"is the slot of {where} already; remove one, or give each a key of its own in the column slot"
            self.faults.append(place.told(RowFault("slot", read.slot, what)))
        self.times.append((place, read))


def read_files(files: Iterable[Path], zone: str | None, progress: Callable[[int], None]) -> Reading:
    """The times in `files`. `zone`: of rows that name none. `progress` is told how many rows were read, now and then."""
    reading = Reading()
    read = 0
    for file in files:
        for line, cells in _rows(file, reading.faults):
            reading.enter(Place(file, line), read_row(cells, zone))
            read += 1
            if read % _BATCH == 0:
                progress(read)
    return reading


def _rows(file: Path, faults: list[str]) -> Iterator[Row]:
    """Rows of a file; none, or no more, after a fault of the file itself."""
    try:
        with file.open("rb") as opened:
            yield from (_parquet if opened.read(len(_PARQUET)) == _PARQUET else _csv)(file, faults)
    except OSError as error:
        faults.append(f"{file}: {error.strerror or 'cannot be read'}; name a file that can be read")
    except pa.ArrowException as error:
        faults.append(
            f"{file}: is damaged, or no Parquet that can be read here ({type(error).__name__}); write it anew"
        )


def _csv(file: Path, faults: list[str]) -> Iterator[Row]:
    # What is no UTF-8 comes through as half a surrogate pair, and is told as a fault of its cell.
    with file.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as opened:
        lines = csv.reader(opened, strict=True)
        try:
            columns = [name.strip() for name in next(lines, [])]
            wrong = header_faults(columns)
            faults += [Place(file, 1).told(fault) for fault in wrong]
            yield from () if wrong else _csv_rows(file, lines, columns, faults)
        except csv.Error as error:
            faults.append(
                Place(file, lines.line_num).told(f"is no CSV ({error}); write quotation marks twice, in pairs")
            )


def _csv_rows(file: Path, lines: Any, columns: Sequence[str], faults: list[str]) -> Iterator[Row]:
    for cells in lines:
        if len(cells) > len(columns):
            what = f"has {len(cells)} cells for {len(columns)} columns; put a cell that has a comma in quotation marks"
            faults.append(Place(file, lines.line_num).told(what))
        elif cells:
            yield lines.line_num, {name: cell or None for name, cell in zip(columns, cells, strict=False)}


def _parquet(file: Path, faults: list[str]) -> Iterator[Row]:
    with pq.ParquetFile(file) as opened:
        columns = opened.schema_arrow.names
        wrong = [*header_faults(columns), *_kinds_wrong(opened.schema_arrow)]
        faults += [f"{file}: {fault}" for fault in wrong]
        line = 0
        for batch in () if wrong else opened.iter_batches(_BATCH):
            for cells in _as_plain(batch).to_pylist():
                line += 1
                yield line, cells


def _kinds_wrong(schema: pa.Schema) -> list[RowFault]:
    """Columns that hold what no cell of CSV could say."""
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_boolean, pa.types.is_timestamp, pa.types.is_null)
    return [
        RowFault(column.name, str(column.type), "is no type for it; make it text, a timestamp or a boolean")
        for column in schema
        if not any(is_kind(_plain(column.type)) for is_kind in kinds)
    ]


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type as Python can hold its values: a repeated text as a text, a time in microseconds."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else kind


def _as_plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [column.cast(_plain(column.type), safe=False) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)
