"""What `twoway numbers` prints: a plan, or the table of countries, as text or as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from pipelines.domain.numbers.account import Finding
from pipelines.domain.numbers.changes import told
from pipelines.domain.numbers.plan import Plan
from schemas.countries import AS_OF, NOTES, Country
from schemas.errors import ConfigurationFault

_HEADINGS = ("country or region", "iso", "dials", "short codes", "long codes", "sender ids", "two-way")


def show_plan(plan: Plan, *, as_json: bool, applied: int | None = None) -> None:
    """Print a plan; `applied`, with JSON, is how many of its changes were made."""
    print(json.dumps(_plan_json(plan, applied), indent=2, ensure_ascii=False) if as_json else _plan_text(plan))


def show_countries(table: Mapping[str, Country], iso: str | None, *, as_json: bool) -> int:
    """Print the table, or one row of it with its notes; the exit code.

    Raises:
        ConfigurationFault: the table has no such country.
    """
    if iso is not None and iso.upper() not in table:
        raise ConfigurationFault(f"AWS's table of {AS_OF} has no country {iso!r}; write its ISO code, as in NZ")
    rows = [table[iso.upper()]] if iso is not None else list(table.values())
    if as_json:
        print(json.dumps({"as_of": AS_OF, "countries": [asdict(row) for row in rows]}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(_table(rows)))
    return 0


def _plan_json(plan: Plan, applied: int | None) -> Mapping[str, object]:
    said = {
        "changes": [asdict(told(change)) for change in plan.changes],
        "refusals": [asdict(one) for one in plan.refusals],
        "warnings": [asdict(one) for one in plan.warnings],
        "left_alone": [asdict(one) for one in plan.left_alone],
    }
    return said if applied is None else {**said, "applied": applied}


def _plan_text(plan: Plan) -> str:
    changes = [(one.operation, one.about, one.what) for one in map(told, plan.changes)]
    parts = [
        _section("to change", changes),
        _section("look at", _found(plan.warnings)),
        _section("left alone", _found(plan.left_alone)),
        _section("refused", _found(plan.refusals)),
    ]
    if plan.refusals:
        parts.append("Nothing was changed: put right what is refused first.")
    elif not plan.changes:
        parts.append("Nothing differs.")
    return "\n".join(part for part in parts if part)


def _found(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.about, one.what) for one in findings]


def _section(title: str, rows: Sequence[Sequence[str]]) -> str:
    """A title with its count, and rows below it whose last column is as long as it likes."""
    if not rows:
        return ""
    lines = [f"{title} ({len(rows)})", *_aligned(rows)]
    return "\n".join(lines) + "\n"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _table(rows: Sequence[Country]) -> list[str]:
    noted = sorted({note for row in rows for note in row.notes})
    return [
        *_aligned([_HEADINGS, *map(_cells, rows)]),
        "",
        *(f"  note {note}: {NOTES[note]}" for note in noted),
        f"  AWS's table of {AS_OF}; AWS adds countries. Sender ids never receive. For a number that you have, its account",
        "  is the truth: twoway numbers plan asks it.",
    ]


def _cells(row: Country) -> tuple[str, ...]:
    notes = f" (note {', '.join(map(str, row.notes))})" if row.notes else ""
    codes = (row.short_codes, row.long_codes, row.sender_ids)
    return (row.name, row.iso_code, ", ".join(row.dialing_codes), *codes, f"{row.two_way}{notes}")
