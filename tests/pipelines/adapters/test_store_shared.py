"""One connection a process: shared by its stages, closed by the last, and never that of a file which has gone."""

import sqlite3
from pathlib import Path

import pytest

from pipelines.adapters.store_sqlite import SharedStore
from tests.contracts.replies import NOON, promise


def test_the_stages_of_a_process_share_one_connection_until_the_last_closes_it(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    first, second = SharedStore.of(path), SharedStore.of(str(path))
    assert first is second
    first.close()
    second.promise([promise("a")], NOON)
    assert second.waiting() == 1
    second.close()
    with pytest.raises(sqlite3.ProgrammingError):
        second.waiting()
    assert SharedStore.of(path).waiting() == 1


def test_a_file_that_took_the_place_of_another_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    gone = SharedStore.of(path)
    gone.promise([promise("a")], NOON)
    for each in tmp_path.iterdir():
        each.rename(tmp_path / f"old-{each.name}")
    fresh = SharedStore.of(path)
    assert fresh is not gone
    assert (gone.waiting(), fresh.waiting()) == (1, 0)
    fresh.close()
    gone.close()


def test_two_files_are_two_stores(tmp_path: Path) -> None:
    assert SharedStore.of(tmp_path / "a") is not SharedStore.of(tmp_path / "b")
