"""The page on `twoway check` explains every kind of finding as the code does."""

import re
from pathlib import Path

from pipelines.domain.lint.kinds import FindingKind, severity_of

ROOT = Path(__file__).resolve().parents[2]


def test_every_kind_of_finding_is_explained_as_the_code_explains_it() -> None:
    source = (
        (ROOT / "pipelines" / "domain" / "lint" / "kinds.py")
        .read_text(encoding="utf-8")
        .partition("class FindingKind")[2]
    )
    meanings = dict(re.findall(r'^    [A-Z0-9_]+ = "(\w+)"  # (.*)$', source, re.MULTILINE))
    assert meanings.keys() == {kind.value for kind in FindingKind}
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (error|warning) \| (.*) \|$", page, re.MULTILINE)
    assert rows == [(kind.value, severity_of(kind).value, meanings[kind.value]) for kind in FindingKind]
