from pathlib import Path

import pytest

from pipelines.domain.lint import FindingKind
from tests.pipelines.domain.lint.good import found_in, good
from tests.pipelines.domain.lint.mutations import MUTATIONS


def test_a_good_program_has_no_finding() -> None:
    assert found_in(good()) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found(name: str) -> None:
    kind, edit = MUTATIONS[name]
    program = good()
    edit(program)
    assert kind in {finding.kind for finding in found_in(program)}
