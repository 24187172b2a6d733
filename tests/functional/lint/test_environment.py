"""An environment's stacks together: what is shipped is good as it is set, and what is not is led to its line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from stackyard.rules.environment import lint_environment
from stackyard.settings.environment import environment_settings
from stackyard.target import ROOT


@pytest.mark.parametrize("environment", ["local", "local-cn", "prod"])
def test_shipped_systems__have_queues_that_wait_long_enough(environment: str) -> None:
    assert lint_environment(ROOT, environment) == []


def test_queue_that_waits_too_short_for_a_function_of_another_stack__is_told_in_its_line() -> None:
    def short(environment: str, names: Iterable[str]) -> dict[str, Any]:
        settings = environment_settings(environment, names)
        for system in settings["stackyard_declared"]:
            for stack in system["stacks"]:
                if "ArrivalsVisibilitySeconds" in stack["parameters"]:
                    stack["parameters"]["ArrivalsVisibilitySeconds"] = "1"
        return settings

    (finding,) = lint_environment(ROOT, "local", short)
    lines = (ROOT / finding.file).read_text().splitlines()
    assert finding.rule == "E9204"
    assert finding.message.startswith("ArrivalsQueue hides messages for 1 s, ExtractFunction may take ")
    assert lines[finding.line - 1].strip() == "VisibilityTimeout: !Ref ArrivalsVisibilitySeconds"
