"""Objects that are large, and parts of versions."""

from __future__ import annotations

import hashlib
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from embedded.lifecycle.environment import REGION
from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS

MB = 1 << 20
LARGE = 192 * MB


def versioned(server: EmbeddedServer) -> tuple[Any, str]:
    """A client of S3 and the name of a bucket that keeps versions."""
    s3 = server.client("s3", config=Config(read_timeout=PATIENCE_SECONDS, retries={"total_max_attempts": 1}))
    name = f"bodies-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return s3, name


def memory(server: EmbeddedServer) -> int:
    """What the server holds in memory beside files (bytes)."""
    assert server.process is not None
    lines = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))


def kept_of_a_large_object(server: EmbeddedServer, path: Path) -> int:
    """What a server that was given a large object, and asked for it, still holds of it (bytes)."""
    s3, bucket = versioned(server)
    before = memory(server)
    with path.open("wb") as file:
        file.write(b"begin")
        file.truncate(LARGE)
    with path.open("rb") as file:
        version = s3.put_object(Bucket=bucket, Key="large", Body=file)["VersionId"]
    found = s3.get_object(Bucket=bucket, Key="large", VersionId=version)
    assert found["ContentLength"] == LARGE
    assert _digest(found["Body"].iter_chunks(MB)) == _digest(iter([b"begin".ljust(MB, b"\0")] + [bytes(MB)] * 191))
    return memory(server) - before


def _digest(chunks: Any) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_stock__keeps_large_objects_in_memory(stock: EmbeddedServer, tmp_path: Path) -> None:
    # A little less than the object itself: what earlier tests made the server free is used again.
    assert kept_of_a_large_object(stock, tmp_path / "large") > LARGE * 0.9


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_large_object__comes_and_goes_and_is_not_kept_in_memory(repaired: EmbeddedServer, tmp_path: Path) -> None:
    assert kept_of_a_large_object(repaired, tmp_path / "large") < 48 * MB


def test_stock__answers_all_of_a_version_for_a_part(stock: EmbeddedServer) -> None:
    s3, bucket = versioned(stock)
    version = s3.put_object(Bucket=bucket, Key="a", Body=b"0123456789")["VersionId"]

    answer = s3.get_object(Bucket=bucket, Key="a", VersionId=version, Range="bytes=2-4")

    assert (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Body"].read()) == (200, b"0123456789")


def test_part_of_a_version__is_what_was_asked_for(repaired: EmbeddedServer) -> None:
    s3, bucket = versioned(repaired)
    versions = [s3.put_object(Bucket=bucket, Key="a", Body=body)["VersionId"] for body in (b"0123456789", b"abcdef")]

    def part(version: str, wanted: str) -> tuple[int, str, bytes]:
        answer = s3.get_object(Bucket=bucket, Key="a", VersionId=version, Range=wanted)
        return answer["ResponseMetadata"]["HTTPStatusCode"], answer["ContentRange"], answer["Body"].read()

    assert part(versions[0], "bytes=2-4") == (206, "bytes 2-4/10", b"234")
    assert part(versions[0], "bytes=-3") == (206, "bytes 7-9/10", b"789")
    assert part(versions[1], "bytes=4-99") == (206, "bytes 4-5/6", b"ef")
    with pytest.raises(ClientError) as refused:
        part(versions[1], "bytes=6-")
    assert refused.value.response["Error"]["Code"] == "InvalidRange"


def test_versions__are_read_whole_after_they_were_replaced_and_removed(repaired: EmbeddedServer) -> None:
    s3, bucket = versioned(repaired)
    bodies = [b"one", b"", b"three" * 3 * MB]
    versions = [s3.put_object(Bucket=bucket, Key="a", Body=body)["VersionId"] for body in bodies]
    s3.delete_object(Bucket=bucket, Key="a")

    found = [s3.get_object(Bucket=bucket, Key="a", VersionId=version)["Body"].read() for version in versions]
    s3.delete_object(Bucket=bucket, Key="a", VersionId=versions[2])

    assert found == bodies


def test_upload__that_is_not_what_it_was_signed_for__is_refused(repaired: EmbeddedServer) -> None:
    s3, bucket = versioned(repaired)

    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="a", Body=bytes(33 * MB), ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")

    assert refused.value.response["Error"]["Code"] == "BadDigest"
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
