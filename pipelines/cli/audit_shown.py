"""How the laws stand, for people, and as JSON Lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from io import TextIOWrapper

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboards import sql_output
from dashboards.audit import Law, Result, Verdict

_STYLES = {Verdict.HOLDS: "green", Verdict.BROKEN: "bold red", Verdict.WARNING: "yellow", Verdict.SKIPPED: "dim"}
_COUNTED = {
    Verdict.HOLDS: "hold",
    Verdict.BROKEN: "broken",
    Verdict.WARNING: "to look at",
    Verdict.SKIPPED: "skipped",
}
_JSON = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z


def print_results(results: Sequence[Result], out: TextIOWrapper) -> Sequence[Result]:
    """A table of the laws, then the first rows of those that do not hold; a last line counts them."""
    console = _console(out)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("law", "stands", "checked", "time"):
        table.add_column(title, justify="left" if title in ("law", "stands") else "right", no_wrap=True)
    for result in results:
        stands = Text(_stands(result), style=_STYLES[result.verdict])
        table.add_row(result.law.name, stands, f"{result.checked:,}", f"{result.seconds:.2f} s")
    console.print(table)
    for result in results:
        if result.violations:
            _print_rows(result, console, out)
    counted = Counter(result.verdict for result in results)
    console.print(", ".join(f"{counted[each]} {_COUNTED[each]}" for each in Verdict if counted[each]))
    return results


def print_json(results: Iterable[Result], out: TextIOWrapper) -> Sequence[Result]:
    """A JSON object a line: law, verdict, violations, checked, seconds, needs, says, row, rows."""
    printed = []
    for result in results:
        line = {
            "law": result.law.name,
            "verdict": result.verdict,
            "violations": result.violations,
            "checked": result.checked,
            "seconds": round(result.seconds, 3),
            "needs": result.law.needs,
            "says": result.law.says,
            "row": result.law.row,
            "rows": result.rows.to_pylist(),
        }
        out.buffer.write(orjson.dumps(line, option=_JSON))
        out.buffer.flush()
        printed.append(result)
    return printed


def print_laws(laws: Sequence[Law], as_json: bool, out: TextIOWrapper) -> None:
    """The laws: name, sentence, what a row is, and the source."""
    if as_json:
        told = [{"law": each.name, "says": each.says, "row": each.row, "source": each.source} for each in laws]
        out.buffer.write(b"".join(orjson.dumps(line, option=_JSON) for line in told))
        out.flush()
        return
    console = _console(out)
    for law in laws:
        console.print(Text(law.name, style="bold"), Text(f"\n  {law.says}\n  {law.source}"), sep="")


def _console(out: TextIOWrapper) -> Console:
    # rich honours NO_COLOR, and uses no colour where nobody looks.
    return Console(file=out, soft_wrap=True, highlight=False)


def _stands(result: Result) -> str:
    if result.verdict is Verdict.SKIPPED:
        return f"skipped: no {result.law.needs} here"
    if result.verdict is Verdict.WARNING:
        return f"{result.violations:,} to look at"
    return "holds" if not result.violations else f"{result.violations:,} violation{'s' * (result.violations > 1)}"


def _print_rows(result: Result, console: Console, out: TextIOWrapper) -> None:
    console.print()
    console.print(Text(result.law.name, style=_STYLES[result.verdict]), Text(f": {result.law.says}"), sep="")
    console.print(Text(f"  a row: {result.law.row}", style="dim"))
    out.flush()
    sql_output.write(result.rows, sql_output.Format.TABLE, out)
    if result.violations > len(result.rows):
        console.print(Text(f"  and {result.violations - len(result.rows):,} more: --rows shows them", style="dim"))
    console.print()
