"""Targets resolved from outside a playbook, as the shell clients do."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.settings.environment import environment_settings, known_environments
from stackyard.settings.sources import FILES, FOLDERS
from stackyard.target import ROOT, Target


def test_environments__are_those_of_the_inventory() -> None:
    assert known_environments() == ["cn", "dev", "local", "local-cn", "prod", "test"]


def test_local_environment__resolves_to_the_port_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKYARD_LOCAL_PORT", "4599")
    target = Target.load("local")
    assert target.endpoint_url == "http://127.0.0.1:4599"
    assert target.api_base("abc") == "http://127.0.0.1:4599/_aws/execute-api/abc"
    assert target.stack_name("shop", "data") == "stackyard-local-shop-data"


def test_environment_of_the_cloud__has_its_own_api_addresses() -> None:
    assert Target.load("cn").api_base("abc") == "https://abc.execute-api.cn-north-1.amazonaws.com.cn"


def test_host__has_the_settings_of_its_own() -> None:
    found = environment_settings("cn-north-1", ["aws_region", "stackyard_environment", "stackyard_hosts"])
    assert found == {"aws_region": "cn-north-1", "stackyard_environment": "cn", "stackyard_hosts": ["cn-north-1"]}


def test_unknown_environment__is_refused_with_the_known_ones() -> None:
    with pytest.raises(StackyardError, match="no environment of this name") as caught:
        Target.load("staging")
    assert "cn, dev, local, local-cn, prod, test" in caught.value.remedy


def test_setting_that_nobody_defines__is_refused_with_ansibles_words() -> None:
    with pytest.raises(StackyardError, match="settings of environment dev cannot be resolved") as caught:
        environment_settings("dev", ["colour_of_the_shop"])
    assert "colour_of_the_shop" in caught.value.given


def test_settings_of_this_repository__are_asked_for_once(tmp_path: Path) -> None:
    def nobody(*_: object) -> dict[str, object]:
        raise AssertionError("the settings were not kept")

    for name in FILES:  # whoever else works in this checkout may keep others in their place
        shutil.copy(ROOT / name, tmp_path)
    for name in FOLDERS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
    ask = partial(environment_settings, "dev", root=tmp_path)
    first = ask(["stackyard_target", "stackyard_systems"])
    assert ask(["stackyard_systems", "stackyard_target"], resolve=nobody) == first


def test_incomplete_settings__are_refused_by_name() -> None:
    with pytest.raises(StackyardError) as caught:
        Target.from_mapping({"environment": "dev", "colour": "red"})
    assert "unknown: colour; missing: account, api_url" in caught.value.given
