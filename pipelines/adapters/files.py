"""Files as blocks of records: newline-delimited, plain or gzip, in a folder or under an S3 prefix."""

import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlparse

import boto3
import pyarrow as pa

from pipelines.domain.blocks import RawBlock
from schemas.errors import ConfigurationFault
from schemas.tables import TIME

_BLOCK_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: `location` is a path or `s3://bucket/key`; `modified_at` stands in for the arrival of its records."""

    location: str
    modified_at: datetime
    compressed_bytes: int

    @property
    def shard(self) -> str:
        """What `source_shard` calls it: a hash, because a file's name may hold what the lake must not."""
        return f"file-{hashlib.sha256(self.location.encode()).hexdigest()[:16]}"


def find_files(source: str) -> list[SourceFile]:
    """The file at `source`, or all files below it, sorted by location; hidden and empty ones are passed over.

    Raises:
        ConfigurationFault: there is none.
    """
    url = urlparse(source)
    found = list(_s3_files(url.netloc, url.path.lstrip("/")) if url.scheme == "s3" else _local_files(Path(source)))
    if not found:
        raise ConfigurationFault(f"no file with records at {source!r}: give a file, a folder, or s3://bucket/prefix.")
    return sorted(found, key=lambda file: file.location)


def _local_files(root: Path) -> Iterator[SourceFile]:
    for path in [root] if root.is_file() else root.rglob("*"):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(root).parts)
        if path.is_file() and not hidden and path.stat().st_size:
            yield SourceFile(str(path), datetime.fromtimestamp(path.stat().st_mtime, UTC), path.stat().st_size)


def _s3_files(bucket: str, prefix: str) -> Iterator[SourceFile]:
    for page in boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents", []):
            if item["Size"] and not item["Key"].rsplit("/", 1)[-1].startswith((".", "_")):
                yield SourceFile(f"s3://{bucket}/{item['Key']}", item["LastModified"].astimezone(UTC), item["Size"])


def read_blocks(file: SourceFile) -> Iterator[RawBlock]:
    """The file's lines as blocks of about 8 MiB; `sequences` are line numbers from 1. Blank lines are no records."""
    line = 0
    with _open(file.location) as stream:
        while lines := stream.readlines(_BLOCK_BYTES):
            yield _block(file, lines, line + 1)
            line += len(lines)


def _block(file: SourceFile, lines: list[bytes], first: int) -> RawBlock:
    stripped = [line.rstrip(b"\r\n") for line in lines]
    kept = [(number, record) for number, record in enumerate(stripped, first) if record.strip()]
    return RawBlock(
        shard=file.shard,
        records=pa.array([record for _, record in kept], pa.binary()),
        sequences=pa.array([f"{number:012d}" for number, _ in kept], pa.string()),
        arrived_at=pa.array([file.modified_at] * len(kept), TIME),
    )


def _open(location: str) -> IO[bytes]:
    url = urlparse(location)
    raw: IO[bytes]
    if url.scheme == "s3":
        raw = io.BytesIO(boto3.client("s3").get_object(Bucket=url.netloc, Key=url.path.lstrip("/"))["Body"].read())
    else:
        raw = open(location, "rb")  # noqa: SIM115
    magic = raw.read(2)
    raw.seek(0)
    return cast(IO[bytes], gzip.open(raw, "rb")) if magic == b"\x1f\x8b" else raw
