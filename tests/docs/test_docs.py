"""The documentation names what there is: when code grows a word, a page must explain it."""

import argparse
import re
from enum import StrEnum
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.transforms.metrics import Metric
from schemas.errors import FailReason, Reason, ReplyStatus, Stage, SuppressReason, UnknownReason
from schemas.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("closed_list", [Metric, Reason, Stage, ReplyStatus, SuppressReason, FailReason, UnknownReason])
def test_every_counter_and_reason_is_explained(closed_list: type[StrEnum]) -> None:
    assert [m.value for m in closed_list if f"| `{m.value}` |" not in page("operations.md")] == []


@pytest.mark.parametrize("module", cli._COMMANDS, ids=lambda module: str(module.NAME))
def test_every_option_is_explained(module: object) -> None:
    parser = argparse.ArgumentParser()
    module.add_options(parser)  # type: ignore[attr-defined]
    text = page("operations.md")
    section = text.split(f"\n`twoway {module.NAME}`\n", 1)[1].split("\n`twoway ", 1)[0]  # type: ignore[attr-defined]
    options = [string for action in parser._actions for string in action.option_strings if action.dest != "help"]
    assert [option for option in options if f"`{option}" not in section] == []


def test_every_variable_is_explained() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py"))
    named = set(re.findall(r"\bTWOWAY_[A-Z][A-Z_]*[A-Z]\b", source))
    from_settings = {f"TWOWAY_{name}_S" for name in ("FLUSH", "POLL", "TICK", "LEASE", "SEND_TIMEOUT", "REPLY_USEFUL")}
    assert [name for name in sorted(named | from_settings) if f"| `{name}` |" not in page("operations.md")] == []


def test_every_column_is_explained_as_the_schema_explains_it() -> None:
    text = page("lake.md")
    for dataset, table in TABLES.items():
        section = text.split(f"\n## {dataset.value}\n", 1)[1].split("\n## ", 1)[0]
        missing = [
            f.name
            for f in table.schema
            if f"| `{f.name}` |" not in section or f.metadata[b"doc"].decode() not in section
        ]
        assert missing == []


def test_every_view_is_explained_as_its_file_explains_it() -> None:
    text = page("metric-definitions.md")
    for path in (ROOT / "dashboards" / "catalog").glob("*.sql"):
        header = [line[3:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("-- ")]
        section = text.split(f"\n## {path.stem}\n", 1)[1].split("\n## ", 1)[0]
        first_block = header[
            : next((n for n, line in enumerate(header) if line.startswith("Denominator")), len(header))
        ]
        assert [line for line in first_block if line not in section] == [], path.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_tests_that_are_named_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    named = re.findall(r"`((?:tests|pipelines|schemas|dashboards)/[\w/.]+\.(?:py|yaml|sql))`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_tells_its_context_and_its_consequences(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [head for head in ("## Context", "## Decision", "## Consequences") if head not in text] == []
