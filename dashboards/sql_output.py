"""Answers as text: a table for a terminal, an aligned one for a pipe, JSON, and CSV that a spreadsheet will not run."""

import csv
import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TextIO
from uuid import UUID

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboards.escape import csv_cell, visible


class Format(StrEnum):
    """How `twoway sql` prints an answer."""

    TABLE = "table"  # for people: drawn on a terminal, aligned text in a pipe
    JSON = "json"  # one array of objects, times in ISO 8601
    CSV = "csv"  # with a header; formulas defused


def write(table: pa.Table, form: Format, out: TextIO) -> None:
    """Print `table` to `out`."""
    names = _distinct(table.column_names)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True)) if table.num_columns else []
    if form is Format.JSON:
        json.dump([dict(zip(names, map(_json, row), strict=True)) for row in rows], out, ensure_ascii=False, indent=1)
        out.write("\n")
    elif form is Format.CSV:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([csv_cell(name) for name in names])
        writer.writerows([[csv_cell(_text(value, "")) for value in row] for row in rows])
    elif out.isatty():
        _draw(names, rows, out)
    else:
        _align(names, rows, _numeric(table), out)


def _draw(names: Sequence[str], rows: Sequence[Sequence[Any]], out: TextIO) -> None:
    drawn = Table(header_style="bold")
    for name in names:
        drawn.add_column(Text(visible(name)), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(visible(_text(value, "∅")), style="dim" if value is None else "") for value in row))
    Console(file=out).print(drawn)


def _align(names: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[bool], out: TextIO) -> None:
    lines = [[visible(name) for name in names], *([visible(_text(value, "∅")) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, right, strict=True)
        out.write("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in cells).rstrip() + "\n")


def _numeric(table: pa.Table) -> list[bool]:
    kinds = (field.type for field in table.schema)
    return [pa.types.is_integer(k) or pa.types.is_floating(k) or pa.types.is_decimal(k) for k in kinds]


def _text(value: Any, nothing: str) -> str:
    if value is None:
        return nothing
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").replace("+00:00", "Z")
    if isinstance(value, float):
        return repr(round(value, 6))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | dict):
        return json.dumps(_json(value), ensure_ascii=False)
    return str(value)


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value if isinstance(value, str | int | bool | None) else str(value)


def _distinct(names: Sequence[str]) -> list[str]:
    """A second column of a name gets a number, for JSON has room for one.

    >>> _distinct(["a", "b", "a"])
    ['a', 'b', 'a_2']
    """
    met: dict[str, int] = {}
    distinct = []
    for name in names:
        met[name] = met.get(name, 0) + 1
        distinct.append(name if met[name] == 1 else f"{name}_{met[name]}")
    return distinct
