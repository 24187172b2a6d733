from __future__ import annotations

import base64
import hashlib

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber
from stackyard.errors import StackyardError
from stackyard.package.bucket.artifact_bucket import ArtifactBucket, Held, hot_note, set_note

KEY = "artifacts/0a.zip"


@pytest.fixture
def stubbed():
    client = boto3.client("s3", region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stub:
        yield stub, ArtifactBucket(client, "artifacts-of-shop", pause=lambda _: None)
        stub.assert_no_pending_responses()


@pytest.fixture
def file(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"zip")
    return tmp_path / "x.zip"


CHECKSUM = base64.b64encode(hashlib.sha256(b"zip").digest()).decode()
STORED = {"ETag": '"0a"', "ChecksumSHA256": CHECKSUM}


def expected():
    put = {"Bucket": "artifacts-of-shop", "Key": KEY, "Body": ANY}
    return {**put, "ChecksumSHA256": CHECKSUM, "IfNoneMatch": "*"}


def test_artifact__is_put_with_its_checksum_and_never_over_another(stubbed, file):
    stub, bucket = stubbed
    stub.add_response("put_object", STORED, expected())
    bucket.put({KEY: file})


def test_artifact_that_another_run_put_first__is_as_good(stubbed, file):
    stub, bucket = stubbed
    stub.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    bucket.put({KEY: file})


def test_artifact_that_another_run_is_putting_now__is_tried_again(stubbed, file):
    stub, bucket = stubbed
    stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    stub.add_response("put_object", STORED, expected())
    bucket.put({KEY: file})


@pytest.mark.parametrize("code", ["AccessDenied", "ConditionalRequestConflict"])
def test_refused_upload__is_raised_as_aws_says_it(stubbed, file, code):
    stub, bucket = stubbed
    for _ in range(5 if code == "ConditionalRequestConflict" else 1):
        stub.add_client_error("put_object", code)
    with pytest.raises(ClientError, match=code):
        bucket.put({KEY: file})


def test_attempts__are_further_and_further_apart(stubbed, file):
    stub, bucket = stubbed
    pauses: list[float] = []
    for _ in range(4):
        stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    stub.add_response("put_object", STORED, expected())
    ArtifactBucket(bucket.client, bucket.name, pause=pauses.append).put({KEY: file})
    assert len(pauses) == 4
    assert pauses == sorted(set(pauses))


@pytest.mark.parametrize("answer", [{}, {"ETag": '"0a"', "ChecksumSHA256": "of something else"}])
def test_answer_that_confirms_nothing__is_no_upload(stubbed, file, answer):
    stub, bucket = stubbed
    stub.add_response("put_object", answer, expected())
    with pytest.raises(StackyardError, match="not confirmed by S3") as caught:
        bucket.put({KEY: file})
    assert caught.value.given == f"s3://artifacts-of-shop/{KEY}"
    assert "HTTPS_PROXY" in caught.value.remedy


def test_bucket_that_is_removed_before_the_upload__is_told_as_such(stubbed, file):
    stub, bucket = stubbed
    stub.add_client_error("put_object", "NoSuchBucket", http_status_code=404)
    with pytest.raises(StackyardError, match="the artifact bucket does not exist"):
        bucket.put({KEY: file})


def test_listing__takes_every_page(stubbed):
    stub, bucket = stubbed
    first = {"IsTruncated": True, "NextContinuationToken": "more", "Contents": [{"Key": "artifacts/0a.zip", "Size": 3}]}
    stub.add_response("list_objects_v2", first, {"Bucket": "artifacts-of-shop", "Prefix": "artifacts/"})
    second = {"IsTruncated": False, "Contents": [{"Key": "artifacts/0b.zip", "Size": 4}]}
    wanted = {"Bucket": "artifacts-of-shop", "Prefix": "artifacts/", "ContinuationToken": "more"}
    stub.add_response("list_objects_v2", second, wanted)
    assert bucket.held() == Held({"artifacts/0a.zip": 3, "artifacts/0b.zip": 4})


def test_bucket_that_is_not_there__holds_nothing_rather_than_an_empty_set(stubbed):
    stub, bucket = stubbed
    stub.add_client_error("list_objects_v2", "NoSuchBucket", http_status_code=404)
    assert bucket.held() is None


def test_refused_listing__is_raised_as_aws_says_it(stubbed):
    stub, bucket = stubbed
    stub.add_client_error("list_objects_v2", "AccessDenied")
    with pytest.raises(ClientError, match="AccessDenied"):
        bucket.held()


def test_notes__are_told_apart_from_artifacts():
    digest = "0a" * 32
    keys = [
        f"artifacts/{digest}.zip",
        set_note(digest, 4096),
        hot_note("shop/buy"),
        "artifacts/sets/odd",
        "artifacts/x",
    ]
    held = Held.of(dict.fromkeys(keys, 7))
    assert held == Held({f"artifacts/{digest}.zip": 7}, {digest: 4096}, frozenset({"shop/buy"}))


def test_note__is_an_empty_object(stubbed):
    stub, bucket = stubbed
    place = {"Bucket": "artifacts-of-shop", "Key": "artifacts/hot/shop/buy"}
    stub.add_response("put_object", {}, {**place, "Body": b""})
    stub.add_response("delete_object", {}, place)
    bucket.note(hot_note("shop/buy"))
    bucket.remove([hot_note("shop/buy")])


class Busy:
    """An S3 client that reads what it gets, and is busy the first time."""

    def __init__(self) -> None:
        self.read: list[bytes] = []

    def put_object(self, *, Body, **_given):  # noqa: N803  # boto3's name
        self.read.append(Body.read())
        if len(self.read) == 1:
            raise ClientError({"Error": {"Code": "ConditionalRequestConflict"}}, "PutObject")
        return STORED


def test_second_attempt__sends_the_whole_file_again(file):
    client = Busy()
    ArtifactBucket(client, "artifacts-of-shop", pause=lambda _: None).put({KEY: file})
    assert client.read == [b"zip", b"zip"]
