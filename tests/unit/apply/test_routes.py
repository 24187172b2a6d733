"""Updates that remove a part of an API: the stage must stop serving it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import yaml
from stackyard.apply import apply_plan
from stackyard.plan import StackSpec, Template, make_plan, read_stacks

from tests.fakes.cloudformation import FakeCloudFormation
from tests.fakes.stacks import make_spec, make_workshop

METHOD = {"Type": "AWS::ApiGateway::Method"}
BOTH, ONE = "ApiDeployment0123456789ab", "ApiDeploymentba9876543210"


def api(deployment: str, *methods: str, **more: dict[str, str]) -> StackSpec:
    resources = {
        **more,
        **dict.fromkeys(methods, METHOD),
        deployment: {"Type": "AWS::ApiGateway::Deployment"},
        "Stage": {"Type": "AWS::ApiGateway::Stage", "Properties": {"DeploymentId": {"Ref": deployment}}},
    }
    return make_spec("api", template=Template.parse(yaml.safe_dump({"Resources": resources})))


def deploy(fake: FakeCloudFormation, spec: StackSpec) -> str:
    fake.calls.clear()
    plan = make_plan([spec], read_stacks(fake, "stackyard-dev-"))
    return apply_plan(make_workshop(fake), plan)[0].done


def deployed(fake: FakeCloudFormation) -> list[str]:
    (stack,) = fake.stacks.values()
    return [name for name, kind in stack.resources.items() if kind == "AWS::ApiGateway::Deployment"]


@dataclass
class Interrupted(FakeCloudFormation):
    """Is interrupted when it has executed as many change sets as its ``patience`` is."""

    patience: int = 0

    def execute_change_set(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: N803
        if not self.patience:
            raise KeyboardInterrupt
        self.patience -= 1
        super().execute_change_set(ChangeSetName, ClientRequestToken)


@pytest.fixture
def fake() -> FakeCloudFormation:
    fake = FakeCloudFormation()
    deploy(fake, api(BOTH, "List", "Time"))
    return fake


def test_update_that_removes_a_method__is_followed_by_one_more_deployment(fake: FakeCloudFormation) -> None:
    assert deploy(fake, api(ONE, "List")) == "updated"
    assert fake.calls.count("execute stackyard-dev-shop-api") == 2
    assert deployed(fake) == [f"{ONE}Again"]


def test_next_run__finds_nothing_to_do(fake: FakeCloudFormation) -> None:
    deploy(fake, api(ONE, "List"))
    assert deploy(fake, api(ONE, "List")) == "unchanged"
    assert fake.calls == []


def test_update_that_adds_a_method__is_one(fake: FakeCloudFormation) -> None:
    assert deploy(fake, api(ONE, "List", "Time", "More")) == "updated"
    assert fake.calls.count("execute stackyard-dev-shop-api") == 1
    assert deployed(fake) == [ONE]


def test_update_that_removes_something_else__is_one(fake: FakeCloudFormation) -> None:
    deploy(fake, api(BOTH, "List", "Time", Queue={"Type": "AWS::SQS::Queue"}))
    deploy(fake, api(BOTH, "List", "Time"))
    assert fake.calls.count("execute stackyard-dev-shop-api") == 1


def test_run_interrupted_between_the_two__is_taken_up_by_the_next(fake: FakeCloudFormation) -> None:
    interrupted = Interrupted(stacks=fake.stacks, patience=1)
    with pytest.raises(KeyboardInterrupt):
        deploy(interrupted, api(ONE, "List"))
    assert deployed(fake) == [ONE]
    assert deploy(fake, api(ONE, "List")) == "updated"
    assert deployed(fake) == [f"{ONE}Again"]
    assert deploy(fake, api(ONE, "List")) == "unchanged"
