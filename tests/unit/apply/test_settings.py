"""Settings of deployments, from the inventory or from ``-e``."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.apply.settings import DeploySettings
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


@pytest.mark.parametrize(("given", "taken"), [(1, 1), ("3", 3), (200, 200)])
def test_stacks_at_once__are_counted_from_one(given: Any, taken: int) -> None:
    assert DeploySettings.from_mapping({"stacks_at_once": given}).stacks_at_once == taken


@pytest.mark.parametrize("given", [0, "0", -1, "-4", "many", "", "2.5", 2.5, True, None])
def test_stacks_at_once_that_are_no_number_or_none__are_refused(given: Any) -> None:
    with pytest.raises(StackyardError) as refused:
        DeploySettings.from_mapping({"stacks_at_once": given})
    told = str(refused.value)
    assert "stacks_at_once is no number of stacks" in told
    assert str(given) in told
    assert "write a whole number from 1" in told


@pytest.mark.parametrize("given", ["Canary10Percent5Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce", "", None])
def test_way_of_codedeploy__is_read(given: str | None) -> None:
    settings = DeploySettings.from_mapping({"gradual_deployments": given, "function_versions": True})
    assert settings.gradual_deployments == (given or "")


@pytest.mark.parametrize("given", ["Canary10Percent5Minute", "canary10percent5minutes", "slowly", True, 7])
def test_way_that_codedeploy_does_not_know__is_refused_with_those_that_it_knows(given: Any) -> None:
    with pytest.raises(StackyardError) as refused:
        DeploySettings.from_mapping({"gradual_deployments": given, "function_versions": True})
    told = str(refused.value)
    assert "gradual_deployments is no way of CodeDeploy's" in told
    assert repr(given) in told
    assert "Linear10PercentEvery3Minutes" in told


def test_way_that_is_nearly_right__is_suggested() -> None:
    with pytest.raises(StackyardError, match="did you mean Canary10Percent5Minutes"):
        DeploySettings.from_mapping({"gradual_deployments": "Canary10Percent5Minute", "function_versions": True})


def test_express_and_gradual__are_refused_together() -> None:
    both = {"gradual_deployments": "Canary10Percent5Minutes", "function_versions": True, "express_deployments": True}
    with pytest.raises(StackyardError, match="deployments cannot be both express and gradual"):
        DeploySettings.from_mapping(both)


def test_gradual_without_versions__is_refused() -> None:
    wrong = {"gradual_deployments": "Canary10Percent5Minutes", "function_versions": "false"}
    with pytest.raises(StackyardError, match="there are no versions to move gradually to") as refused:
        DeploySettings.from_mapping(wrong)
    assert "hot_updates_allowed turns it off" in str(refused.value)
