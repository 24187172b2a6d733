"""An environment's stacks together: what is shipped is good as it is set, and what is not is led to its line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.rules.environment import lint_environment, lint_environments
from stackyard.settings.environment import SettingsOf, environment_settings
from stackyard.target import ROOT


@pytest.mark.parametrize("environment", ["local", "local-cn", "prod"])
def test_shipped_systems__have_queues_that_wait_long_enough(environment: str) -> None:
    assert lint_environment(ROOT, environment) == []


def short_in(*environments: str) -> SettingsOf:
    """Give settings as they are, but for a visibility timeout that is too short in some environments."""

    def settings_of(environment: str, names: Iterable[str]) -> dict[str, Any]:
        settings = environment_settings(environment, names)
        stacks = [stack for system in settings["stackyard_declared"] for stack in system["stacks"]]
        for stack in stacks if environment in environments else ():
            if "ArrivalsVisibilitySeconds" in stack["parameters"]:
                stack["parameters"]["ArrivalsVisibilitySeconds"] = "1"
        return settings

    return settings_of


def test_queue_that_waits_too_short_for_a_function_of_another_stack__is_told_in_its_line() -> None:
    (finding,) = lint_environment(ROOT, "local", short_in("local"))
    lines = (ROOT / finding.file).read_text().splitlines()
    assert finding.rule == "E9204"
    assert finding.message.startswith("ArrivalsQueue hides messages for 1 s, ExtractFunction may take ")
    assert lines[finding.line - 1].strip() == "VisibilityTimeout: !Ref ArrivalsVisibilitySeconds"


def test_what_several_environments_have_in_common__is_told_once_with_their_names() -> None:
    compared = lint_environments(ROOT, ["local", "prod", "dev"], short_in("prod", "dev"))
    (finding,) = compared.findings
    assert finding.message.endswith(" are needed (in prod, dev)")
    assert compared.environments == ("local", "prod", "dev")


def test_templates_of_a_system_that_no_environment_lists__are_told() -> None:
    def settings_of(environment: str, names: Iterable[str]) -> dict[str, Any]:
        folder = "account" if environment == "prod" else "foundation"
        changed = {"stackyard_template_folders": [folder], "stackyard_declared": []}
        return {**environment_settings(environment, names), **changed}

    systems = {path.parent.name for path in (ROOT / "templates").glob("*/*.yaml")} - {"account", "foundation"}
    assert lint_environments(ROOT, ["local", "prod"], settings_of).unlisted == tuple(sorted(systems))
    assert lint_environments(ROOT, ["local", "prod"]).unlisted == ()


def test_environment_whose_settings_cannot_be_had__is_left_out_with_the_reason() -> None:
    def locked(environment: str, names: Iterable[str]) -> dict[str, Any]:
        if environment == "prod":
            raise StackyardError("the password of encrypted settings cannot be read", remedy="name its file")
        return environment_settings(environment, names)

    compared = lint_environments(ROOT, ["local", "prod"], locked)
    assert compared.environments == ("local",)
    assert compared.left_out == {"prod": "the password of encrypted settings cannot be read"}
