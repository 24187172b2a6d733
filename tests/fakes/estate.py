"""An account whose stacks have real buckets, and which knows what is tagged: what an environment leaves behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.account import Account, Refusal, Stack

BUCKET = "AWS::S3::Bucket"


@dataclass
class Estate(Account):
    """``buckets`` hold versions (key and id); ``tags`` are those of all buckets, also of some that are gone.

    The tagging API goes on naming what is gone, and a bucket that is not empty keeps its stack from being deleted.
    """

    buckets: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def fill(self) -> Estate:
        """Put something into every bucket."""
        for name in self.buckets:
            self.buckets[name] = [("document", "1"), ("document", "2")]
        return self

    def ListImports(self, ExportName: str) -> None:  # noqa: N802, N803
        raise Refusal("ValidationError", f"Export '{ExportName}' is not imported by any stack.")

    def DescribeLogGroups(self, **_: Any) -> dict[str, Any]:  # noqa: N802
        return {"logGroups": []}

    def ListObjectVersions(self, Bucket: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        return {"Versions": [{"Key": key, "VersionId": version} for key, version in self._bucket(Bucket)]}

    def ListMultipartUploads(self, Bucket: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        self._bucket(Bucket)
        return {}

    def DeleteObjects(self, Bucket: str, Delete: Mapping[str, Any], **_: Any) -> None:  # noqa: N802, N803
        gone = {(one["Key"], one["VersionId"]) for one in Delete["Objects"]}
        self.buckets[Bucket] = [one for one in self._bucket(Bucket) if one not in gone]

    def HeadBucket(self, Bucket: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        if Bucket not in self.buckets:
            raise Refusal("404", "Not Found", 404)
        return {"BucketRegion": "eu-central-1"}

    def DeleteBucket(self, Bucket: str, **_: Any) -> None:  # noqa: N802, N803
        if self._bucket(Bucket):
            raise Refusal("BucketNotEmpty", "The bucket you tried to delete is not empty", 409)
        del self.buckets[Bucket]

    def GetResources(self, TagFilters: Sequence[Mapping[str, Any]], **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        [wanted] = TagFilters
        tags = {f"arn:aws:s3:::{name}": tags for name, tags in self.tags.items()}
        tags |= {stack.stack_id: stack.tags for stack in self.stacks.values()}
        found = [arn for arn, given in tags.items() if given.get(wanted["Key"]) in wanted["Values"]]
        return {"ResourceTagMappingList": [{"ResourceARN": arn} for arn in found]}

    def _bucket(self, name: str) -> list[tuple[str, str]]:
        if name not in self.buckets:
            raise Refusal("NoSuchBucket", "The specified bucket does not exist", 404)
        return self.buckets[name]

    def _make(self, stack: Stack, name: str, definition: dict[str, Any]) -> None:
        new = name not in stack.resources
        super()._make(stack, name, definition)
        if new and definition["Type"] == BUCKET:
            bucket = stack.resources[name].physical_id = f"{stack.name}-{name}-{self.made}".lower()
            self.buckets[bucket], self.tags[bucket] = [], dict(stack.tags)

    def _delete(self, stack: Stack) -> Iterator[None]:
        self._turn(stack, "DELETE_IN_PROGRESS")
        yield
        for name, one in list(stack.resources.items()):
            if one.definition["Type"] == BUCKET and one.definition.get("DeletionPolicy") != "Retain":
                if self.buckets.get(one.physical_id):
                    one.status = "DELETE_FAILED"
                    self._tell(stack, name, BUCKET, one.status, "The bucket you tried to delete is not empty")
                    self._turn(stack, "DELETE_FAILED")
                    return
                self.buckets.pop(one.physical_id, None)
            del stack.resources[name]
            yield
        stack.change_sets.clear()
        self._turn(stack, "DELETE_COMPLETE")
