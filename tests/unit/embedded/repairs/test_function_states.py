from __future__ import annotations

from typing import Any

from embedded.repairs.function_states import make_ready

PENDING = {"State": "Pending", "StateReason": "The function is being updated.", "LastUpdateStatus": "InProgress"}


def states(function: dict[str, Any]) -> list[tuple[str, str]]:
    configs = [function["config"], *(version["config"] for version in function["versions"].values())]
    return [(config["State"], config["LastUpdateStatus"]) for config in configs]


def test_pending_function__is_ready_with_its_versions_and_gives_no_reason() -> None:
    function: dict[str, Any] = {"config": {**PENDING}, "versions": {"1": {"config": {**PENDING}}}}
    make_ready(function)
    assert states(function) == [("Active", "Successful")] * 2
    assert function["config"]["StateReason"] == ""


def test_failed_function__stays_failed() -> None:
    function: dict[str, Any] = {
        "config": {"State": "Failed", "StateReason": "a", "LastUpdateStatus": "Failed"},
        "versions": {},
    }
    make_ready(function)
    assert states(function) == [("Failed", "Failed")]
    assert function["config"]["StateReason"] == "a"


def test_version_that_snapstart_prepares__stays_pending() -> None:
    version = {**PENDING, "SnapStart": {"OptimizationStatus": "On"}}
    function = {"config": {**PENDING}, "versions": {"1": {"config": version}}}
    make_ready(function)
    assert states(function) == [("Active", "Successful"), ("Pending", "InProgress")]
