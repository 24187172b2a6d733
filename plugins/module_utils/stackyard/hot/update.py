"""Gives one function new code in place, without its stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ..package.bucket.artifact_bucket import ArtifactBucket
from ..refusals import code_of

DIRECT_LIMIT = 50 * 1024 * 1024  # bytes of a zip that Lambda takes in a request
_POLL = {"Delay": 0.1, "MaxAttempts": 1200}  # two minutes
_UNDER_WAY = "ResourceConflictException"  # Lambda still works on another update of the function


def send_code(lambda_client: Any, bucket: ArtifactBucket, physical_name: str, archive: Path, key: str) -> None:
    """Give a function the code of the zip ``archive``. Raises what AWS answers.

    A zip above Lambda's limit for requests goes by way of the bucket, as ``key``.
    """
    if archive.stat().st_size <= DIRECT_LIMIT:
        update_code(lambda_client, physical_name, ZipFile=archive.read_bytes())
    else:
        bucket.put({key: archive})
        update_code(lambda_client, physical_name, S3Bucket=bucket.name, S3Key=key)


def update_code(lambda_client: Any, physical_name: str, **code: Any) -> None:
    """Call UpdateFunctionCode, after the update that may still be under way."""
    try:
        lambda_client.update_function_code(FunctionName=physical_name, **code)
    except ClientError as error:
        if code_of(error) != _UNDER_WAY:
            raise
        wait_until_updated(lambda_client, physical_name)
        lambda_client.update_function_code(FunctionName=physical_name, **code)


def wait_until_updated(lambda_client: Any, physical_name: str) -> None:
    """Wait until Lambda runs the new code. Raises botocore's ``WaiterError`` when it gives up."""
    lambda_client.get_waiter("function_updated").wait(FunctionName=physical_name, WaiterConfig=_POLL)
