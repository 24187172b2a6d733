"""An object of S3 as a source: one version of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from botocore.exceptions import ClientError

from gearbox.ranged import RangedFile
from gearbox.source import ObjectGone

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# What S3 says of a version that is deleted, replaced, or hidden behind a delete marker.
_GONE = frozenset({"NoSuchKey", "NoSuchVersion", "PreconditionFailed", "404", "412", "405", "MethodNotAllowed"})


class S3Source:
    """One version of an object. ``requests`` counts what was asked of S3.

    ``version_id`` may be empty where a bucket keeps no versions; ``etag`` tells then whether it is the same object.
    """

    def __init__(self, s3: S3Client, bucket: str, key: str, *, version_id: str, size: int, etag: str) -> None:
        self._s3 = s3
        self._asked: dict[str, Any] = {"Bucket": bucket, "Key": key}
        if version_id and version_id != "null":
            self._asked["VersionId"] = version_id
        if etag:
            self._asked["IfMatch"] = etag if etag.startswith('"') else f'"{etag}"'
        self.version_id, self.size, self.etag = version_id, size, etag
        self.requests = 0

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        """Read the object once, by one request. Raises ``ObjectGone`` and botocore's errors."""
        body = self._get()
        try:
            while chunk := body.read(chunk_bytes):
                yield chunk
        finally:
            body.close()

    def open(self) -> BinaryIO:
        """Open the object for reading by ranges, a quarter of a megabyte each."""
        return cast("BinaryIO", RangedFile(self._range, self.size))

    def head(self, n: int) -> bytes:
        """Read the first ``n`` bytes."""
        return self._range(0, min(n, self.size)) if n > 0 and self.size > 0 else b""

    def _range(self, offset: int, size: int) -> bytes:
        return cast("bytes", self._get(Range=f"bytes={offset}-{offset + size - 1}").read())

    def _get(self, **more: Any) -> Any:
        self.requests += 1
        try:
            return self._s3.get_object(**self._asked, **more)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise ObjectGone(f"{self._asked['Key']!a} is not there any more") from None
            raise
