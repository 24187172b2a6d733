"""Lists of versions against names that XML cannot carry."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.buckets import empty_bucket

from embedded.lifecycle.environment import REGION
from tests.contract.embedded_server import EmbeddedServer

NAMES = ["\x01\x1b[31mred", "a b+c%20&<>", "folder/plain", "tab\tand\nline", "日本\ufffe"]


def filled(server: EmbeddedServer) -> tuple[Any, str]:
    """S3, and a bucket with versions under awkward names."""
    s3, bucket = server.client("s3"), f"names-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for name in NAMES:
        s3.put_object(Bucket=bucket, Key=name, Body=b"text")
    return s3, bucket


def test_stock__makes_lists_that_cannot_be_read(stock: EmbeddedServer) -> None:
    s3, bucket = filled(stock)

    with pytest.raises(ClientError, match="500"):
        s3.list_object_versions(Bucket=bucket)


def test_list_of_versions__gives_every_name(repaired: EmbeddedServer) -> None:
    s3, bucket = filled(repaired)

    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})

    assert sorted(one["Key"] for page in pages for one in page["Versions"]) == sorted(NAMES)


def test_bucket__is_emptied_of_any_name(repaired: EmbeddedServer) -> None:
    s3, bucket = filled(repaired)

    assert empty_bucket(s3, bucket) == len(NAMES)
    s3.delete_bucket(Bucket=bucket)
