"""What the drift action tells."""

from __future__ import annotations

import json
from pathlib import Path

from stackyard.drift import ResourceDrift, StackDrift, Status

from plugins.action.stackyard_drift import ActionModule
from tests.fakes.stacks import make_target

GONE = StackDrift("shop-api", (ResourceDrift("Queue", "AWS::SQS::Queue", Status.DELETED),))
FINE = StackDrift("shop-data", (ResourceDrift("Topic", "AWS::SNS::Topic", Status.IN_SYNC),))
BUSY = StackDrift("shop-web", failure="cannot be compared while it is UPDATE_IN_PROGRESS")


def test_drift__fails_with_what_differs_and_the_way_back() -> None:
    told = ActionModule.told(make_target(), [FINE, GONE], [])
    assert (told["failed"], told["drifted"]) == (True, True)
    assert told["msg"].startswith("shop-api: 1 resource drifted")
    assert "-e revert=true" in told["msg"]


def test_drift_that_cloudformation_left__has_a_way_of_its_own() -> None:
    told = ActionModule.told(make_target(), [GONE], [], ["undo it by hand"])
    assert told["msg"].endswith("\n  remedy: undo it by hand")
    assert "revert" not in told["msg"]


def test_stack_that_was_not_compared__fails_without_being_called_drift() -> None:
    told = ActionModule.told(make_target(), [FINE, BUSY], [])
    assert (told["failed"], told["drifted"]) == (True, False)
    assert "-e revert=true" not in told["msg"]


def test_no_drift__is_lines() -> None:
    told = ActionModule.told(make_target(), [FINE], [])
    assert told == {"failed": False, "drifted": False, "lines": ["1 resource of 1 stack compared, none drifted"]}


def test_reports__get_a_line_for_each_target(tmp_path: Path) -> None:
    reports = [str(tmp_path / "new" / "drift.jsonl"), str(tmp_path / "outcome")]
    ActionModule.told(make_target(region="eu-central-1"), [GONE], reports)
    ActionModule.told(make_target(region="eu-west-1"), [FINE], reports)
    for report in reports:
        lines = [json.loads(line) for line in Path(report).read_text().splitlines()]
        assert [(one["region"], one["drifted"]) for one in lines] == [("eu-central-1", True), ("eu-west-1", False)]
