"""Targets resolved from outside a playbook, as the shell clients do."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.target import Target, known_environments


def test_environments__are_those_of_the_inventory() -> None:
    assert known_environments() == ["cn", "dev", "local", "prod", "test"]


def test_local_environment__resolves_to_the_port_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKYARD_LOCAL_PORT", "4599")
    target = Target.load("local")
    assert target.endpoint_url == "http://127.0.0.1:4599"
    assert target.api_base("abc") == "http://127.0.0.1:4599/_aws/execute-api/abc"
    assert target.stack_name("shop", "data") == "stackyard-local-shop-data"


def test_environment_of_the_cloud__has_its_own_api_addresses() -> None:
    assert Target.load("cn").api_base("abc") == "https://abc.execute-api.cn-north-1.amazonaws.com.cn"


def test_unknown_environment__is_refused_with_the_known_ones() -> None:
    with pytest.raises(StackyardError, match="no environment of this name") as caught:
        Target.load("staging")
    assert "cn, dev, local, prod, test" in caught.value.remedy


def test_incomplete_settings__are_refused_by_name() -> None:
    with pytest.raises(StackyardError) as caught:
        Target.from_mapping({"environment": "dev", "colour": "red"})
    assert "unknown: colour; missing: account, api_url" in caught.value.given
