from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.contract.embedded_server import ACCOUNT, EmbeddedServer

READS = """
import boto3
def handler(event, context):
    return boto3.client("s3").get_object(Bucket=event["bucket"], Key=event["key"])["Body"].read().decode()
"""


def setting(server: EmbeddedServer) -> tuple[str, str]:
    """A bucket with two objects and the name of a function whose role may read one of them."""
    name = f"record-{uuid.uuid4().hex[:8]}"
    s3 = server.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for key in ("open.txt", "secret.txt"):
        s3.put_object(Bucket=name, Key=key, Body=b"x")
    role = server.role(name, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/open.txt"})
    server.function(name, READS, role=f"arn:aws:iam::{ACCOUNT}:role/{role}")
    return name, name


def recorded(server: EmbeddedServer, role: str) -> list[dict[str, Any]]:
    entries = server.control("GET", "/permissions")
    return [entry for entry in entries if entry["role"] == role and entry["action"].startswith("s3:")]


def test_stock__keeps_no_record(stock: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="no such endpoint"):
        stock.control("GET", "/permissions")


def test_allowed_and_denied_actions__are_recorded_with_their_resources(repaired: EmbeddedServer) -> None:
    bucket, function = setting(repaired)
    for key in ("open.txt", "open.txt", "secret.txt"):
        repaired.invoke(function, {"bucket": bucket, "key": key})

    resource = f"arn:aws:s3:::{bucket}"
    known = {"role": function, "action": "s3:GetObject"}
    assert recorded(repaired, function) == [
        {**known, "resource": f"{resource}/open.txt", "decision": "allow", "count": 2},
        {**known, "resource": f"{resource}/secret.txt", "decision": "deny", "count": 1},
    ]


def test_denied_function__is_told_what_it_lacks(repaired: EmbeddedServer) -> None:
    bucket, function = setting(repaired)

    answer, error = repaired.invoke(function, {"bucket": bucket, "key": "secret.txt"})

    assert (error, answer["errorType"]) == ("Unhandled", "AccessDenied")
    assert "s3:GetObject" in answer["errorMessage"]


def test_record__can_be_forgotten(repaired: EmbeddedServer) -> None:
    bucket, function = setting(repaired)
    repaired.invoke(function, {"bucket": bucket, "key": "open.txt"})

    repaired.control("DELETE", "/permissions")

    assert recorded(repaired, function) == []
