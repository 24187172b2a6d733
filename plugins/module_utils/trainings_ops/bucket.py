"""The trainings bucket as an operator sees it: folders, versions and bytes rather than single documents.

The functions' ``Store`` reads and writes one document at a time; publishing compares whole folders by their ETags, and
forgetting somebody goes through every version of every object.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from stackyard.errors import StackyardError
from stackyard.refusals import code_of
from stackyard.text.words import counted
from trainings import layout

DELETE_AT_ONCE = 1000  # the most that S3 deletes in one call


@dataclass(frozen=True)
class Entry:
    """An object in a listing: its key, ETag without quotes, and when it was written."""

    key: str
    etag: str
    modified: datetime


@dataclass(frozen=True)
class Folder:
    """What lies directly under a prefix: objects, and the names of further folders."""

    objects: tuple[Entry, ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One version of an object, or (``marker``) the note that it was deleted."""

    key: str
    version_id: str
    modified: datetime
    latest: bool
    marker: bool = False


def etag_of(body: bytes) -> str:
    """Give the ETag that S3 computes for an object written in one piece and encrypted with AES-256: its MD5."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


class Bucket:
    """One bucket, through an S3 client."""

    def __init__(self, client: Any, name: str, delete_at_once: int = DELETE_AT_ONCE) -> None:
        self.name = name
        self._client = client
        self._delete_at_once = delete_at_once

    def folder(self, prefix: str = "") -> Folder:
        """List one level."""
        objects: list[Entry] = []
        folders: list[str] = []
        paginator = self._client.get_paginator("list_objects_v2")
        for page in paginator.paginate(Bucket=self.name, Prefix=prefix, Delimiter="/"):
            objects += [_entry(one) for one in page.get("Contents", [])]
            folders += [one["Prefix"][len(prefix) : -1] for one in page.get("CommonPrefixes", [])]
        return Folder(tuple(objects), tuple(folders))

    def read(self, key: str, version_id: str = "") -> bytes:
        """Read an object, in its newest version unless one is named."""
        version = {"VersionId": version_id} if version_id else {}
        return bytes(self._client.get_object(Bucket=self.name, Key=key, **version)["Body"].read())

    def find(self, key: str) -> bytes | None:
        """Read an object; ``None`` when there is none."""
        try:
            return self.read(key)
        except self._client.exceptions.NoSuchKey:
            return None

    def keys(self, prefix: str) -> Iterator[str]:
        """Go through the keys of all objects under a prefix."""
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
            yield from (one["Key"] for one in page.get("Contents", []))

    def entries(self, prefix: str, most: int) -> list[Entry]:
        """List objects under a prefix, at most ``most``."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=prefix, PaginationConfig={"MaxItems": most}
        )
        return [_entry(one) for page in pages for one in page.get("Contents", [])]

    def write(self, key: str, body: bytes) -> None:
        """Write a document."""
        self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType="application/json")

    def replace(self, key: str, body: bytes, etag: str | None) -> str:
        """Write a document that was read with this ETag (``None``: was not there); gives the new version's id.

        Raises ``StackyardError`` when somebody else wrote it since.
        """
        condition = {"IfMatch": f'"{etag}"'} if etag else {"IfNoneMatch": "*"}
        try:
            done = self._client.put_object(
                Bucket=self.name, Key=key, Body=body, ContentType="application/json", **condition
            )
            return str(done.get("VersionId", "null"))
        except ClientError as error:
            if code_of(error) not in {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}:
                raise
            raise StackyardError(
                "somebody else changed the published documents at the same moment",
                given=key,
                remedy="wait for the other run to end, then run the same command again",
            ) from None

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; their older versions stay until the bucket's lifecycle removes them."""
        self._delete([{"Key": key} for key in keys])

    def erase(self, versions: Iterable[Version]) -> None:
        """Delete versions and delete markers for good."""
        self._delete([{"Key": one.key, "VersionId": one.version_id} for one in versions])

    def versions(self, prefix: str) -> Iterator[Version]:
        """Go through every version and delete marker under a prefix."""
        for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=prefix):
            for kind, marker in (("Versions", False), ("DeleteMarkers", True)):
                for one in page.get(kind, []):
                    yield Version(one["Key"], one["VersionId"], one["LastModified"], one["IsLatest"], marker)

    def folders_ever(self, prefix: str = "") -> list[str]:
        """Name the folders directly under a prefix, those with nothing but old versions included."""
        paginator = self._client.get_paginator("list_object_versions")
        pages = paginator.paginate(Bucket=self.name, Prefix=prefix, Delimiter="/")
        return sorted({one["Prefix"][len(prefix) : -1] for page in pages for one in page.get("CommonPrefixes", [])})

    def _delete(self, objects: list[dict[str, str]]) -> None:
        for start in range(0, len(objects), self._delete_at_once):
            batch = {"Objects": objects[start : start + self._delete_at_once], "Quiet": True}
            errors = self._client.delete_objects(Bucket=self.name, Delete=batch).get("Errors", [])
            if errors:
                first = errors[0]
                raise StackyardError(
                    f"{counted(len(errors), 'object')} of {self.name} could not be deleted",
                    given=f"{first.get('Key')}: {first.get('Code')} {first.get('Message', '')}",
                    remedy="mend the reason, then run the same command again: it goes on where it stopped",
                )


def _entry(listed: dict[str, Any]) -> Entry:
    return Entry(listed["Key"], listed["ETag"].strip('"'), listed["LastModified"])


def subjects_of(folders: Iterable[str]) -> list[str]:
    """Pick the subjects out of a bucket's root folders."""
    return [folder for folder in folders if not layout.is_reserved(folder)]
