"""Shared by the tests of the dashboards: an empty lake to write into."""

from pathlib import Path

import pytest

from tests.dashboards.lake_builder import LakeBuilder


@pytest.fixture
def lake(tmp_path: Path) -> LakeBuilder:
    """A local lake without a file."""
    root = tmp_path / "lake"
    root.mkdir()
    return LakeBuilder(str(root))
