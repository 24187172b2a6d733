"""Who is measured: a project, the bucket it packages into, and the proxy that counts on the way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ..measuring import Measurement, measured
from ..running import Cost
from ..traffic import CountingProxy
from .functions import Function

_DELETED_AT_ONCE = 500


class Project(Protocol):
    """A project that can be changed, packaged, and made to forget what it has built."""

    def package(self) -> Cost:
        """Package everything."""

    def package_bumped(self) -> Cost:
        """Package after a bump, with whatever has to come before."""

    def edit(self, function: Function, revision: int) -> None:
        """Change one handler."""

    def bump(self, version: str) -> None:
        """Ask for another version of the shared requirement."""

    def forget(self) -> None:
        """Forget everything that was built."""


@dataclass(frozen=True)
class Store:
    """A bucket; ``client`` is a boto3 S3 client that no proxy counts."""

    client: Any
    bucket: str

    def make(self) -> None:
        """Make the bucket, unless it is there."""
        if self.bucket in {found["Name"] for found in self.client.list_buckets()["Buckets"]}:
            return
        self.client.create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": self.client.meta.region_name}
        )

    def sizes(self) -> dict[str, int]:
        """Bytes of everything that is in there, by key."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {found["Key"]: found["Size"] for page in pages for found in page.get("Contents", [])}

    def read(self, key: str) -> bytes:
        """The content of one key."""
        return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def empty(self) -> None:
        """Delete everything, earlier versions included."""
        pages = self.client.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        found = [
            {"Key": one["Key"], "VersionId": one["VersionId"]}
            for page in pages
            for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        ]
        for start in range(0, len(found), _DELETED_AT_ONCE):
            batch = found[start : start + _DELETED_AT_ONCE]
            self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": batch, "Quiet": True})


@dataclass(frozen=True)
class Contender:
    """One side of the comparison."""

    name: str
    project: Project
    store: Store
    proxy: CountingProxy

    def start_over(self) -> None:
        """Forget everything, here and in the bucket."""
        self.project.forget()
        self.store.empty()

    def package(self) -> Measurement:
        """Package everything."""
        return measured(self.proxy, self.project.package)

    def package_bumped(self) -> Measurement:
        """Package after a bump."""
        return measured(self.proxy, self.project.package_bumped)
