"""The interactive prompt of `twoway sql`: history, completion of names and columns, statements over several lines."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from prompt_toolkit.shortcuts import print_formatted_text

from dashboards.warehouse import open_warehouse

HELP = """\
.tables       what there is to ask: views and macros
.about NAME   what one of them means, and its columns
.help         this
.quit         leave (also Ctrl-D)
A statement ends with a semicolon and may run over several lines; Ctrl-C drops it.
Example: SELECT campaign, response_rate FROM response_rate;"""

_WORDS = """SELECT FROM WHERE GROUP BY ORDER LIMIT HAVING QUALIFY JOIN LEFT USING ON AND OR NOT NULL IS IN BETWEEN LIKE
COUNT DISTINCT SUM AVG MIN MAX FILTER CASE WHEN THEN ELSE END AS WITH EXPLAIN DESCRIBE SUMMARIZE INTERVAL DATE"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of the catalog: its name, what it means, and the columns of a view with what they mean."""

    name: str
    meaning: str
    columns: tuple[tuple[str, str], ...] = ()


def loop(lake: str, run: Callable[[str], int]) -> int:
    """Read statements and commands until the end of input; `run` is called with each statement. 0 comes out.

    Raises:
        WarehouseError: there is no such lake.
    """
    catalog = entries(lake)
    words = sorted({*_WORDS.split(), *(e.name for e in catalog), *(c for e in catalog for c, _ in e.columns)})
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(_history_file())),
        completer=WordCompleter([*words, ".tables", ".about", ".help", ".quit"], ignore_case=True),
        complete_while_typing=False,
    )
    print_formatted_text(f"{len(catalog)} objects over {lake}. Type .help for help, .quit to leave.")
    typed = ""
    while True:
        try:
            typed = f"{typed}\n{session.prompt('   ...> ' if typed else 'twoway> ')}".strip()
        except KeyboardInterrupt:
            typed = ""
            continue
        except EOFError:
            return 0
        if typed in (".quit", ".exit"):
            return 0
        if typed.startswith("."):
            print_formatted_text(command(typed, catalog))
            typed = ""
        elif typed.endswith(";"):
            run(typed)
            typed = ""


def command(typed: str, catalog: Iterable[Entry]) -> str:
    """What a command that starts with a dot prints."""
    name, _, argument = typed.partition(" ")
    if name == ".tables":
        return "\n".join(f"{e.name:<22} {shorten(e.meaning, 96, placeholder=' …')}" for e in catalog)
    if name == ".about":
        for entry in catalog:
            if entry.name == argument.strip():
                return "\n".join([entry.meaning, *(f"  {column:<28} {doc}".rstrip() for column, doc in entry.columns)])
        return f"There is nothing named {argument.strip() or '…'}. Try .tables"
    return HELP if name == ".help" else f"There is no command {name}. Try .help"


def entries(lake: str) -> tuple[Entry, ...]:
    """The catalog over `lake`, by name, views first."""
    with open_warehouse(lake) as con:
        views = con.execute(
            """SELECT v.view_name, v.comment, list((c.column_name, coalesce(c.comment, '')) ORDER BY c.column_index)
               FROM duckdb_views() AS v JOIN duckdb_columns() AS c
                 ON c.table_name = v.view_name AND c.schema_name = v.schema_name
               WHERE v.schema_name = 'main' AND NOT v.internal GROUP BY ALL ORDER BY 1"""
        ).fetchall()
        macros = con.execute(
            "SELECT DISTINCT function_name, comment FROM duckdb_functions() WHERE NOT internal AND comment IS NOT NULL ORDER BY 1"
        ).fetchall()
    found = [Entry(name, meaning, tuple((column, doc) for column, doc in columns)) for name, meaning, columns in views]
    return (*found, *(Entry(name, meaning) for name, meaning in macros))


def _history_file() -> Path:
    """Readable by its owner alone: statements may name customers' texts."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "twoway"
    state.mkdir(parents=True, exist_ok=True)
    path = state / "sql_history"
    path.touch(mode=0o600)
    return path
