"""What every template of programs costs in every language: a table for people, JSON Lines for scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import TextIOWrapper

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.segments_texts import as_line, dollars, offered, told_offenders
from pipelines.domain.forecast import Forecast, forecast
from pipelines.domain.substitution import Substitutions, substitutions
from schemas.program import Program, ProgramSet

_WIDE = 200


@dataclass(frozen=True, slots=True)
class TemplateForecast:
    """A template in one language, what its texts become, and what its own characters could become."""

    program: str
    template: str
    language: str
    text: str
    forecast: Forecast
    found: Substitutions
    plain: Forecast | None
    """Of the plain text that is offered; None where none is, or it would take more parts."""


def forecast_programs(programs: ProgramSet, price: Decimal | None, *, as_json: bool, out: TextIOWrapper) -> bool:
    """Print the forecast of every template in every language; whether AWS sends the longest text of each."""
    rows = [row for program in programs.programs for row in _forecasts(program, price)]
    if as_json:
        out.buffer.write(b"".join(as_line(_json(row)) for row in rows))
    else:
        out.reconfigure(errors="backslashreplace")
        # In a pipe, one line a template: 80 columns would fold it.
        Console(file=out, width=None if out.isatty() else _WIDE).print(_table(rows, priced=price is not None))
    return all(row.forecast.longest.fits for row in rows)


def _forecasts(program: Program, price: Decimal | None) -> Iterator[TemplateForecast]:
    for template in program.templates:
        for language, text in program.texts(template).items():
            told = forecast(text, program.variables, price)
            found = substitutions(text)
            plain = None if found.plain is None else forecast(found.plain, program.variables, price)
            if plain is not None and plain.longest.parts > told.longest.parts:
                plain = None
            yield TemplateForecast(program.name, template, language, text, told, found, plain)


def _table(rows: list[TemplateForecast], *, priced: bool) -> Table:
    table = Table(header_style="bold")
    for name in ("program", "template", "language", "encoding"):
        table.add_column(name)
    for name in ("parts", "left", *(["US dollars"] if priced else [])):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("note")
    for row in rows:
        told, cut = row.forecast, row.forecast.longest
        price = [_range(dollars(told.price_min or Decimal()), dollars(told.price_max or Decimal()))] if priced else []
        cells = [row.program, row.template, row.language, cut.encoding]
        cells += [_range(str(told.shortest.parts), str(cut.parts)), str(cut.remaining), *price, "; ".join(_notes(row))]
        table.add_row(*map(Text, cells), style="" if cut.fits else "red")
    return table


def _range(least: str, most: str) -> str:
    return most if least == most else f"{least} to {most}"


def _notes(row: TemplateForecast) -> Iterator[str]:
    told = row.forecast
    if not told.longest.fits:
        yield "longer than AWS sends"
    if row.found.offenders:
        yield f"beyond GSM: {told_offenders(row.found.offenders)}"
    if row.plain and row.plain.longest.encoding == "GSM":
        yield f"then {row.plain.longest.parts} GSM, {row.plain.longest.remaining} left"
    if told.turning:
        yield f"beyond GSM: the example of {', '.join(told.turning)}"
    if told.without_example:
        yield f"at least: no example of {', '.join(told.without_example)}"
    if told.beyond_gsm and not told.beyond_gsm.fits:
        yield "longer than AWS sends if a value is beyond GSM"
    elif told.beyond_gsm and told.beyond_gsm.parts > told.longest.parts:
        yield f"{told.beyond_gsm.parts} parts if a value is beyond GSM"


def _json(row: TemplateForecast) -> dict[str, object]:
    told, cut = row.forecast, row.forecast.longest
    return {
        "program": row.program,
        "template": row.template,
        "language": row.language,
        "text": row.text,
        "encoding": cut.encoding,
        "parts": cut.parts,
        "parts_min": told.shortest.parts,
        "parts_beyond_gsm": told.beyond_gsm.parts if told.beyond_gsm else None,
        "units": cut.units,
        "remaining": cut.remaining,
        "fits": cut.fits,
        "price": None if told.price_max is None else dollars(told.price_max),
        "price_min": None if told.price_min is None else dollars(told.price_min),
        "without_example": told.without_example,
        "examples_beyond_gsm": told.turning,
        **offered(row.found),
        "plain": row.found.plain if row.plain else None,
        "plain_parts": row.plain.longest.parts if row.plain else None,
    }
