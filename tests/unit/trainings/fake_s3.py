"""An S3 bucket in memory, as far as the domain's store uses one: conditional writes, listings, missing keys.

Writes are atomic under a lock, as S3's are, so tests may let threads meet at one key. Faults are queued by operation.
"""

# ruff: noqa: ARG002, N803  # the signatures are boto3's

from __future__ import annotations

import hashlib
import io
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

WRITTEN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday


@dataclass
class Stored:
    body: bytes
    metadata: dict[str, str]
    last_modified: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body + repr(self.metadata).encode()).hexdigest()[:32]}"'


@dataclass
class FakeS3:
    """The operations that ``Store`` calls. ``calls`` counts them; ``faults[operation]`` are raised one by one first."""

    page_size: int = 1000
    modified: datetime = WRITTEN
    objects: dict[str, Stored] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    faults: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, key: str, body: bytes) -> None:
        """Put an object straight into the bucket."""
        self.objects[key] = Stored(body, {}, self.modified)

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        found = self._found("GetObject", Key, "NoSuchKey")
        return {"Body": io.BytesIO(found.body), "ETag": found.etag, "LastModified": found.last_modified}

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        found = self._found("HeadObject", Key, "404")
        return {
            "ETag": found.etag,
            "LastModified": found.last_modified,
            "ContentLength": len(found.body),
            "Metadata": found.metadata,
        }

    def put_object(
        self, *, Bucket: str, Key: str, Body: bytes, ContentType: str, Metadata: dict[str, str],
        IfNoneMatch: str = "", IfMatch: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        with self.lock:
            self._begin("PutObject")
            there = self.objects.get(Key)
            if IfMatch and there is None:
                raise failure("PutObject", "NoSuchKey", 404)
            if (IfNoneMatch and there) or (IfMatch and there and there.etag != IfMatch):
                raise failure("PutObject", "PreconditionFailed", 412)
            self.objects[Key] = Stored(Body, Metadata, self.modified)
            return {"ETag": self.objects[Key].etag}

    def get_paginator(self, operation: str) -> FakeS3:
        assert operation == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str, Delimiter: str = "") -> Iterator[dict[str, Any]]:
        keys = sorted(key for key in tuple(self.objects) if key.startswith(Prefix))  # others may write meanwhile
        rest = [key[len(Prefix) :] for key in keys]
        folders = sorted({f"{Prefix}{name.split('/')[0]}/" for name in rest if Delimiter and "/" in name})
        entries: list[Any] = [{"Prefix": folder} for folder in folders]
        entries += [self._entry(key) for key in keys if not (Delimiter and "/" in key[len(Prefix) :])]
        for start in range(0, max(len(entries), 1), self.page_size):
            with self.lock:
                self._begin("ListObjectsV2")
            page = entries[start : start + self.page_size]
            yield {
                "Contents": [entry for entry in page if "Key" in entry],
                "CommonPrefixes": [entry for entry in page if "Prefix" in entry],
            }

    def _entry(self, key: str) -> dict[str, Any]:
        stored = self.objects[key]
        return {"Key": key, "ETag": stored.etag, "Size": len(stored.body), "LastModified": stored.last_modified}

    def _found(self, operation: str, key: str, code: str) -> Stored:
        with self.lock:
            self._begin(operation)
            if key not in self.objects:
                raise failure(operation, code, 404)
            return self.objects[key]

    def _begin(self, operation: str) -> None:
        self.calls[operation] += 1
        if self.faults[operation]:
            raise self.faults[operation].pop(0)


def failure(operation: str, code: str, status: int) -> ClientError:
    """Make the exception that boto3 raises for an error answer of S3."""
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, operation)
