"""What the scoring stack promises in its numbers: timeouts that fit each other, retries that cover Lambda's faults."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stackyard.templates import documents

ROOT = Path(__file__).resolve().parents[3]
FRAME = ROOT / "templates/trainings/scoring.yaml"
MACHINE = json.loads((ROOT / "templates/trainings/weekly.asl.json").read_text())
STEPS = {"PlanScoring": "plan_scoring", "ScoreBatch": "score_batch", "ReportScores": "report_scores"}
LAMBDA_FAULTS = {"Lambda.ServiceException", "Lambda.TooManyRequestsException", "Lambda.SdkClientException"}


def states(machine: dict[str, Any] = MACHINE) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in machine["States"].items():
        yield name, state
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


TASKS = {name: state for name, state in states() if state["Type"] == "Task"}


def timeout_of(function: str) -> int:
    resources = documents.read(ROOT / f"lambdas/trainings/{function}/resources.yaml", ROOT)["Resources"]
    (found,) = [one for one in resources.values() if one["Type"] == "AWS::Lambda::Function"]
    return int(found["Properties"]["Timeout"])


def lease_of_send_mail() -> int:
    source = ast.parse((ROOT / "lambdas/trainings/send_mail/handler.py").read_text())
    (lease,) = [
        node.value.value
        for node in source.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and ast.unparse(node.targets[0]) == "LEASE_SECONDS"
    ]
    assert isinstance(lease, int)
    return lease


def test_every_task__is_one_of_the_functions() -> None:
    assert {name: TASKS[name]["Resource"] for name in TASKS} == {step: f"${{{step}FunctionArn}}" for step in STEPS}


@pytest.mark.parametrize("step", STEPS)
def test_task__waits_longer_than_its_function_runs(step: str) -> None:
    assert TASKS[step]["TimeoutSeconds"] > timeout_of(STEPS[step])


@pytest.mark.parametrize("step", STEPS)
def test_task__retries_faults_of_lambda_with_full_jitter(step: str) -> None:
    covering = [retry for retry in TASKS[step]["Retry"] if set(retry["ErrorEquals"]) >= LAMBDA_FAULTS]

    assert covering
    assert all(retry["JitterStrategy"] == "FULL" for retry in covering)


def test_failing_batch__is_caught_and_tolerated() -> None:
    (batches,) = [state for _, state in states() if state["Type"] == "Map"]

    assert TASKS["ScoreBatch"]["Catch"][0]["ErrorEquals"] == ["States.ALL"]
    assert batches["ToleratedFailurePercentage"] == 100


def test_every_choice__has_a_default() -> None:
    assert all("Default" in state for _, state in states() if state["Type"] == "Choice")


def test_definition__spells_no_partition() -> None:
    assert "arn:" not in json.dumps(MACHINE)


def test_mail_queue__hides_messages_six_times_as_long_as_the_mailer_runs() -> None:
    queue = documents.read(FRAME, ROOT)["Resources"]["MailQueue"]["Properties"]

    assert queue["VisibilityTimeout"] >= 6 * timeout_of("send_mail")
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5


def test_lease_of_a_mail__outlives_its_worker_and_ends_before_the_message_comes_back() -> None:
    queue = documents.read(FRAME, ROOT)["Resources"]["MailQueue"]["Properties"]

    assert timeout_of("send_mail") < lease_of_send_mail() < queue["VisibilityTimeout"]


def test_statistics_of_duration_alarms__lie_at_four_fifths_of_the_timeout() -> None:
    for function in (*STEPS.values(), "send_mail"):
        resources = documents.read(ROOT / f"lambdas/trainings/{function}/resources.yaml", ROOT)["Resources"]
        (alarm,) = [
            one["Properties"] for one in resources.values() if one.get("Properties", {}).get("MetricName") == "Duration"
        ]
        assert alarm["Threshold"] == 0.8 * 1000 * timeout_of(function)
