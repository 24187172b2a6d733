"""Moments, tests to reopen, and the ways in which an execution ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from stackyard.errors import StackyardError
from trainings_ops.score import Runs, check_moment, in_words, read_moment, read_tests

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class StepFunctions:
    """One state machine whose next execution goes through the statuses given."""

    def __init__(self, statuses: list[str], *, output: object = None, error: str = "", cause: str = "") -> None:
        self.statuses = statuses
        self.told = {"output": json.dumps(output), "error": error, "cause": cause}
        self.started: list[dict[str, object]] = []
        self.events: list[dict[str, object]] = []

    def start_execution(self, stateMachineArn: str, input: str) -> dict[str, str]:  # noqa: A002, N803  # the service's
        self.started.append(json.loads(input))
        return {"executionArn": f"{stateMachineArn}:1"}

    def list_executions(self, stateMachineArn: str, maxResults: int) -> dict[str, object]:  # noqa: N803
        return {"executions": [{"executionArn": f"{stateMachineArn}:1"}][: len(self.started)][:maxResults]}

    def describe_execution(self, executionArn: str) -> dict[str, object]:  # noqa: N803
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"executionArn": executionArn, "status": status, "startDate": NOW, **self.told}

    def get_execution_history(self, **_: object) -> dict[str, object]:
        return {"events": self.events}


def test_moment_without_offset__is_the_schools_wall_clock() -> None:
    assert read_moment("2026-11-23T23:00", "Europe/Warsaw").isoformat() == "2026-11-23T23:00:00+01:00"
    assert read_moment("2026-07-06T23:00", "Europe/Warsaw").isoformat() == "2026-07-06T23:00:00+02:00"


def test_moment_with_offset__is_taken_as_it_is() -> None:
    assert read_moment("2026-11-23T22:00:00Z", "Europe/Warsaw") == datetime(2026, 11, 23, 22, 0, tzinfo=UTC)


def test_moment_that_is_none__is_refused_with_an_example() -> None:
    with pytest.raises(StackyardError, match=r"at=next monday(.|\n)*-e at=2026-11-23T23:00"):
        read_moment("next monday", "Europe/Warsaw")


def test_moment_of_the_past__needs_no_warning() -> None:
    assert check_moment(datetime(2026, 11, 16, 22, 0, tzinfo=UTC), NOW, early=False) == ""


def test_moment_of_the_future__is_refused_unless_asked_for_by_name() -> None:
    moment = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    with pytest.raises(StackyardError, match=r"in the future(.|\n)*-e early=true"):
        check_moment(moment, NOW, early=False)
    assert "although it is only 2026-11-21T08:00:00+00:00" in check_moment(moment, NOW, early=True)


def test_tests_to_reopen__are_sorted_and_once_each() -> None:
    assert read_tests(["linux/test02", "aws/test01", "linux/test02"]) == ["aws/test01", "linux/test02"]


@pytest.mark.parametrize("wrong", ["linux", "linux/", "/test01", "a/b/c"])
def test_test_to_reopen_without_subject__is_refused(wrong) -> None:
    with pytest.raises(StackyardError, match="reopen=linux/test01"):
        read_tests([wrong])


def test_run_that_succeeds__is_waited_for_and_its_output_told() -> None:
    pauses: list[float] = []
    service = StepFunctions(["RUNNING", "RUNNING", "SUCCEEDED"], output={"tests": 2})
    runs = Runs(service, "arn:machine", pauses.append)
    arn = runs.start(read_moment("2026-11-16T23:00", "Europe/Warsaw"), ["linux/test01"])
    assert runs.wait(arn, patience=60).output == {"tests": 2}
    assert service.started == [{"at": "2026-11-16T23:00:00+01:00", "reopen": ["linux/test01"]}]
    assert len(pauses) == 2


def test_run_that_fails__shows_state_error_and_cause() -> None:
    service = StepFunctions(["FAILED"])
    service.events = [
        {"type": "ExecutionFailed", "executionFailedEventDetails": {"error": "KeyError", "cause": "no such bucket"}},
        {"type": "TaskFailed", "taskFailedEventDetails": {"error": "Other", "cause": "another"}},
        {"type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "Plan"}},
        {"type": "WaitStateEntered", "stateEnteredEventDetails": {"name": "Grace"}},
    ]
    with pytest.raises(StackyardError) as failure:
        Runs(service, "arn:machine").wait("arn:machine:1", patience=60)
    assert "ended FAILED in state Plan: KeyError" in str(failure.value)
    assert "no such bucket" in str(failure.value)
    assert "arn:machine:1" in str(failure.value)


def test_cause_that_a_function_gave__is_told_by_its_message() -> None:
    cause = json.dumps({"errorMessage": "no such bucket", "errorType": "KeyError", "stackTrace": ["..."]})
    service = StepFunctions(["FAILED"], error="KeyError", cause=cause)
    assert Runs(service, "arn:machine").describe("arn:machine:1").cause == "no such bucket"
    assert in_words("plain words") == "plain words"
    assert in_words('["a list"]') == '["a list"]'


def test_run_that_does_not_end__is_given_up_after_the_patience() -> None:
    pauses: list[float] = []
    with pytest.raises(StackyardError, match="still runs after 10 seconds"):
        Runs(StepFunctions(["RUNNING"]), "arn:machine", pauses.append).wait("arn:machine:1", patience=10)
    assert 10 <= sum(pauses) < 20


def test_last_run_of_a_new_machine__is_none() -> None:
    assert Runs(StepFunctions(["SUCCEEDED"]), "arn:machine").last() is None
