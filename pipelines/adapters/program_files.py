"""Program files where an operator keeps them: a file, a folder, an S3 object or prefix, read whole at one look."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlparse

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from schemas.errors import ConfigurationFault
from schemas.program_file import MAX_BYTES

_ENDINGS = (".yaml", ".yml")
_MOST_PAGES = 10
_MOST_FILES = 1000
_Found = TypeVar("_Found")
_ABSENT = ("404", "NoSuchKey", "NoSuchBucket", "NotFound")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What lay there at one look: names and contents in the order of the locations, those of a folder by name.

    `faults`: what could not be read and why, a line each, as `schemas.program_file` writes them.
    """

    files: tuple[tuple[str, bytes], ...]
    faults: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for the same names and bytes, whenever they were written.

        >>> Snapshot((("a.yaml", b"x"),)).fingerprint == Snapshot((("a.yaml", b"y"),)).fingerprint
        False
        """
        whole = hashlib.sha256(repr((self.faults, [(name, len(content)) for name, content in self.files])).encode())
        for _, content in self.files:
            whole.update(content)
        return whole.hexdigest()


class ProgramFiles:
    """The program files at some locations. Not thread-safe."""

    def __init__(self, locations: Sequence[str]) -> None:
        self._locations = tuple(locations)
        self._s3: Any = None
        self._fetched: dict[str, tuple[str, bytes]] = {}

    def read(self) -> Snapshot:
        """What lies there now. Files on disk are read each time, which is cheaper than to trust their times; an object
        on S3 only when its ETag is new.

        Raises:
            ClientError: S3 refuses, for another reason than that nothing is there.
            BotoCoreError: S3 cannot be reached.
        """
        files: list[tuple[str, bytes]] = []
        faults: list[str] = []
        for location in self._locations:
            try:
                files += self._objects(location) if is_s3(location) else _local_files(Path(location))
            except OSError as error:
                where = error.filename or location
                faults.append(f"{where}:1: file: cannot be read ({error.strerror}); check the path and its permissions")
            except ConfigurationFault as fault:
                faults.append(f"{location}:1: file: {fault}")
        names = {name for name, _ in files}
        self._fetched = {name: got for name, got in self._fetched.items() if name in names}
        return Snapshot(tuple(files), tuple(faults))

    def close(self) -> None:
        """Let the connections go."""
        if self._s3 is not None:
            self._s3.close()

    def _objects(self, location: str) -> list[tuple[str, bytes]]:
        url = urlparse(location, allow_fragments=False)
        bucket, key = url.netloc, url.path.lstrip("/")
        if self._s3 is None:
            config = Config(
                retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=5, read_timeout=10
            )  # a session of its own: boto3's default one is not safe to use from several threads
            self._s3 = boto3.session.Session().client("s3", config=config)
        try:
            found = [(key, self._etag(bucket, key))] if key.endswith(_ENDINGS) else self._listed(bucket, key)
            return [(f"s3://{bucket}/{name}", self._content(bucket, name, etag)) for name, etag in found]
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "Unknown")
            if code in _ABSENT:
                raise ConfigurationFault(f"cannot be read ({code}); check bucket and key") from None
            raise

    def _etag(self, bucket: str, key: str) -> str:
        return str(self._s3.head_object(Bucket=bucket, Key=key)["ETag"])

    def _listed(self, bucket: str, prefix: str) -> list[tuple[str, str]]:
        folder = f"{prefix.rstrip('/')}/" if prefix else ""
        found: list[tuple[str, str]] = []
        asked: dict[str, Any] = {"Bucket": bucket, "Prefix": folder, "Delimiter": "/"}
        for _ in range(_MOST_PAGES):
            page = self._s3.list_objects_v2(**asked)
            objects = ((item["Key"], item["ETag"]) for item in page.get("Contents", ()))
            found += [(key, etag) for key, etag in objects if _is_program(key.rsplit("/", 1)[-1])]
            if not page.get("IsTruncated"):
                return _some(sorted(found))
            asked["ContinuationToken"] = page["NextContinuationToken"]
        raise ConfigurationFault("holds too many objects; give the programs a prefix of their own")

    def _content(self, bucket: str, key: str, etag: str) -> bytes:
        name = f"s3://{bucket}/{key}"
        had = self._fetched.get(name)
        if had is None or had[0] != etag:
            answer = self._s3.get_object(Bucket=bucket, Key=key)
            with answer["Body"] as body:
                had = self._fetched[name] = (str(answer["ETag"]), body.read(MAX_BYTES + 1))
        return had[1]


def is_s3(location: str) -> bool:
    """Whether a location lies on S3."""
    return location.startswith("s3://")


def read_snapshot(locations: Sequence[str]) -> Snapshot:
    """What lies at the locations now, once.

    Raises:
        ClientError: see `ProgramFiles.read`.
        BotoCoreError: see `ProgramFiles.read`.
    """
    files = ProgramFiles(locations)
    try:
        return files.read()
    finally:
        files.close()


def _local_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """
    Raises:
        OSError: something cannot be read.
        ConfigurationFault: a folder without a program; neither a file nor a folder.
    """
    if path.exists() and not (path.is_dir() or path.is_file()):
        raise ConfigurationFault("is neither a file nor a folder; give one")
    inside = [each for each in path.iterdir() if _is_program(each.name)] if path.is_dir() else None
    for each in [path] if inside is None else _some(sorted(inside)):
        with each.open("rb") as file:
            yield str(each), file.read(MAX_BYTES + 1)


def _is_program(name: str) -> bool:
    """Whether a file of this name in a folder is a program: not hidden, not an editor's copy, not set aside with `_`.

    >>> [name for name in ("clinic.yaml", "salon.yml", ".clinic.yaml.swp", "_draft.yaml", "clinic.yaml~") if _is_program(name)]
    ['clinic.yaml', 'salon.yml']
    """
    return name.endswith(_ENDINGS) and not name.startswith((".", "_"))


def _some(found: list[_Found]) -> list[_Found]:
    if not found:
        raise ConfigurationFault("holds no program; put a file there whose name ends in .yaml")
    if len(found) > _MOST_FILES:
        raise ConfigurationFault(f"holds more than {_MOST_FILES:,} programs; give another place")
    return found
