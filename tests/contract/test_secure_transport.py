from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_server import ACCOUNT, EmbeddedServer

TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def reader_of_a_tls_only_bucket(server: EmbeddedServer) -> tuple[Any, str]:
    """An S3 client under a role that may read a bucket which refuses plain text, and the bucket's name."""
    name = f"tls-{uuid.uuid4().hex[:8]}"
    s3 = server.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket=name, Key="document", Body=b"text")
    statement = {**TLS_ONLY, "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    role = f"arn:aws:iam::{ACCOUNT}:role/{server.role(name, allowed)}"
    issued = server.client("sts").assume_role(RoleArn=role, RoleSessionName="reader")["Credentials"]
    credentials = {
        "aws_access_key_id": issued["AccessKeyId"],
        "aws_secret_access_key": issued["SecretAccessKey"],
        "aws_session_token": issued["SessionToken"],
    }
    return server.client("s3", **credentials), name


def test_stock__takes_the_loopback_interface_for_plain_text(stock: EmbeddedServer) -> None:
    s3, bucket = reader_of_a_tls_only_bucket(stock)

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket=bucket, Key="document")


def test_policy_that_refuses_plain_text__lets_local_requests_pass(repaired: EmbeddedServer) -> None:
    s3, bucket = reader_of_a_tls_only_bucket(repaired)

    assert s3.get_object(Bucket=bucket, Key="document")["Body"].read() == b"text"
