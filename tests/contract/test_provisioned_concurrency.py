"""Listing what is kept warm of a function."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_server import EmbeddedServer

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
