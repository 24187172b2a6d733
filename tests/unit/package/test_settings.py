from __future__ import annotations

from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.package.model import Platform
from stackyard.package.settings import PackageSettings

SETTINGS: dict[str, Any] = {
    "architecture": "arm64",
    "python_runtime": "python3.13",
    "layer_threshold_kb": 512,
    "boto3": "runtime",
    "runtime_boto3": {"python3.13": "1.40.4"},
    "budgets_mb": {"*": 50},
    "bytecode": True,
    "hot_updates": False,
}


def test_complete_settings__become_typed_ones():
    settings = PackageSettings.from_mapping(SETTINGS)
    assert settings.platform == Platform("arm64", "python3.13")
    assert settings.layer_threshold_bytes == 512 * 1024
    assert settings.runtime_boto3 == {"python3.13": "1.40.4"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("architecture", "arm", "architecture is not one of the values"),
        ("python_runtime", "nodejs22.x", "python_runtime is no runtime"),
        ("layer_threshold_kb", "1024", "package_layer_threshold_kb is no whole number of KB"),
        ("layer_threshold_kb", -1, "package_layer_threshold_kb is no whole number of KB"),
        ("layer_threshold_kb", True, "package_layer_threshold_kb is no whole number of KB"),
        ("boto3", "newest", "package_boto3 is not one of the values"),
        ("boto3", ["runtime"], "package_boto3 is not one of the values"),
        ("runtime_boto3", "1.40.4", "package_runtime_boto3 is no dictionary"),
        ("runtime_boto3", {"python3.13": 1.4}, "package_runtime_boto3 names something"),
        ("runtime_boto3", {"3.13": "1.40.4"}, "package_runtime_boto3 names something"),
        ("budgets_mb", [50], "package_budgets_mb is no dictionary"),
        ("budgets_mb", {"*": "50"}, "package_budgets_mb names something"),
        ("budgets_mb", {"*": float("nan")}, "package_budgets_mb names something"),
        ("bytecode", "yes", "package_bytecode is neither true nor false"),
        ("hot_updates", None, "hot_updates_allowed is neither true nor false"),
    ],
)
def test_wrong_value__is_refused_by_the_name_that_people_write(name, value, told):
    with pytest.raises(StackyardError) as caught:
        PackageSettings.from_mapping({**SETTINGS, name: value})
    assert caught.value.problem.startswith(told)
    assert repr(value) in caught.value.given
    assert "group_vars/all/package.yml explains it" in caught.value.remedy


def test_unknown_and_missing_parts__are_told_together():
    settings = {name: value for name, value in SETTINGS.items() if name != "bytecode"}
    with pytest.raises(StackyardError) as caught:
        PackageSettings.from_mapping({**settings, "byte_code": True})
    assert "given: byte_code; did you mean bytecode?" in str(caught.value)
    assert "a part of stackyard_package is missing\n  given: bytecode" in str(caught.value)
