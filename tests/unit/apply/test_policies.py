"""Stacks get their policy, and it is lifted only for what may be lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stackyard.apply import DeployError, Modes, apply_plan
from stackyard.apply.stack_policy import is_policy, policy_text
from stackyard.errors import StackyardError
from stackyard.guard.gate import Gate
from stackyard.plan import StackSpec, make_plan, read_stacks

from tests.fakes.cloudformation import FakeCloudFormation, Step
from tests.fakes.stacks import make_spec, make_template, make_workshop

NAME = "stackyard-dev-shop-data"


class Guarded(FakeCloudFormation):
    """Keeps policies, and a history of them and of executions; change sets say what ``answer`` says."""

    answer: dict[str, Any] | None = None

    def __init__(self, **scripts: Any) -> None:
        super().__init__(**scripts)
        self.policies: dict[str, str] = {}

    def get_stack_policy(self, StackName: str) -> dict[str, str]:  # noqa: N803
        return {"StackPolicyBody": self.policies[StackName]} if StackName in self.policies else {}

    def set_stack_policy(self, StackName: str, StackPolicyBody: str) -> None:  # noqa: N803
        self.policies[StackName] = StackPolicyBody
        denied = json.loads(StackPolicyBody)["Statement"][1]
        self.calls.append(f"policy {' '.join(denied.get('NotResource', ['whole']))}")

    def describe_change_set(self, ChangeSetName: str) -> dict[str, Any]:  # noqa: N803
        found = super().describe_change_set(ChangeSetName)
        return {**found, "Changes": [{"ResourceChange": self.answer}]} if self.answer else found


def deploy(cloudformation: Guarded, spec: StackSpec, *, policies: bool = True, allowed: str = "*") -> list[str]:
    workshop = make_workshop(
        cloudformation, modes=Modes(stack_policies=policies), gate=Gate(cloudformation, (allowed,))
    )
    plan = make_plan([spec], read_stacks(cloudformation, ""))
    return [one.done for one in apply_plan(workshop, plan)]


def deployed(**scripts: Any) -> Guarded:
    cloudformation = Guarded(**scripts)
    assert deploy(cloudformation, make_spec("data")) == ["created"]
    cloudformation.calls.clear()
    return cloudformation


def losing(cloudformation: Guarded) -> StackSpec:
    cloudformation.answer = {
        "Action": "Remove",
        "LogicalResourceId": "Old",
        "ResourceType": "AWS::SQS::Queue",
        "PolicyAction": "Delete",
    }
    return make_spec("data", template=make_template(outputs=("Url",)))


def test_new_stack__gets_its_policy() -> None:
    assert is_policy(deployed().policies[NAME])


def test_environment_without_policies__is_not_asked_for_them() -> None:
    cloudformation = Guarded()
    deploy(cloudformation, make_spec("data"), policies=False)
    assert cloudformation.policies == {}


def test_unchanged_stack__keeps_its_policy() -> None:
    cloudformation = deployed()
    assert deploy(cloudformation, make_spec("data")) == ["unchanged"]
    assert cloudformation.calls == []


@pytest.mark.parametrize("left", ["", policy_text(["Old"])])
def test_unchanged_stack_whose_policy_was_left_lifted__gets_it_back(left: str) -> None:
    cloudformation = deployed()
    cloudformation.policies[NAME] = left
    assert deploy(cloudformation, make_spec("data")) == ["protected"]
    assert is_policy(cloudformation.policies[NAME])


def test_update_that_may_lose_a_resource__has_it_lifted_for_that_time() -> None:
    cloudformation = deployed()
    assert deploy(cloudformation, losing(cloudformation)) == ["updated"]
    executed = f"execute {NAME}"
    assert [call for call in cloudformation.calls if call.startswith(("policy", "execute"))] == [
        "policy LogicalResourceId/Old",
        executed,
        "policy whole",
    ]


def test_failed_update__leaves_the_policy_whole() -> None:
    rolled_back = (Step("UPDATE_ROLLBACK_IN_PROGRESS"), Step("UPDATE_ROLLBACK_COMPLETE"))
    cloudformation = deployed(update=rolled_back)
    with pytest.raises(DeployError):
        deploy(cloudformation, losing(cloudformation))
    assert is_policy(cloudformation.policies[NAME])


def test_update_that_the_gate_refuses__leaves_policy_stack_and_no_change_set() -> None:
    cloudformation = deployed()
    with pytest.raises(StackyardError, match="would lose data"):
        deploy(cloudformation, losing(cloudformation), allowed="shop-data.Other")
    assert cloudformation.change_sets == {}
    assert cloudformation.calls == [f"create_change_set UPDATE {NAME}"]
