"""A lake as DuckDB may read it: fsspec's interface over a pyarrow file system. Read-only by construction.

DuckDB's wheel has no S3 reader, and would download one; pyarrow brings S3 and the default AWS credential chain along.
The SQL sandbox reads local lakes this way too, for DuckDB 2.0 runs `WITH x AS (COPY … TO …) SELECT` as a SELECT, and an
allowed directory is one that can be written.

DuckDB calls `seek` and `read` on one file from several threads, so the position is kept per thread and reads are positional.
Sizes come from the listing: a query that DuckDB has cached costs one LIST and no HEAD.
"""

import fnmatch
import os
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import fsspec
import pyarrow as pa
from pyarrow import fs

INFO_EXPIRY_S = 30.0
"""Seconds for which a size from a listing is believed; a re-run bundle may overwrite its own object."""

_WILD = re.compile(r"[*?\[]")


class LakeFile:
    """One object, opened on the first read. `seek`, `tell` and `read` keep a position for each thread."""

    def __init__(self, open_file: Callable[[], pa.NativeFile], size: int) -> None:
        self._open_file = open_file
        self._size = size
        self._file: pa.NativeFile | None = None
        self._lock = threading.Lock()
        self._local = threading.local()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move this thread's position; returns it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self._size}[whence]
        self._local.position = base + offset
        return self.tell()

    def tell(self) -> int:
        """This thread's position, in bytes."""
        return int(getattr(self._local, "position", 0))

    def read(self, count: int = -1) -> bytes:
        """Up to `count` bytes from this thread's position; all that is left where `count` is negative."""
        position = self.tell()
        data = self._opened().read_at(count if count >= 0 else max(0, self._size - position), position)
        self._local.position = position + len(data)
        return bytes(data)

    def close(self) -> None:
        """Let go of the object."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> pa.NativeFile:
        with self._lock:
            if self._file is None:
                self._file = self._open_file()
            return self._file


class LakeFiles(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """What DuckDB calls to read `<protocol>://<root>/…`, and nothing else. `root` is as `files` names it.

    Raises:
        PermissionError: of every method, for a path outside the root, with a `.` or `..` segment, or to be written.
    """

    cachable = False

    def __init__(
        self, protocol: str, root: str, files: fs.FileSystem, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.protocol = protocol
        self._root = root.rstrip("/")
        self._files = files
        self._clock = clock
        self._known: dict[str, tuple[float, fs.FileInfo]] = {}

    def glob(self, path: str, **_: Any) -> list[str]:
        """Paths of the objects that match, sorted: one LIST below the part without wild cards. Folder markers are no files."""
        pattern = self._allowed(path)
        if not _WILD.search(pattern):
            return [self._url(pattern)] if self.exists(path) else []
        fixed = _WILD.split(pattern, maxsplit=1)[0].rpartition("/")[0]
        listed = self._files.get_file_info(fs.FileSelector(fixed, recursive=True, allow_not_found=True))
        found = [info for info in listed if info.type == fs.FileType.File and _matches(info.path, pattern)]
        now = self._clock()
        self._known.update({info.path: (now, info) for info in found})
        return sorted(self._url(info.path) for info in found)

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Name, size in bytes, type and modification time.

        Raises:
            FileNotFoundError: no such object.
        """
        key = self._allowed(path)
        found = self._look(key)
        if found.type != fs.FileType.File:
            raise FileNotFoundError(path)
        return {"name": self._url(key), "size": found.size, "type": "file", "mtime": found.mtime}

    def exists(self, path: str, **_: Any) -> bool:
        """Whether an object of that name is there."""
        return bool(self._look(self._allowed(path)).type == fs.FileType.File)

    def modified(self, path: str) -> datetime:
        """When the object was written, UTC."""
        when: datetime = self.info(path)["mtime"] or datetime.fromtimestamp(0, UTC)
        return when

    def open(self, path: str, mode: str = "rb", **_: Any) -> LakeFile:
        """The object, for reading; nothing is asked of S3 before the first read."""
        key = self._allowed(path)
        if mode != "rb":
            raise PermissionError(f"the lake is read-only here; mode {mode!r} is refused")
        return LakeFile(lambda: self._files.open_input_file(key), self.info(path)["size"])

    def _look(self, key: str) -> fs.FileInfo:
        """From a listing of the last 30 s, else asked."""
        at, info = self._known.get(key, (0.0, None))
        if info is None or self._clock() - at > INFO_EXPIRY_S:
            info = self._files.get_file_info(key)
            self._known[key] = (self._clock(), info)
        return info

    def _allowed(self, path: str) -> str:
        key = path.removeprefix(f"{self.protocol}://")
        if not key.startswith(f"{self._root}/") or not is_plain(key.removeprefix(f"{self._root}/")):
            raise PermissionError("that path is outside the lake")
        return key

    def _url(self, key: str) -> str:
        return f"{self.protocol}://{key}"


def is_plain(key: str) -> bool:
    """Whether no segment is empty, `.` or `..`: S3 takes those literally, but a client on the way may not."""
    return not any(segment in ("", ".", "..") for segment in key.split("/"))


def _matches(path: str, pattern: str) -> bool:
    """Shell matching by segments, where `**` is any number of them.

    >>> _matches("b/x/d=1/a.parquet", "b/x/**/*.parquet"), _matches("b/x/d=1/a.parquet", "b/x/*.parquet")
    (True, False)
    """
    names, wanted = path.split("/"), pattern.split("/")
    if "**" in wanted:
        at = wanted.index("**")
        tail = wanted[at + 1 :]
        return (
            len(names) >= len(wanted) - 1
            and all(map(fnmatch.fnmatchcase, names[:at], wanted[:at]))
            and all(map(fnmatch.fnmatchcase, names[len(names) - len(tail) :], tail))
        )
    return len(names) == len(wanted) and all(map(fnmatch.fnmatchcase, names, wanted))
