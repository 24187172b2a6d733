"""The inbox bucket: what is there now, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}  # the second for a delete marker asked for by version


@dataclass(frozen=True)
class Found:
    """An object of the inbox: one version of one key. ``size`` in bytes, ``etag`` without quotes."""

    bucket: str
    key: str
    version_id: str
    size: int
    etag: str
    declared_type: str


class Inbox:
    """One bucket, through an S3 client.

    S3 admits that a key is missing only to roles that may list the bucket; to others it is forbidden.
    """

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self.bucket = bucket

    def look(self, key: str, version_id: str = "") -> Found | None:
        """Look at a version of an object, or at the one that stands there now; ``None`` when there is none."""
        which: dict[str, Any] = {"VersionId": version_id} if version_id else {}
        try:
            told = self._s3.head_object(Bucket=self.bucket, Key=key, **which)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in _ABSENT:
                return None
            raise
        return Found(
            bucket=self.bucket,
            key=key,
            version_id=told.get("VersionId", ""),
            size=told["ContentLength"],
            etag=told["ETag"].strip('"'),
            declared_type=told.get("ContentType", ""),
        )
