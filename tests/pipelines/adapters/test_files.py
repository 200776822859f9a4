"""Files become blocks of lines, whatever they are packed in."""

import gzip
from pathlib import Path

import pytest

from pipelines.adapters.files import find_files, read_blocks
from schemas.errors import ConfigurationFault


def lines(path: Path) -> list[tuple[bytes, str]]:
    [file] = find_files(str(path))
    return [
        pair
        for block in read_blocks(file)
        for pair in zip(block.records.to_pylist(), block.sequences.to_pylist(), strict=True)
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_lines_are_records_numbered_from_one_and_blank_ones_are_none(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "records.ndjson"
    path.write_bytes(end.join([b'{"a":1}', b"", b'{"a":2}', b"   ", b"last"]))
    assert lines(path) == [(b'{"a":1}', "000000000001"), (b'{"a":2}', "000000000003"), (b"last", "000000000005")]


def test_gzip_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "records"
    path.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert [record for record, _ in lines(path)] == [b"one", b"two"]


def test_a_folder_is_read_in_order_and_hidden_and_empty_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, text in (("b/2", "x"), ("a1", "x"), (".hidden", "x"), ("_marker", "x"), ("empty", "")):
        (tmp_path / name).write_text(text)
    assert [Path(f.location).relative_to(tmp_path).as_posix() for f in find_files(str(tmp_path))] == ["a1", "b/2"]


def test_nothing_to_read_is_told_with_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="a file, a folder, or s3"):
        find_files(str(tmp_path))


def test_large_files_come_in_blocks_that_continue_the_numbering(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"".join(b"%08d %s\n" % (n, b"x" * 1000) for n in range(20_000)))
    [file] = find_files(str(path))
    blocks = list(read_blocks(file))
    assert len(blocks) > 1
    numbers = [s for block in blocks for s in block.sequences.to_pylist()]
    assert numbers == [f"{n:012d}" for n in range(1, 20_001)]
