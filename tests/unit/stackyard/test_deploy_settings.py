"""Settings of deployments, from the inventory or from ``-e``."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.deploy_settings import DeploySettings
from stackyard.errors import StackyardError


def test_nothing_given__is_off() -> None:
    assert DeploySettings.from_mapping({}) == DeploySettings()


@pytest.mark.parametrize("given", [True, "true", "True", "yes"])
def test_text_of_the_command_line__is_read(given: Any) -> None:
    assert DeploySettings.from_mapping({"changes_must_be_shown": given}).changes_must_be_shown


@pytest.mark.parametrize("given", [False, "false", "no"])
def test_off__is_off(given: Any) -> None:
    assert not DeploySettings.from_mapping({"changes_must_be_shown": given}).changes_must_be_shown


def test_names__are_divided_by_commas() -> None:
    assert DeploySettings.from_mapping({"allow_replace": "a-b.C, d-e.*"}).allow_replace == ("a-b.C", "d-e.*")


def test_several_faults__are_told_together() -> None:
    wrong = {"changes_must_be_shown": "perhaps", "allow_replace": "Bucket", "alow_replace": ""}
    with pytest.raises(StackyardError) as refused:
        DeploySettings.from_mapping(wrong)
    told = str(refused.value)
    assert "changes_must_be_shown is neither true nor false" in told
    assert "write -e allow_replace=<system>-<stack>.<LogicalId>" in told
    assert "did you mean allow_replace?" in told
