"""Wildcards of policies against keys that hold line breaks."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.contract.embedded_server import EmbeddedServer

KEY = "first line\nsecond line"


def reader(server: EmbeddedServer, keys: str) -> tuple[Any, str]:
    """S3 for a role that may read the named keys of a bucket, and the bucket."""
    name = f"keys-{uuid.uuid4().hex[:8]}"
    s3 = server.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    for key in (KEY, "plain\n"):
        s3.put_object(Bucket=name, Key=key, Body=b"text")
    allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/{keys}"}
    role = f"arn:aws:iam::{ACCOUNT}:role/{server.role(name, allowed)}"
    issued = server.client("sts").assume_role(RoleArn=role, RoleSessionName="reader")["Credentials"]
    names = {"aws_access_key_id": "AccessKeyId", "aws_secret_access_key": "SecretAccessKey"}
    names |= {"aws_session_token": "SessionToken"}
    return server.client("s3", **{name: issued[given] for name, given in names.items()}), name


def test_stock__knows_wildcards_up_to_the_end_of_a_line(stock: EmbeddedServer) -> None:
    s3, bucket = reader(stock, "*")

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket=bucket, Key=KEY)


def test_wildcards__mean_line_breaks_too(repaired: EmbeddedServer) -> None:
    s3, bucket = reader(repaired, "first*second?line")

    assert s3.get_object(Bucket=bucket, Key=KEY)["Body"].read() == b"text"


def test_name_without_wildcards__means_itself_only(repaired: EmbeddedServer) -> None:
    s3, bucket = reader(repaired, "plain")

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket=bucket, Key="plain\n")
