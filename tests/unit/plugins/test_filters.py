"""Filters of the playbooks."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from plugins.filter.stackyard import (
    stackyard_apis,
    stackyard_asking,
    stackyard_described,
    stackyard_environment,
    stackyard_lines,
)

GROUPS: dict[str, list[str]] = {
    **{name: [] for name in ("all", "ungrouped", "aws", "aws_cn", "local", "prod")},
    "dev": ["dev-eu-central-1"],
}


def test_known_environment__is_given_back() -> None:
    assert stackyard_environment("dev", GROUPS) == "dev"


@pytest.mark.parametrize("name", ["staging", "all", "aws", "", "dev,staging", "dev,"])
def test_anything_else__is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(AnsibleFilterError, match="known environments: dev, local, prod"):
        stackyard_environment(name, GROUPS)


def test_several_environments__are_given_back_each_once() -> None:
    assert stackyard_environment("prod, dev,prod", GROUPS) == "prod,dev"


def test_environments_that_ask__are_those_where_a_setting_is_on() -> None:
    hosts = {
        "one": {"stackyard_environment": "prod", "loud": True, "careful": False},
        "two": {"stackyard_environment": "prod", "loud": "yes", "careful": False},
        "three": {"stackyard_environment": "dev", "loud": False, "careful": "false"},
    }
    assert stackyard_asking(hosts, hosts, ["loud", "careful"]) == ["prod"]


def test_near_miss__is_suggested() -> None:
    with pytest.raises(AnsibleFilterError, match=r"did you mean local\?"):
        stackyard_environment("locla", GROUPS)


def test_target_in_place_of_its_environment__is_told_whose_it_is() -> None:
    with pytest.raises(AnsibleFilterError, match="it is a target of dev; known environments: dev, local, prod"):
        stackyard_environment("dev-eu-central-1", GROUPS)


def test_lines__are_aligned_and_long_values_go_on_below() -> None:
    items: list[dict[str, object]] = [
        {"label": "API URL", "value": "http://x"},
        {"label": "tests", "value": "one\ntwo"},
        {"label": "n", "value": 3},
    ]
    assert stackyard_lines(items) == ["API URL  http://x", "tests    one", "         two", "n        3"]


def test_no_items__are_no_lines() -> None:
    assert stackyard_lines([]) == []


def test_apis_that_describe_themselves__are_told_with_their_addresses() -> None:
    outputs = {"shop": {"api": {"OpenApiUrl": "https://x/openapi.json", "ApiId": "x"}, "data": {}}, "other": {}}
    assert stackyard_described(outputs) == ["openapi https://x/openapi.json"]


TARGET = {
    **{name: name for name in ("environment", "prefix", "account", "region", "partition", "url_suffix")},
    "api_url": "https://{api_id}.example",
}


def test_api_of_a_system_without_lines_of_its_own__is_told_with_its_stage() -> None:
    outputs = {
        "shop": {"api": {"ApiId": "a1", "StageName": "v"}, "data": {"Name": "b"}},
        "mail": {"in": {"ApiId": "b2"}},
    }
    assert stackyard_apis(outputs, TARGET, []) == [
        {"label": "shop.api URL", "value": "https://a1.example/v"},
        {"label": "mail.in URL", "value": "https://b2.example"},
    ]


def test_api_that_a_system_tells_itself__is_not_told_twice() -> None:
    told = [{"label": "API URL", "value": "https://a1.example"}]
    assert stackyard_apis({"shop": {"api": {"ApiId": "a1", "StageName": "v"}}}, TARGET, told) == []
