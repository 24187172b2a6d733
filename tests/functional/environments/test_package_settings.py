"""Every environment says how its functions are packaged."""

from __future__ import annotations

import re

import pytest
from stackyard.package.settings import PackageSettings
from stackyard.settings.environment import ROOT, environment_settings, known_environments


def of(environment: str) -> PackageSettings:
    return PackageSettings.from_mapping(environment_settings(environment, ["stackyard_package"])["stackyard_package"])


@pytest.mark.parametrize("environment", known_environments())
def test_settings_of_packaging__are_complete(environment: str) -> None:
    assert of(environment).budgets_mb == {"*": 50}


def test_code_past_cloudformation__is_allowed_where_people_develop() -> None:
    assert [name for name in known_environments() if of(name).hot_updates] == ["dev", "local", "local-cn"]


def test_boto3_of_the_embedded_aws__is_the_one_that_functions_get() -> None:
    locked = re.search(r"(?m)^boto3==(\S+)", (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8"))
    assert locked is not None
    assert set(of("local").runtime_boto3.values()) == {locked[1]}
