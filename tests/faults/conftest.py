"""One embedded AWS for all fault tests of a session; each test has a stream and folders of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.local.stack import StackHandle, start_stack_process


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackHandle]:
    with start_stack_process(tmp_path_factory.mktemp("stack")) as handle:
        yield handle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
