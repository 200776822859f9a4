"""Where a lake on S3 is, and how it is reached: the default credential chain, through `pyarrow.fs.S3FileSystem`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pyarrow import fs

from dashboards.lake_files import LakeFiles, is_plain
from schemas.errors import ConfigurationFault


class WarehouseError(ConfigurationFault):
    """The lake cannot be read: where it was looked for, why not, and what to do."""


@dataclass(frozen=True, slots=True)
class S3Location:
    """A bucket and the prefix in it, without slashes at the ends; the prefix may be empty."""

    bucket: str
    prefix: str

    @property
    def root(self) -> str:
        """`bucket/prefix`, as pyarrow names it."""
        return f"{self.bucket}/{self.prefix}" if self.prefix else self.bucket


def parse_location(url: str) -> S3Location:
    """The bucket and prefix of an `s3://` URL.

    >>> parse_location("s3://b/some/lake/").root
    'b/some/lake'

    Raises:
        WarehouseError: it names no bucket, or has `.`, `..` or empty segments.
    """
    bucket, _, prefix = url.removeprefix("s3://").rstrip("/").partition("/")
    if not bucket or (prefix and not is_plain(prefix)):
        raise WarehouseError(f"{url!r} is not a place on S3. Write it as s3://bucket/prefix.")
    return S3Location(bucket, prefix)


def s3_filesystem(environ: Mapping[str, str] | None = None) -> fs.S3FileSystem:
    """S3 by the default credential chain; `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` and `AWS_REGION` are honoured.

    An endpoint is addressed by path, as emulators want it.
    """
    env = os.environ if environ is None else environ
    options: dict[str, Any] = {"connect_timeout": 5, "request_timeout": 30}
    if region := env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION"):
        options["region"] = region
    if endpoint := env.get("AWS_ENDPOINT_URL_S3") or env.get("AWS_ENDPOINT_URL"):
        url = urlsplit(endpoint)
        options |= {"scheme": url.scheme or "https", "endpoint_override": url.netloc}
    return fs.S3FileSystem(**options)


def s3_files(location: S3Location, files: fs.FileSystem) -> LakeFiles:
    """The objects under `location`, as DuckDB reads `s3://` paths."""
    return LakeFiles("s3", location.root, files)
