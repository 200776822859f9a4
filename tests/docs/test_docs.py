"""The documentation names what there is: when code grows a word, a page must explain it, and a page names nothing else."""

import argparse
import re
import shlex
from collections.abc import Iterator
from enum import StrEnum
from itertools import takewhile
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from dashboards.warehouse import CATALOG, definition, open_warehouse
from pipelines import cli
from pipelines.cli import stream
from pipelines.domain.classify import Classifier
from pipelines.settings import from_environment
from pipelines.transforms.metrics import Metric
from schemas.errors import FailReason, Reason, ReplyStatus, Stage, SuppressReason, UnknownReason
from schemas.program import Answer, AwsKeyword, Flow, Keyword, Number, Program, Replies, Step
from schemas.program_file import load_programs
from schemas.tables import TABLES, Dataset

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
CLOSED_LISTS = [Metric, Reason, Stage, ReplyStatus, SuppressReason, FailReason, UnknownReason]
COMMANDS = {name: cli.command_module(name) for name in cli.COMMANDS}

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, title: str, ends: str = "\n## ") -> str:
    """What stands under a line `title`, up to the next one that begins with `ends`."""
    _, found, rest = text.partition(f"\n{title}\n")
    assert found, f"{title} has no section"
    return re.split(ends, rest, maxsplit=1)[0]


def code(text: str, language: str) -> Iterator[str]:
    """Blocks of code in a language, also those that are indented in a list."""
    for indent, block in re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)


def rows(text: str) -> set[str]:
    """The words in back-quotes that begin a row of a table."""
    return {word.split()[0] for word in re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)}


@pytest.mark.parametrize("closed_list", CLOSED_LISTS)
def test_every_counter_and_reason_is_explained(closed_list: type[StrEnum]) -> None:
    assert {member.value for member in closed_list} - rows(page("operations.md")) == set()


def test_no_reason_is_explained_that_is_none() -> None:
    text = page("operations.md")
    explained = rows(section(text, "## Dead letters")) | rows(section(text, "## Replies"))
    known = {member.value for closed_list in CLOSED_LISTS for member in closed_list}
    assert explained - known == set()


def parser_of(module: ModuleType) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"twoway {module.NAME}", exit_on_error=False)
    module.add_options(parser)
    return parser


@pytest.mark.parametrize("module", COMMANDS.values(), ids=COMMANDS.keys())
def test_the_options_of_a_command_are_those_explained(module: ModuleType) -> None:
    actions = [action for action in parser_of(module)._actions if action.dest != "help"]
    options = {string for action in actions for string in action.option_strings}
    positionals = {str(action.metavar) for action in actions if not action.option_strings}
    assert rows(section(page("operations.md"), f"`twoway {module.NAME}`", r"\n## |\n`twoway ")) == options | positionals


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, *given: tuple[str, str]) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, default)


def test_the_variables_are_those_explained() -> None:
    environment = Asked(("TWOWAY_HMAC_KEY", "ab" * 32))
    from_environment(environment)
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py"))
    named = set(re.findall(r"\bTWOWAY_[A-Z][A-Z_]*[A-Z]\b", source))
    assert rows(section(page("operations.md"), "## Settings")) == named | environment.names


def test_the_templates_parameters_and_alarms_are_those_explained() -> None:
    template = (ROOT / "pipelines" / "infrastructure.yaml").read_text(encoding="utf-8")
    parameters = re.findall(r"^  (\w+):$", re.split(r"^Conditions:", template, flags=re.MULTILINE)[0], re.MULTILINE)
    alarms = re.findall(r"^  (\w+):\n    Type: AWS::CloudWatch::Alarm", template, re.MULTILINE)
    assert rows(section(page("operations.md"), "## The template")) == set(parameters)
    assert rows(section(page("operations.md"), "## Alarms")) == set(alarms)


def shown(field: pa.Field) -> str:
    kind = "uuid" if isinstance(field.type, pa.UuidType) else str(field.type)
    return f"| `{field.name}` | {kind}{'' if field.nullable else ', never null'} | {field.metadata[b'doc'].decode()} |"


@pytest.mark.parametrize("dataset", Dataset)
def test_a_datasets_table_is_its_schema(dataset: Dataset) -> None:
    table, text = TABLES[dataset], section(page("lake.md"), f"## {dataset}")
    identity = ", ".join(f"`{name}`" for name in table.identity)
    assert f"Event time `{table.event_time}`; identity {identity}." in text
    assert [line for line in text.splitlines() if line.startswith("| `")] == [shown(field) for field in table.schema]


@pytest.mark.parametrize("name", CATALOG)
def test_an_object_of_the_catalog_is_explained_as_its_file_explains_it(name: str) -> None:
    header = takewhile(lambda line: line.startswith("--"), definition(name).splitlines())
    text = section(page("metric-definitions.md"), f"## {name}")
    assert [line[3:] for line in header if line[3:] not in text] == []


def test_the_columns_of_a_view_are_those_listed(tmp_path: Path) -> None:
    with open_warehouse(str(tmp_path)) as con:
        for name in ("sends", "responses", "response_rate", "outcomes_by_campaign"):
            [listed] = re.findall(
                r"^- Columns: (.*?)\.$", section(page("metric-definitions.md"), f"## {name}"), re.DOTALL | re.MULTILINE
            )
            columns = [str(row[0]) for row in con.execute(f"DESCRIBE {name}").fetchall()]
            assert re.findall(r"`(\w+)`", listed) == columns


def test_the_fields_of_a_program_are_those_explained() -> None:
    top = set(Program.model_fields)
    steps = "flows[].steps[]"
    nested = [
        *(("numbers[]", Number), ("numbers[].aws_keywords[]", AwsKeyword), ("keywords[]", Keyword)),
        *(("replies", Replies), ("flows[]", Flow), (steps, Step), (f"{steps}.answers[]", Answer)),
    ]
    fields = top | {f"{prefix}.{name}" for prefix, model in nested for name in model.model_fields}
    text = section(page("programs.md"), "## Fields")
    explained = {
        name for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    assert explained == fields


@each_page
def test_a_program_that_is_shown_can_be_loaded(path: Path, tmp_path: Path) -> None:
    for number, program in enumerate(code(path.read_text(encoding="utf-8"), "yaml")):
        file = tmp_path / f"{number}.yaml"
        file.write_text(program, encoding="utf-8")
        Classifier(load_programs([file]))


@each_page
def test_a_command_that_is_shown_can_be_typed(path: Path) -> None:
    for block in code(path.read_text(encoding="utf-8"), "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0].rsplit("/", 1)[-1] == "twoway":
                _, unknown = parser_of(COMMANDS[words[1]]).parse_known_args(words[2:])
                # What `stream` does not know goes to Beam, whose options have underscores.
                assert [word for word in unknown if words[1] != stream.NAME or "_" not in word] == [], line


@each_page
def test_links_lead_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = path.parent / file if file else path
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, link


@each_page
def test_targets_and_files_that_are_named_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) - targets == set()
    # Some pages name a file from within `pipelines`.
    named = re.findall(r"`((?:tests|pipelines|schemas|dashboards|domain|transforms|adapters)/[\w/.]+)`", text)
    assert [name for name in named if not (ROOT / name).exists() and not (ROOT / "pipelines" / name).exists()] == []


def test_the_makefiles_targets_are_told() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("*.md"))
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [target for target in targets if f"make {target}" not in told] == ["help"]


@pytest.mark.parametrize("path", sorted((DOCS / "adr").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_tells_its_context_and_its_consequences(path: Path) -> None:
    headings = re.findall(r"^##? (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0].startswith(f"{int(path.stem[:4])}. ")
    assert headings[1:] == ["Context", "Decision", "Consequences"]
