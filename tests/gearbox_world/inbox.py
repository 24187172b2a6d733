"""The inbox in memory: a versioned bucket that tells of everything that happens to it."""

# ruff: noqa: N803  # the signatures are boto3's

from __future__ import annotations

import hashlib
import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import quote_plus

from gearbox.inbox import Found
from gearbox.source import ObjectGone

from tests.gearbox_world.faults import Wire, refusal

BUCKET = "inbox"


@dataclass(frozen=True)
class Version:
    """A version of an object; ``content`` is ``None`` for a delete marker."""

    id: str
    content: bytes | None

    @property
    def etag(self) -> str:
        return hashlib.md5(self.content or b"", usedforsecurity=False).hexdigest()


@dataclass
class FakeInbox:
    """An S3 client of one bucket. Changing it returns the body of the message that S3 sends about it."""

    wire: Wire = field(default_factory=Wire)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def put(self, key: str, content: bytes) -> str:
        """Put an object."""
        version = Version(f"v{next(self._numbers)}", content)
        self.versions.setdefault(key, []).append(version)
        return self._told("ObjectCreated:Put", key, version)

    def delete(self, key: str) -> str:
        """Delete an object: what was there stays as a version."""
        version = Version(f"v{next(self._numbers)}", None)
        self.versions.setdefault(key, []).append(version)
        return self._told("ObjectRemoved:DeleteMarkerCreated", key, version)

    def delete_version(self, key: str, number: int) -> str:
        """Delete a version for good, by its place; what was below the newest one may come to light."""
        version = self.versions[key].pop(number)
        return self._told("ObjectRemoved:Delete", key, version)

    def now(self, key: str) -> Version | None:
        """Return what stands there now."""
        versions = self.versions.get(key)
        return versions[-1] if versions and versions[-1].content is not None else None

    def head_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> dict[str, Any]:
        assert Bucket == BUCKET

        def head() -> dict[str, Any]:
            found = self._version(Key, VersionId) if VersionId else self.now(Key)
            if found is None:
                raise refusal("HeadObject", "404", 404)
            if found.content is None:
                raise refusal("HeadObject", "405", 405)
            size = len(found.content)
            return {
                "VersionId": found.id,
                "ContentLength": size,
                "ETag": f'"{found.etag}"',
                "ContentType": "text/plain",
            }

        return self.wire.call("HeadObject", head)

    def read(self, found: Found) -> bytes:
        """Read a version. Raises ``ObjectGone``."""

        def get() -> bytes:
            version = self._version(found.key, found.version_id)
            if version is None or version.content is None:
                raise ObjectGone(found.key)
            return version.content

        return self.wire.call("GetObject", get)

    def _version(self, key: str, version_id: str) -> Version | None:
        return next((one for one in self.versions.get(key, []) if one.id == version_id), None)

    def _told(self, event: str, key: str, version: Version) -> str:
        # Sequencers grow, and are of different lengths: as numbers they would not.
        number = next(self._numbers)
        sequencer = f"{number:06X}" + "5" * (number // 2 % 3)
        told: dict[str, Any] = {"key": quote_plus(key, safe="/"), "versionId": version.id, "sequencer": sequencer}
        if version.content is not None and event.startswith("ObjectCreated"):
            told |= {"size": len(version.content), "eTag": version.etag}
        entry = {"eventName": event, "eventTime": "2026-11-21T10:00:00.000Z"}
        return json.dumps({"Records": [{**entry, "s3": {"bucket": {"name": BUCKET}, "object": told}}]})


@dataclass(frozen=True)
class FakeSource:
    """A ``Source`` over one version, which may go while it is read."""

    inbox: FakeInbox
    found: Found

    @property
    def size(self) -> int:
        return self.found.size

    def head(self, n: int) -> bytes:
        return self.inbox.read(self.found)[:n]

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        yield self.head(chunk_bytes)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.inbox.read(self.found))
