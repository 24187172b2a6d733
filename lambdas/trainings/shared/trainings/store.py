"""The bucket as the domain sees it: JSON documents that are read, written once, or replaced when nobody else did.

Two students' clients, two runs of the weekly job or a retried request may meet at the same key. S3's conditional writes
decide who was first; this module is the only one that knows how that is said to S3.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from trainings.documents import BadDocument, parse_json

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CONFLICT_ATTEMPTS = 8
_WRITE_ID = "stackyard-write-id"  # metadata that tells a retried write of ours from somebody else's


class AlreadyThere(Exception):  # noqa: N818  # the name says what is the case, which need not be an error
    """A document that was to be written once exists already; the first one stands."""


class Changed(Exception):  # noqa: N818  # the name says what is the case, which need not be an error
    """A document was changed (or removed) by somebody else since it was read."""


class DamagedDocument(BadDocument):
    """A stored document is not JSON; ``name`` is its key."""


@dataclass(frozen=True)
class Head:
    """What S3 knows of an object without its content."""

    key: str
    etag: str
    size: int
    last_modified: datetime


@dataclass(frozen=True)
class Document:
    """A stored JSON document: its content and the version that ``put_matching`` compares."""

    key: str
    value: Any
    etag: str
    last_modified: datetime


class Store:
    """JSON documents of one bucket.

    Every method raises ``botocore.exceptions.ClientError`` when S3 refuses the call. A missing key reads as ``None``;
    S3 only admits that a key is missing to roles that may list the bucket.
    """

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def get(self, key: str, parse: Callable[[bytes, str], Any] = parse_json) -> Document | None:
        """Read a document with its version; ``None`` when missing. Raises ``DamagedDocument`` when it is not JSON."""
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
        try:
            value = parse(found["Body"].read(), key)
        except BadDocument as error:
            raise DamagedDocument(error.name, error.faults) from None
        return Document(key, value, found["ETag"], found["LastModified"])

    def get_json(self, key: str) -> Any | None:
        """Read a document's content; ``None`` when missing. Raises ``DamagedDocument`` when it is not JSON."""
        found = self.get(key)
        return None if found is None else found.value

    def head(self, key: str) -> Head | None:
        """Look at an object without reading it; ``None`` when missing."""
        found = self._head(key)
        if found is None:
            return None
        return Head(key, found["ETag"], found["ContentLength"], found["LastModified"])

    def put_json(self, key: str, value: Any) -> str:
        """Write a document, whatever was there before. Returns its ETag."""
        return self._put(key, value, {}, {})

    def put_new_json(self, key: str, value: Any) -> str:
        """Write a document that must not exist yet. Returns its ETag.

        Raises ``AlreadyThere``, and only when it was somebody else who wrote: a write whose answer got lost, and which
        the client library therefore sent again, counts as written (needs ``s3:GetObject`` on the key).
        """
        write_id = uuid.uuid4().hex
        try:
            return self._put(key, value, {"IfNoneMatch": "*"}, {_WRITE_ID: write_id})
        except _ConditionFailed:
            found = self._head(key)
            if found is not None and found["Metadata"].get(_WRITE_ID) == write_id:
                return str(found["ETag"])
            raise AlreadyThere(key) from None

    def put_matching(self, key: str, value: Any, etag: str) -> str:
        """Replace the document that was read as ``etag``. Returns the new ETag. Raises ``Changed``."""
        write_id = uuid.uuid4().hex
        try:
            return self._put(key, value, {"IfMatch": etag}, {_WRITE_ID: write_id})
        except _ConditionFailed:
            found = self._head(key)
            if found is not None and found["Metadata"].get(_WRITE_ID) == write_id:
                return str(found["ETag"])
            raise Changed(key) from None

    def list_prefixes(self, prefix: str = "") -> Iterator[str]:
        """Name the "folders" directly under ``prefix``, without it and without the slash, in S3's order."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix, Delimiter="/")
        for page in pages:
            for common in page.get("CommonPrefixes", []):
                yield common["Prefix"][len(prefix) : -1]

    def list_keys(self, prefix: str) -> Iterator[Head]:
        """List every object under ``prefix``, page by page (1,000 objects a call), in S3's order."""
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                yield Head(entry["Key"], entry["ETag"], entry["Size"], entry["LastModified"])

    def _head(self, key: str) -> Mapping[str, Any] | None:
        try:
            return self._s3.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _is_missing(error):
                return None
            raise

    def _put(self, key: str, value: Any, condition: dict[str, Any], metadata: dict[str, str]) -> str:
        request: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": key,
            "ContentType": "application/json",
            "Metadata": metadata,
        }
        body = json.dumps(value, separators=(",", ":")).encode()
        for attempts_left in reversed(range(_CONFLICT_ATTEMPTS)):
            try:
                return str(self._s3.put_object(**request, **condition, Body=body)["ETag"])
            except ClientError as error:
                # 409: another conditional write is under way at this moment; S3 asks to try again.
                if _status(error) == HTTPStatus.CONFLICT and attempts_left:
                    continue
                gone = "IfMatch" in condition and _is_missing(error)
                if gone or _status(error) == HTTPStatus.PRECONDITION_FAILED:
                    raise _ConditionFailed from None
                raise
        raise AssertionError("unreachable: the last attempt returns or raises")


class _ConditionFailed(Exception):  # noqa: N818  # internal; says what is the case
    """S3 refused a conditional write."""


def _is_missing(error: ClientError) -> bool:
    # A bucket that is gone must not look like one that is empty.
    return _status(error) == HTTPStatus.NOT_FOUND and error.response["Error"]["Code"] != "NoSuchBucket"


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
