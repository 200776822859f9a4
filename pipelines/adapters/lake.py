"""The lake: objects in a folder, or under an S3 prefix. One object is there whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path
from urllib.parse import urlparse

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from schemas.errors import ConfigurationFault


class FolderLake:
    """`pipelines.ports.Lake` in a local folder: written beside, made durable, then renamed into place."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def exists(self, key: str) -> bool:
        return (self._root / key).exists()

    def close(self) -> None:
        pass


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


class S3Lake:
    """`pipelines.ports.Lake` under `s3://bucket/prefix`: one atomic PutObject an object, botocore's standard retries."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        config = Config(retries={"mode": "standard", "total_max_attempts": 8}, connect_timeout=5, read_timeout=30)
        self._s3 = boto3.client("s3", config=config)

    def put(self, key: str, data: bytes) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=self._prefix + key, Body=data)

    def exists(self, key: str) -> bool:
        try:
            self._s3.head_object(Bucket=self._bucket, Key=self._prefix + key)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey", "NotFound"):
                return False
            raise
        return True

    def close(self) -> None:
        self._s3.close()


def open_lake(location: str) -> FolderLake | S3Lake:
    """The lake at `location`: a folder, or `s3://bucket/prefix`.

    Raises:
        ConfigurationFault: another scheme, or no bucket.
    """
    url = urlparse(location)
    if url.scheme in ("", "file") or len(url.scheme) == 1:
        return FolderLake(Path(url.path if url.scheme == "file" else location))
    if url.scheme != "s3" or not url.netloc:
        raise ConfigurationFault(f"--lake {location!r} is neither a folder nor s3://bucket/prefix.")
    return S3Lake(url.netloc, url.path.strip("/"))
