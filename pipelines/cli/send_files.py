"""The file of a campaign: CSV or Parquet, read whole, and every fault of it found, before anything is sent."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.domain.campaign import CampaignRow
from pipelines.domain.campaign_cells import RowFault
from pipelines.domain.campaign_rows import Given, Rows
from schemas.errors import ConfigurationFault

_PARQUET = b"PAR1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BATCH = 10_000
_MOST_TOLD = 1_000
_DELIMITERS = ",;\t"
Line = tuple[int, Mapping[str, str]]
"""A row's line, and its cells by column."""


class CampaignFaults(ConfigurationFault):
    """All that is wrong with a campaign's file, a line each: `file:line: column: value what is wrong; what to do`."""

    def __init__(self, file: Path, faults: Sequence[RowFault]) -> None:
        super().__init__(file, faults)
        self.file, self.faults = file, tuple(faults)

    def __str__(self) -> str:
        count = len(self.faults)
        more = [f"and {count - _MOST_TOLD:,} more"] if count > _MOST_TOLD else []
        told = "\n  ".join([*(f"{self.file}:{fault}" for fault in self.faults[:_MOST_TOLD]), *more])
        return f"nothing is sent, for {count:,} fault{'s' if count > 1 else ''}:\n  {told}"


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """What a file holds. `unused`: columns that were left out, because nothing needs them."""

    rows: Sequence[CampaignRow]
    unused: tuple[str, ...] = ()


class _Refused(Exception):
    """The file, or what follows in it, cannot be read."""

    def __init__(self, what: str, line: int = 1) -> None:
        super().__init__(what)
        self.fault = RowFault(line, "file", None, what)


def read_campaign(file: Path, given: Given, progress: Callable[[int], None] = lambda _: None) -> CampaignFile:
    """The rows of a CSV or Parquet file. `progress` is told how many were read, now and then.

    Raises:
        CampaignFaults: all that is wrong with it.
    """
    rows, faults, read = Rows(given), list[RowFault](), list[CampaignRow]()
    try:
        for count, (line, cells) in enumerate(_lines(file, rows, faults), 1):
            found = rows.read(line, cells)
            if isinstance(found, CampaignRow):
                read.append(found)
            else:
                faults += found
            if count % _BATCH == 0:
                progress(count)
    except _Refused as refused:
        faults.append(refused.fault)
    if not read and not faults:
        faults.append(RowFault(1, "file", None, "has no rows; write one for each customer"))
    if faults:
        raise CampaignFaults(file, sorted(faults, key=lambda fault: fault.line))
    return CampaignFile(read, rows.unused)


def _lines(file: Path, rows: Rows, faults: list[RowFault]) -> Iterator[Line]:
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(_PARQUET))
            opened.seek(0)
            if begins.startswith(_UTF_16):
                raise _Refused("is UTF-16; save it as CSV in UTF-8")
            yield from (_parquet if begins == _PARQUET else _csv)(opened, rows, faults)
    except OSError as error:
        raise _Refused(f"cannot be read ({error.strerror}); check the path and its permissions") from None
    except pa.ArrowException as error:
        raise _Refused(
            f"is damaged, or no Parquet that can be read here ({type(error).__name__}); write it anew"
        ) from None


def _csv(opened: BinaryIO, rows: Rows, faults: list[RowFault]) -> Iterator[Line]:
    """Rows of a CSV file; commas, semicolons or tabs between cells, as spreadsheets of different countries write them."""
    first = opened.readline().decode("utf-8", "replace")
    opened.seek(0)
    # What is no UTF-8 comes through as half a surrogate pair, and is told as a fault of its cell.
    with TextIOWrapper(opened, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        lines = csv.reader(text, delimiter=max(_DELIMITERS, key=first.count), strict=True)
        try:
            columns = [name.strip() for name in next(filter(any, lines), [])]
            faults += rows.head(columns)
            yield from _csv_rows(lines, columns, faults)
        except csv.Error as error:
            raise _Refused(f"is no CSV ({error}); write quotation marks twice, in pairs", lines.line_num) from None


def _csv_rows(lines: Any, columns: Sequence[str], faults: list[RowFault]) -> Iterator[Line]:
    line = lines.line_num + 1
    for cells in lines:
        if any(cells[len(columns) :]):
            what = f"has {len(cells)} cells for {len(columns)} columns; put a cell that has a comma in quotation marks"
            faults.append(RowFault(line, "file", None, what))
        elif any(cell.strip() for cell in cells):
            yield line, {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        # A cell in quotation marks may have line breaks: its row is where it begins.
        line = lines.line_num + 1


def _parquet(opened: BinaryIO, rows: Rows, faults: list[RowFault]) -> Iterator[Line]:
    """Rows of a Parquet file, the first being 1."""
    with pq.ParquetFile(opened) as file:
        columns = file.schema_arrow.names
        faults += rows.head(columns)
        used = [name for name in columns if name not in rows.unused and columns.count(name) == 1]
        wrong = [RowFault(1, name, None, what) for name in used if (what := _wrong(file.schema_arrow.field(name).type))]
        faults += wrong
        line = 0
        for batch in () if wrong else file.iter_batches(_BATCH, columns=used):
            for cells in batch.to_pylist():
                line += 1
                yield line, {name: str(value) for name, value in cells.items() if value is not None}


def _wrong(kind: pa.DataType) -> str | None:
    """Why a column's values would not read as what its owner sees."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    plain = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer)
    if any(is_kind(kind) for is_kind in (*plain, pa.types.is_decimal, pa.types.is_null)):
        return None
    return f"is a column of {kind}; make it text, as customers are to read it"
