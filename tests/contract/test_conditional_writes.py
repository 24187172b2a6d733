"""Write-once answers and leases rest on S3's conditional writes. MiniStack has them; this holds it to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.exceptions
import pytest

from tests.contract.embedded_server import EmbeddedServer

WRITERS = 32


@pytest.fixture(scope="module")
def bucket(repaired: EmbeddedServer) -> str:
    properties = {"VersioningConfiguration": {"Status": "Enabled"}}
    template = {
        "Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties}},
        "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}},
    }
    return repaired.deploy("conditional", template)["Name"]


def race(write: Callable[[int], Any]) -> Counter[str]:
    """Lets all writers write at once; counts how each one fared."""

    def attempt(number: int) -> str:
        try:
            write(number)
        except botocore.exceptions.ClientError as error:
            return str(error.response["Error"]["Code"])
        return "written"

    with ThreadPoolExecutor(WRITERS) as pool:
        return Counter(pool.map(attempt, range(WRITERS)))


def test_new_object_written_by_many_at_once__has_one_winner(repaired: EmbeddedServer, bucket: str) -> None:
    s3 = repaired.client("s3")

    fared = race(lambda number: s3.put_object(Bucket=bucket, Key="once", Body=f"{number}".encode(), IfNoneMatch="*"))

    assert fared == {"written": 1, "PreconditionFailed": WRITERS - 1}
    assert len(s3.list_object_versions(Bucket=bucket, Prefix="once")["Versions"]) == 1


def test_object_taken_over_by_many_at_once__has_one_winner(repaired: EmbeddedServer, bucket: str) -> None:
    s3 = repaired.client("s3")
    tag = s3.put_object(Bucket=bucket, Key="lease", Body=b"first")["ETag"]

    fared = race(lambda number: s3.put_object(Bucket=bucket, Key="lease", Body=f"{number}".encode(), IfMatch=tag))

    assert fared == {"written": 1, "PreconditionFailed": WRITERS - 1}
    assert len(s3.list_object_versions(Bucket=bucket, Prefix="lease")["Versions"]) == 2


def test_takeover_of_what_is_not_there__is_no_such_key(repaired: EmbeddedServer, bucket: str) -> None:
    with pytest.raises(repaired.client("s3").exceptions.ClientError, match="NoSuchKey"):
        repaired.client("s3").put_object(Bucket=bucket, Key="nothing", Body=b"", IfMatch='"0"')


def test_deleted_object__may_be_written_anew(repaired: EmbeddedServer, bucket: str) -> None:
    s3 = repaired.client("s3")
    s3.put_object(Bucket=bucket, Key="again", Body=b"", IfNoneMatch="*")
    s3.delete_object(Bucket=bucket, Key="again")

    s3.put_object(Bucket=bucket, Key="again", Body=b"", IfNoneMatch="*")
