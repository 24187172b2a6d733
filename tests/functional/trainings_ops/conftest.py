"""A school's bucket in process, with an API Gateway beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
from moto import mock_aws
from stackyard.operate.api_keys import KeyRing
from trainings_ops.bucket import Bucket
from trainings_ops.content import read_content
from trainings_ops.published import read_published
from trainings_ops.seed import SeedPlan, apply_seed, plan_seed

from tests.fakes.gateway import Gateway

TAGS = {"stackyard:environment": "local", "stackyard:system": "trainings"}
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@dataclass
class School:
    """The deployed system as operators see it."""

    s3: Any
    bucket: Bucket
    gateway: Gateway = field(default_factory=Gateway)

    @property
    def ring(self) -> KeyRing:
        return KeyRing(self.gateway, "stackyard-local-trainings-", TAGS, self.gateway.usage_plan)

    def seed(self, tree: Path, *, prune: bool = False, readmit: tuple[str, ...] = (), now: datetime = NOW) -> SeedPlan:
        """Plan and publish a tree the way the action does."""
        plan = self.plan(tree, prune=prune, readmit=readmit, now=now)
        apply_seed(plan, self.bucket, self.ring)
        return plan

    def plan(self, tree: Path, *, prune: bool = False, readmit: tuple[str, ...] = (), now: datetime = NOW) -> SeedPlan:
        return plan_seed(
            read_content(tree),
            read_published(self.bucket),
            self.ring.list(),
            now=now,
            zone=ZoneInfo("Europe/Warsaw"),
            prune=prune,
            readmit=readmit,
        )

    def stored(self) -> list[str]:
        """Every key of the bucket."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket.name)
        return [one["Key"] for page in pages for one in page.get("Contents", [])]


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        s3 = boto3.client("s3", "eu-central-1")
        s3.create_bucket(Bucket="school", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_bucket_versioning(Bucket="school", VersioningConfiguration={"Status": "Enabled"})
        yield School(s3, Bucket(s3, "school"))
