"""One object is in the lake whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from pipelines.adapters.lake import FolderLake, open_lake
from schemas.errors import ConfigurationFault


def test_a_second_put_replaces_the_first(tmp_path: Path) -> None:
    lake = FolderLake(tmp_path)
    lake.put("a/b.parquet", b"one")
    lake.put("a/b.parquet", b"two")
    assert (tmp_path / "a/b.parquet").read_bytes() == b"two"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.parquet"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_leaves_the_old_object_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = FolderLake(tmp_path)
    lake.put("a/b.parquet", b"one")
    real = os.fdopen

    def full(handle: int, *arguments: str) -> object:
        os.dup2(os.open("/dev/full", os.O_WRONLY), handle)
        return real(handle, *arguments)

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="No space left") as fault:
        lake.put("a/b.parquet", b"two" * 100_000)
    assert fault.value.errno == errno.ENOSPC
    assert (tmp_path / "a/b.parquet").read_bytes() == b"one"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.parquet"]


@pytest.mark.parametrize("location", ["gs://bucket/x", "s3://"])
def test_a_place_that_is_no_lake_is_refused(location: str) -> None:
    with pytest.raises(ConfigurationFault, match="neither a folder nor s3"):
        open_lake(location)
