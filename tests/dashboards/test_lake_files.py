"""What DuckDB is shown of a lake, and what it is refused."""

import threading
from pathlib import Path

import pyarrow.fs
import pytest

from dashboards.lake_files import INFO_EXPIRY_S, LakeFiles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lake = tmp_path / "lake"
    (lake / "inbound" / "event_date=2026-11-20").mkdir(parents=True)
    (lake / "inbound" / "event_date=2026-11-20" / "a.parquet").write_bytes(bytes(range(256)) * 64)
    (lake / "inbound" / "notes.txt").write_text("no parquet")
    (tmp_path / "secret.parquet").write_bytes(b"secret")
    return lake


def files_of(root: Path, clock: list[float] | None = None) -> LakeFiles:
    now = clock or [0.0]
    return LakeFiles("lake", str(root), pyarrow.fs.LocalFileSystem(), clock=lambda: now[0])


@pytest.mark.parametrize(
    "path",
    [
        "lake:///etc/passwd",
        "{up}/secret.parquet",
        "{root}/../secret.parquet",
        "{root}/./a.parquet",
        "{root}//a",
        "{root}",
        "{root}x/a",
    ],
)
def test_nothing_outside_the_root_is_touched(root: Path, path: str) -> None:
    files = files_of(root)
    asked = path.format(root=f"lake://{root}", up=f"lake://{root.parent}")
    for call in (files.glob, files.info, files.exists, files.modified, files.open):
        with pytest.raises(PermissionError):
            call(asked)


@pytest.mark.parametrize("mode", ["wb", "ab", "r+b", "xb", "r", "w"])
def test_any_mode_but_reading_bytes_is_refused(root: Path, mode: str) -> None:
    with pytest.raises(PermissionError, match="read-only"):
        files_of(root).open(f"lake://{root}/inbound/event_date=2026-11-20/a.parquet", mode)


def test_a_pattern_finds_files_below_its_fixed_part_and_no_others(root: Path) -> None:
    files = files_of(root)
    one = f"lake://{root}/inbound/event_date=2026-11-20/a.parquet"
    assert files.glob(f"lake://{root}/inbound/**/*.parquet") == [one]
    assert files.glob(f"lake://{root}/inbound/*.parquet") == []
    assert files.glob(one) == [one]
    assert files.glob(f"lake://{root}/replies/**/*.parquet") == []


def test_a_size_is_believed_for_a_while_and_then_asked_again(root: Path) -> None:
    clock = [0.0]
    files = files_of(root, clock)
    path = root / "inbound" / "event_date=2026-11-20" / "a.parquet"
    files.glob(f"lake://{root}/inbound/**/*.parquet")
    path.write_bytes(b"shorter")
    assert files.info(f"lake://{path}")["size"] == 256 * 64
    clock[0] = INFO_EXPIRY_S + 1
    assert files.info(f"lake://{path}")["size"] == 7


def test_what_is_not_there_is_a_missing_file(root: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files_of(root).info(f"lake://{root}/inbound/none.parquet")


def test_threads_that_share_a_file_do_not_share_a_position(root: Path) -> None:
    file = files_of(root).open(f"lake://{root}/inbound/event_date=2026-11-20/a.parquet")
    wrong: list[int] = []

    def read(start: int) -> None:
        for turn in range(300):
            at = (start * 31 + turn * 7) % (256 * 64 - 8)
            file.seek(at)
            if file.read(8) != bytes((at + n) % 256 for n in range(8)):
                wrong.append(at)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.close()
    assert wrong == []


def test_positions_count_from_start_here_and_end(root: Path) -> None:
    file = files_of(root).open(f"lake://{root}/inbound/event_date=2026-11-20/a.parquet")
    assert file.seek(-6, 2) == 256 * 64 - 6
    assert file.read() == bytes(range(250, 256))
    file.seek(2)
    assert file.seek(3, 1) == 5
    assert file.read(2) == b"\x05\x06"
    assert file.tell() == 7
