from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.hot.update import DIRECT_LIMIT, send_code
from stackyard.package.bucket.artifact_bucket import ArtifactBucket


class Account:
    """Lambda and S3 in one; the first updates are answered with ``refusals``, codes of errors."""

    def __init__(self, *refusals: str) -> None:
        self.refusals = list(refusals)
        self.calls: list[str] = []

    def update_function_code(self, FunctionName: str, **code: Any) -> None:  # noqa: N803
        self.calls.append(f"update {FunctionName} {code.get('ZipFile', code)}")
        if self.refusals:
            raise ClientError({"Error": {"Code": self.refusals.pop(0)}}, "UpdateFunctionCode")

    def put_object(self, Bucket: str, Key: str, **_: Any) -> dict[str, str]:  # noqa: N803
        self.calls.append(f"put {Bucket}/{Key}")
        return {"ETag": "tag"}

    def get_waiter(self, _name: str) -> Account:
        return self

    def wait(self, FunctionName: str, WaiterConfig: Any) -> None:  # noqa: N803, ARG002
        self.calls.append(f"wait for {FunctionName}")


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "code.zip"
    path.write_bytes(b"zip")
    return path


def send(account: Account, archive) -> list[str]:
    send_code(account, ArtifactBucket(account, "bucket"), "buy", archive, "artifacts/a.zip")
    return account.calls


def test_code__goes_in_the_request(archive):
    assert send(Account(), archive) == ["update buy b'zip'"]


def test_zip_above_lambdas_limit__goes_by_way_of_the_bucket(archive):
    with archive.open("r+b") as stream:
        stream.truncate(DIRECT_LIMIT + 1)
    assert send(Account(), archive) == [
        "put bucket/artifacts/a.zip", "update buy {'S3Bucket': 'bucket', 'S3Key': 'artifacts/a.zip'}",
    ]  # fmt: skip


def test_update_that_is_under_way__is_waited_for(archive):
    assert send(Account("ResourceConflictException"), archive) == [
        "update buy b'zip'", "wait for buy", "update buy b'zip'",
    ]  # fmt: skip


@pytest.mark.parametrize("refusals", [("AccessDenied",), ("ResourceConflictException", "ResourceConflictException")])
def test_other_refusals__are_passed_on(archive, refusals):
    with pytest.raises(ClientError):
        send(Account(*refusals), archive)
