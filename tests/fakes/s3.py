"""A bucket's worth of S3 for tests of the sweep: versions, delete markers, unfinished uploads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError


@dataclass
class FakeS3:
    """Buckets by name; each holds (key, version) pairs. ``held`` keys cannot be deleted."""

    versions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    markers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    uploads: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    page_size: int = 1000
    deletions: list[int] = field(default_factory=list)

    def get_paginator(self, operation: str) -> _Pages:
        return _Pages(self, operation)

    def delete_objects(self, Bucket: str, Delete: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        wanted = [(entry["Key"], entry["VersionId"]) for entry in Delete["Objects"]]
        self.deletions.append(len(wanted))
        for kept in (self.versions, self.markers):
            kept[Bucket] = [entry for entry in kept.get(Bucket, []) if entry not in wanted or entry[0] in self.held]
        held = [entry for entry in wanted if entry[0] in self.held]
        return {"Errors": [{"Key": key, "Code": "AccessDenied", "Message": "legal hold"} for key, _ in held]}

    def delete_object(self, Bucket: str, Key: str, VersionId: str) -> None:  # noqa: N803
        self.deletions.append(1)
        for kept in (self.versions, self.markers):
            kept[Bucket] = [entry for entry in kept.get(Bucket, []) if entry != (Key, VersionId)]

    def abort_multipart_upload(self, Bucket: str, Key: str, UploadId: str) -> None:  # noqa: N803
        self.uploads[Bucket].remove((Key, UploadId))

    def head_bucket(self, Bucket: str) -> dict[str, Any]:  # noqa: N803
        self._require(Bucket)
        return {"BucketArn": f"arn:aws:s3:::{Bucket}"}

    def delete_bucket(self, Bucket: str) -> None:  # noqa: N803
        if self.versions[Bucket] or self.markers.get(Bucket):
            raise ClientError({"Error": {"Code": "BucketNotEmpty", "Message": "not empty"}}, "DeleteBucket")
        del self.versions[Bucket]

    def _require(self, bucket: str) -> None:
        if bucket not in self.versions:
            raise ClientError({"Error": {"Code": "NoSuchBucket", "Message": "no such bucket"}}, "ListObjectVersions")

    def pages(self, operation: str, bucket: str) -> Iterator[dict[str, Any]]:
        self._require(bucket)
        if operation == "list_multipart_uploads":
            yield {"Uploads": [{"Key": key, "UploadId": upload} for key, upload in self.uploads.get(bucket, [])]}
            return
        entries = [("Versions", entry) for entry in self.versions[bucket]]
        entries += [("DeleteMarkers", entry) for entry in self.markers.get(bucket, [])]
        for start in range(0, len(entries), self.page_size):
            page: dict[str, Any] = {"Versions": [], "DeleteMarkers": []}
            for kind, (key, version) in entries[start : start + self.page_size]:
                page[kind].append({"Key": key, "VersionId": version})
            yield page


class _Pages:
    def __init__(self, s3: FakeS3, operation: str) -> None:
        self.s3, self.operation = s3, operation

    def paginate(self, Bucket: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        return self.s3.pages(self.operation, Bucket)
