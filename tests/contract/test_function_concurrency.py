"""Listing what is kept warm of a function."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded.lifecycle.environment import ACCOUNT
from tests.contract.embedded_server import WRITES_LOGS, EmbeddedServer

ECHO = "def handler(event, context):\n    return event\n"


def listed(server: EmbeddedServer, name: str) -> list[dict[str, Any]]:
    pages = server.client("lambda").get_paginator("list_provisioned_concurrency_configs").paginate(FunctionName=name)
    return [one for page in pages for one in page["ProvisionedConcurrencyConfigs"]]


def function(server: EmbeddedServer) -> str:
    name = f"warm{uuid.uuid4().hex[:8]}"
    server.function(name, ECHO, Publish=True)
    return name


def test_stock__takes_the_list_for_one_of_its_entries(stock: EmbeddedServer) -> None:
    with pytest.raises(ClientError, match="ProvisionedConcurrencyConfigNotFoundException"):
        listed(stock, function(stock))


def test_list__names_what_is_kept_warm(repaired: EmbeddedServer) -> None:
    name, client = function(repaired), repaired.client("lambda")
    assert listed(repaired, name) == []
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    client.put_provisioned_concurrency_config(FunctionName=name, Qualifier="live", ProvisionedConcurrentExecutions=2)
    (found,) = listed(repaired, name)
    assert found["FunctionArn"].endswith(f":function:{name}:live")
    assert found["RequestedProvisionedConcurrentExecutions"] == 2
    client.delete_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    assert listed(repaired, name) == []


def test_function_that_is_not_there__is_told(repaired: EmbeddedServer) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        listed(repaired, "nobody")


def test_question_about_one_alias__is_answered_as_before(repaired: EmbeddedServer) -> None:
    with pytest.raises(ClientError, match="ProvisionedConcurrencyConfigNotFoundException"):
        repaired.client("lambda").get_provisioned_concurrency_config(FunctionName=function(repaired), Qualifier="1")


def off_behind_its_alias(server: EmbeddedServer) -> str:
    """Turns a function off that has a published version; the name of the alias that leads there."""
    name, client = function(server), server.client("lambda")
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    return f"{name}:live"


def test_stock__lets_a_function_that_is_off_run_behind_its_alias(without: Any) -> None:
    server = without("function_concurrency")
    assert server.invoke(off_behind_its_alias(server), 1) == (1, None)


def test_function_that_is_off__is_off_behind_its_alias(repaired: EmbeddedServer) -> None:
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        repaired.invoke(off_behind_its_alias(repaired), 1)


READS = ["GetFunctionConcurrency", "ListProvisionedConcurrencyConfigs", "GetProvisionedConcurrencyConfig"]
WRITES = ["PutFunctionConcurrency", "DeleteFunctionConcurrency", "DeleteProvisionedConcurrencyConfig"]
ASKING = """
import boto3
from botocore.exceptions import ClientError

CALLS = {
    "GetFunctionConcurrency": {},
    "ListProvisionedConcurrencyConfigs": {},
    "GetProvisionedConcurrencyConfig": {"Qualifier": "1"},
    "PutFunctionConcurrency": {"ReservedConcurrentExecutions": 3},
    "DeleteFunctionConcurrency": {},
    "DeleteProvisionedConcurrencyConfig": {"Qualifier": "1"},
}

def handler(event, context):
    client, denied = boto3.client("lambda"), []
    for name, more in CALLS.items():
        method = "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")
        try:
            getattr(client, method)(FunctionName=event, **more)
        except ClientError as error:
            denied += [name] if error.response["Error"]["Code"] == "AccessDeniedException" else []
    return denied
"""


def denied(server: EmbeddedServer, *allowed: str) -> list[str]:
    """What a role that may do these things cannot do about another function's concurrency."""
    name, of = f"asks{uuid.uuid4().hex[:8]}", function(server)
    may = {"Effect": "Allow", "Action": [f"lambda:{one}" for one in allowed], "Resource": "*"}
    role = server.role(name, WRITES_LOGS, may)
    server.function(name, ASKING, role=f"arn:aws:iam::{ACCOUNT}:role/{role}")
    answer, _ = server.invoke(name, of)
    return list(answer)


def test_stock__asks_for_permissions_of_other_calls(without: Any) -> None:
    assert "ListProvisionedConcurrencyConfigs" in denied(without("function_concurrency"), *READS, *WRITES)


@pytest.mark.parametrize(("allowed", "rest"), [(READS, WRITES), (WRITES, READS)])
def test_each_call__needs_its_own_permission(repaired: EmbeddedServer, allowed: list[str], rest: list[str]) -> None:
    assert denied(repaired, *allowed) == rest
