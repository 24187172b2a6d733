"""The account's own stack beside the foundation's, in process: previewed, made, held to what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws
from stackyard.commit import commit_of_run
from stackyard.errors import StackyardError
from stackyard.plan import StackSpec, StackState, Template, make_plan, read_stacks, saved
from stackyard.plan.account import STACK, account_spec
from stackyard.plan.saved import Scene
from stackyard.target import ROOT, Target

from plugins.action.stackyard_deploy import ActionModule
from tests.fakes.stacks import make_spec, make_target

BODY = """
Resources:
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: logs}}
"""
OTHERS = make_spec("data", template=Template.parse(BODY.replace("logs", "others")))
FOUNDATION = StackSpec(
    "foundation",
    "base",
    "stackyard-dev-foundation-base",
    Template.parse(BODY.replace("logs", "foundation")),
    tags={"stackyard:environment": "dev", "stackyard:system": "foundation"},
)


class Account(ActionModule):
    """The action on a target of tests, whose calls are answered in process."""

    @staticmethod
    def target(arguments: Any) -> Target:
        del arguments
        return replace(make_target(), embedded=True)


@pytest.fixture(autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    path.write_text(BODY)
    return path


def work(template: Path, *, check: bool = False, **given: Any) -> dict[str, Any]:
    """Deploy the foundation's step, whose own stack is ``FOUNDATION``."""
    action = Account(SimpleNamespace(check_mode=check, diff=check), None, None, None, None, None)
    action.task_vars = {"inventory_hostname": "dev", "ansible_play_hosts_all": ["dev"]}
    foundation = template.with_name("foundation.yaml")
    foundation.write_text(FOUNDATION.template.body)
    usual = {name: option.get("default", "") for name, option in ActionModule.argument_spec.items()}
    wanted = {
        "target": {"environment": "dev"},
        "systems": [{"name": "foundation", "stacks": [{"name": "base"}]}],
        "composed": {"foundation": {"stacks": {"base": {"template": str(foundation)}}}},
        "account_template": str(template),
        "followed": True,
    }
    return action.work({**usual, **wanted, **given})


def names() -> set[str]:
    return set(read_stacks(make_target().client("cloudformation"), ""))


def states() -> dict[str, StackState]:
    return read_stacks(make_target().client("cloudformation"), "")


def save(path: Path, *specs: StackSpec) -> str:
    scene = Scene(make_target(), commit_of_run(ROOT))
    kept = saved.save(scene, saved.saved_stacks(make_plan(specs, states()), scene), {})
    path.write_text(kept.text())
    return str(path)


def others_are_there() -> None:
    cloudformation = make_target().client("cloudformation")
    cloudformation.create_stack(StackName=OTHERS.name, TemplateBody=OTHERS.template.body)


def test_account_without_a_role__gets_the_stack_which_no_deployment_keeps(template: Path) -> None:
    result = work(template)
    assert result["actions"] == {STACK: "created", FOUNDATION.name: "created"}
    assert names() == {STACK, FOUNDATION.name}
    assert [one["name"] for one in result["part"]["kept"]["stacks"]] == [FOUNDATION.name]


def test_preview__tells_the_stack_hands_it_on_and_leaves_nothing(template: Path) -> None:
    result = work(template, check=True)
    assert f"would create {STACK} (+1, does not exist yet)" in result["msg"]
    assert [one["name"] for one in result["part"]["saved"]] == [STACK, FOUNDATION.name]
    previewed = [(one["name"], one["action"]) for one in result["part"]["preview"]["stacks"]]
    assert previewed == [(STACK, "create"), (FOUNDATION.name, "create")]
    assert names() == set()


def test_role_that_somebody_has_set__is_left_alone(template: Path) -> None:
    made = {"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::123456789012:role/logs"}
    make_target().client("apigateway").update_account(patchOperations=[made])
    assert work(template)["actions"] == {FOUNDATION.name: "created"}
    assert names() == {FOUNDATION.name}


def test_plan_that_was_saved_while_other_stacks_stood__is_applied(template: Path, tmp_path: Path) -> None:
    others_are_there()
    plan = save(tmp_path / "plan.json", account_spec(Template.read(template), {}), FOUNDATION, OTHERS)
    assert work(template, apply_plan=plan)["changed"]
    assert names() == {STACK, FOUNDATION.name, OTHERS.name}


def test_plan_in_which_another_stack_has_changed_since__is_refused_before_the_role_is_made(
    template: Path, tmp_path: Path
) -> None:
    plan = save(tmp_path / "plan.json", account_spec(Template.read(template), {}), FOUNDATION, OTHERS)
    others_are_there()
    with pytest.raises(StackyardError, match="was made meanwhile"):
        work(template, apply_plan=plan)
    assert names() == {OTHERS.name}


def test_environment_that_takes_only_what_was_shown__refuses_the_stack_and_takes_it_once_shown(
    template: Path, tmp_path: Path
) -> None:
    given: dict[str, Any] = {"settings": {"changes_must_be_shown": True}, "shown_file": str(tmp_path / "shown.json")}
    with pytest.raises(StackyardError, match="no preview was made here"):
        work(template, **given)
    assert names() == set()
    save(tmp_path / "shown.json", account_spec(Template.read(template), {}), FOUNDATION)
    assert work(template, **given)["changed"]
