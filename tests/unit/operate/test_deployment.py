"""Where a deployed system is, and what to type while it is nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.operate.deployment import Deployment

TARGET: dict[str, Any] = {
    "environment": "dev",
    "prefix": "stackyard-dev",
    "account": "123456789012",
    "region": "eu-central-1",
    "partition": "aws",
    "url_suffix": "amazonaws.com",
    "api_url": "https://{api_id}.execute-api.{region}.{url_suffix}",
    "tags": {"stackyard:owner": "team"},
}


class Shop(Deployment):
    system = "shop"


def deployment(**outputs: dict[str, str]) -> Shop:
    return Shop.from_arguments({"target": TARGET, "outputs": outputs})


def test_output_that_is_there__is_given() -> None:
    assert deployment(api={"ApiId": "abc"}).output("api", "ApiId") == "abc"


@pytest.mark.parametrize("outputs", [{}, {"api": {}}, {"api": {"ApiId": ""}}, {"api": None}])
def test_output_that_is_not_there__is_empty_or_told_with_the_command(outputs) -> None:
    nowhere = deployment(**outputs)
    assert nowhere.find("api", "ApiId") == ""
    with pytest.raises(StackyardError, match="the shop system is not deployed to dev") as failure:
        nowhere.output("api", "ApiId")
    assert "no output ApiId of stack stackyard-dev-shop-api" in str(failure.value)
    assert "bin/deploy dev" in str(failure.value)


def test_endpoint__comes_without_the_stage() -> None:
    endpoint = deployment(api={"ApiId": "abc"}).api_endpoint()
    assert endpoint == "https://abc.execute-api.eu-central-1.amazonaws.com"


def test_keys__bear_names_and_tags_of_their_environment() -> None:
    assert deployment().key_prefix == "stackyard-dev-shop-"
    assert deployment().tags == {
        "stackyard:owner": "team",
        "stackyard:environment": "dev",
        "stackyard:system": "shop",
    }
