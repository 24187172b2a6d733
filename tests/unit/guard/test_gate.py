"""Change sets are judged once more before they are executed, and deployments before their first write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from stackyard.apply.changes import Change
from stackyard.deploy_report import outlook
from stackyard.errors import StackyardError
from stackyard.guard.gate import Gate, risky_stacks
from stackyard.plan import make_plan

from tests.fakes.previews import AskedCloudFormation
from tests.fakes.stacks import make_spec, make_state, make_template, make_workshop

DATA = "stackyard-dev-shop-data"
QUEUE = {"LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue"}
REMOVED = {**QUEUE, "Action": "Remove"}


def judge(told: dict[str, Any], *allowed: str, policy: str = "Delete") -> None:
    template = yaml.safe_dump({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DeletionPolicy": policy}}})
    gate = Gate(AskedCloudFormation(templates={DATA: template}), allowed)
    gate(make_spec("data"), (Change.parse(told),))


@pytest.mark.parametrize(
    "told",
    [
        REMOVED,
        {**REMOVED, "PolicyAction": "Delete"},
        {**QUEUE, "Action": "Modify", "Replacement": "True"},
        {**QUEUE, "Action": "Modify", "Replacement": "Conditional"},
    ],
)
def test_change_set_that_loses_data__is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(StackyardError, match=f"would lose data; stack {DATA} was not changed"):
        judge(told)


@pytest.mark.parametrize("told", [REMOVED, {**QUEUE, "Action": "Modify", "Replacement": "True"}])
def test_resource_that_is_named__passes(told: dict[str, Any]) -> None:
    judge(told, "shop-data.Queue")


def test_resource_that_stays_in_the_account__passes_by_what_the_change_set_says() -> None:
    judge({**REMOVED, "PolicyAction": "Retain"})


def test_resource_that_stays_in_the_account__passes_by_what_the_deployed_template_says() -> None:
    judge(REMOVED, policy="RetainExceptOnCreate")


@pytest.mark.parametrize("action", ["Add", "Modify", "Import"])
def test_change_that_loses_nothing__passes(action: str) -> None:
    judge({**QUEUE, "Action": action, "Replacement": "False"})


def test_resource_that_only_seems_to_be_replaced__passes() -> None:
    echo = {
        "Target": {"Attribute": "Properties", "Name": "QueueName", "RequiresRecreation": "Always"},
        "ChangeSource": "ResourceAttribute",
        "CausingEntity": "Role.Arn",
    }
    judge({**QUEUE, "Action": "Modify", "Replacement": "Conditional", "Details": [echo]})


def test_deployment_of_several_stacks__is_judged_by_those_that_touch_data() -> None:
    before = yaml.safe_dump({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Old": {"Type": "AWS::SQS::Queue"}}})
    alike = make_template().body
    api = "stackyard-dev-shop-api"
    cloudformation = AskedCloudFormation(
        templates={DATA: before, api: alike}, answers={DATA: [{**REMOVED, "LogicalResourceId": "Old"}]}
    )
    specs = [make_spec("data"), make_spec("api")]
    plan = make_plan(specs, {DATA: make_state("data"), api: make_state("api")})
    preview = risky_stacks(make_workshop(cloudformation), plan)
    assert [(stack.stack, [one.logical_id for one in stack.resources]) for stack in preview.stacks] == [
        ("data", ["Old"])
    ]
    assert [request["StackName"] for request in cloudformation.asked] == [DATA]


def test_template_that_was_read_to_judge_a_stack__is_not_read_again_for_the_report() -> None:
    @dataclass
    class Counting(AskedCloudFormation):
        read: list[str] = field(default_factory=list)

        def get_template(self, StackName: str) -> dict[str, Any]:  # noqa: N803
            self.read.append(StackName)
            return super().get_template(StackName)

    names = {"data": DATA, "api": "stackyard-dev-shop-api"}
    cloudformation = Counting(templates=dict.fromkeys(names.values(), make_template().body))
    workshop = make_workshop(cloudformation)
    plan = make_plan([make_spec(stack) for stack in names], {full: make_state(stack) for stack, full in names.items()})
    risky_stacks(workshop, plan)
    assert len(outlook(workshop, plan, {}, {}).stacks) == 2
    assert sorted(cloudformation.read) == sorted(names.values())


def test_deployment_of_one_stack__asks_nothing() -> None:
    plan = make_plan([make_spec("data")], {DATA: make_state("data")})
    assert risky_stacks(make_workshop(None), plan).stacks == ()


def test_rollback_of_one_stack__is_judged_before_its_way_is_kept() -> None:
    before = yaml.safe_dump({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Old": {"Type": "AWS::SQS::Queue"}}})
    removed = {**REMOVED, "LogicalResourceId": "Old"}
    cloudformation = AskedCloudFormation(templates={DATA: before}, answers={DATA: [removed]})
    plan = make_plan([make_spec("data")], {DATA: make_state("data")})
    [stack] = risky_stacks(make_workshop(cloudformation), plan, even_one=True).stacks
    assert [one.logical_id for one in stack.resources] == ["Old"]


def test_deployment_of_new_stacks__asks_nothing() -> None:
    plan = make_plan([make_spec("data"), make_spec("api")], {})
    assert risky_stacks(make_workshop(None), plan).stacks == ()
