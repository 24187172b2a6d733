"""Objects of S3 as sources, on an S3 that is not of our own making."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from gearbox.describe import describe
from gearbox.description import Rules
from gearbox.s3_source import S3Source
from gearbox.source import ObjectGone
from moto import mock_aws

from tests.gearbox_files import VALID
from tests.gearbox_files.archives import zipped

CONTENT = bytes(range(256)) * 8192  # 2 MiB
KEY = "scans/../größe 1%2F.bin"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        s3: Any = boto3.client("s3", region_name="eu-central-1")
        s3.create_bucket(Bucket="inbox", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_bucket_versioning(Bucket="inbox", VersioningConfiguration={"Status": "Enabled"})
        yield s3


def put(s3: Any, content: bytes = CONTENT) -> S3Source:
    answer = s3.put_object(Bucket="inbox", Key=KEY, Body=content)
    return S3Source(s3, "inbox", KEY, version_id=answer["VersionId"], size=len(content), etag=answer["ETag"].strip('"'))


def test_stream__gives_the_object_by_one_request(s3: Any) -> None:
    source = put(s3)

    chunks = list(source.stream(1_000_000))

    assert b"".join(chunks) == CONTENT
    assert max(len(chunk) for chunk in chunks) <= 1_000_000
    assert source.requests == 1


def test_open_file__reads_ranges_and_keeps_what_it_read(s3: Any) -> None:
    source = put(s3)
    file = source.open()

    for place in (0, 1_000_000, 10, 1_000_010):
        file.seek(place)
        assert file.read(100) == CONTENT[place : place + 100]

    assert source.requests == 2


def test_head__gives_no_more_than_there_is(s3: Any) -> None:
    assert put(s3).head(10) == CONTENT[:10]
    assert put(s3, b"abc").head(10) == b"abc"
    assert put(s3, b"").head(10) == b""


def test_version__is_read_though_another_one_took_its_place(s3: Any) -> None:
    source = put(s3)
    put(s3, b"new")

    assert source.head(4) == CONTENT[:4]


def test_object_that_was_removed__is_gone(s3: Any) -> None:
    source = put(s3)
    s3.delete_object(Bucket="inbox", Key=KEY, VersionId=source.version_id)

    with pytest.raises(ObjectGone):
        list(source.stream(1000))
    with pytest.raises(ObjectGone):
        source.open().read(1)


def test_object_behind_a_delete_marker__is_gone_for_whoever_knows_no_version(s3: Any) -> None:
    put(s3)
    s3.delete_object(Bucket="inbox", Key=KEY)

    with pytest.raises(ObjectGone):
        S3Source(s3, "inbox", KEY, version_id="", size=1, etag="").head(1)


def test_object_that_was_replaced__is_gone_for_whoever_knows_its_etag_only(s3: Any) -> None:
    old = put(s3)
    put(s3, b"new")

    with pytest.raises(ObjectGone):
        S3Source(s3, "inbox", KEY, version_id="", size=old.size, etag=old.etag).head(1)


def test_other_refusal_of_s3__is_told_as_it_is(s3: Any) -> None:
    source = S3Source(s3, "no-such-bucket", KEY, version_id="", size=5, etag="")

    with pytest.raises(ClientError, match="NoSuchBucket"):
        source.head(1)


@pytest.mark.parametrize("what", ["png", "pdf", "csv", "tar.gz"])
def test_small_file__is_described_by_one_request(s3: Any, what: str) -> None:
    sample = VALID[what](Random(1))
    source = put(s3, sample.content)

    assert describe(source, sample.name, "", Rules()).kind == sample.kind
    assert source.requests == 1


def test_large_archive__is_described_by_few_requests(s3: Any) -> None:
    source = put(s3, zipped({f"{number}": Random(number).randbytes(1_000_000) for number in range(8)}))

    description = describe(source, "a.zip", "application/zip", Rules())

    assert description.metadata["entries"] == 8
    assert source.requests <= 4  # the digest, and the directory
