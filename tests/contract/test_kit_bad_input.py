"""Bad input against the embedded AWS: all of it told at once, and nothing written before it is mended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.errors import StackyardError
from stackyard.plan import StackSpec, read_stacks
from stackyard.plan.check_exports import refuse_exports
from stackyard.target import ROOT

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import API, DATA, Kit
from tests.contract.test_kit_graph import counting
from tests.patience import eventually

EXPORTING = """
Resources:
  Queue: {Type: 'AWS::SQS::Queue'}
Outputs:
  Name: {Value: {'Fn::GetAtt': [Queue, QueueName]}, Export: {Name: {'Fn::Sub': '${AWS::StackName}-name'}}}
"""
SIZED = """
Parameters:
  Name: {Type: String}
  Size: {Type: Number, MaxValue: 5, ConstraintDescription: at most five}
  Password: {Type: String, NoEcho: true, MinLength: 20}
Resources:
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {Ref: Name}}}
"""


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


def importing(name: str) -> str:
    return API.replace("Parameters:\n  Name: {Type: String}\n", "").replace(
        "{Ref: Name}", f"{{Fn::ImportValue: {name}}}"
    )


def checked(kit: Kit, *specs: StackSpec) -> None:
    states = read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")
    refuse_exports(kit.workshop.cloudformation, kit.target, specs, states)


@pytest.fixture
def stranger(kit: Kit) -> Iterator[str]:
    """A stack of somebody else's, which imports what the kit's stack exports; its name."""
    kit.deploy(kit.spec("data", EXPORTING))
    cloudformation = kit.workshop.cloudformation
    name = f"stranger-{kit.target.environment}"
    cloudformation.create_stack(StackName=name, TemplateBody=importing(f"{kit.spec('data', DATA).name}-name"))
    eventually(lambda: read_stacks(cloudformation, name)[name].status == "CREATE_COMPLETE", "the stranger")
    yield name
    cloudformation.delete_stack(StackName=name)


def test_export_that_a_stranger_imports__may_not_go_until_it_is_gone(kit: Kit, stranger: str) -> None:
    without = kit.spec("data", EXPORTING.partition("Outputs:")[0])
    with counting(kit) as one_look:  # at all stacks of the account, which may be several pages by now
        read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")
    with counting(kit) as calls, pytest.raises(StackyardError, match="no longer has the export") as caught:
        checked(kit, without)
    assert caught.value.given == f"imported by {stranger}"
    assert calls == {**one_look, "ListImports": 1}
    kit.workshop.cloudformation.delete_stack(StackName=stranger)
    eventually(lambda: not read_stacks(kit.workshop.cloudformation, stranger), "the end of the stranger")
    checked(kit, without)
    assert [done.done for done in kit.deploy(without)] == ["updated"]


def test_import_of_no_export__is_told_with_the_nearest_one(kit: Kit) -> None:
    kit.deploy(kit.spec("data", EXPORTING))
    export = f"{kit.spec('data', DATA).name}-name"
    with pytest.raises(StackyardError, match="an import leads to no export") as caught:
        checked(kit, kit.spec("api", importing(f"{export}s")))
    assert caught.value.remedy.startswith(f"did you mean {export}? ")
    checked(kit, kit.spec("api", importing(export)))


def test_stack_that_imports__is_deployed_behind_the_one_that_exports(kit: Kit) -> None:
    data = kit.spec("data", EXPORTING)
    api = kit.spec("api", importing(f"{data.name}-name"))
    checked(kit, api, data)
    applied = kit.deploy(api, data)
    assert [(done.spec.stack, done.done) for done in applied] == [("data", "created"), ("api", "created")]


class Playbook:
    """A playbook that checks two stacks and deploys them."""

    def __init__(self, kit: Kit, folder: Path, parameters: dict[str, Any]) -> None:
        self.kit, self.folder = kit, folder
        target = kit.target
        stacks = [{"name": "data"}, {"name": "api", "parameters": parameters}]
        for name, body in {"data": DATA, "api": SIZED}.items():
            (folder / f"{name}.yaml").write_text(body)
        self.common = {
            "target": {name: value for name, value in vars(target).items() if name in target.__dataclass_fields__},
            "composed": {"shop": {"stacks": {one: {"template": f"{folder}/{one}.yaml"} for one in ("data", "api")}}},
        }
        self.systems = [{"name": "shop", "stacks": stacks}]

    def run(self) -> tuple[int, str]:
        check = {**self.common, "groups": [self.systems], "mark": str(self.folder / "checked")}
        tasks = [
            {"name": "Check", "stackyard_check": check, "register": "found"},
            {"name": "Tell", "ansible.builtin.debug": {"msg": "looked: {{ found.checked }}"}},
            {"name": "Deploy", "stackyard_deploy": {**self.common, "systems": self.systems}},
        ]
        (self.folder / "hosts.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}")
        play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
        (self.folder / "deploy.yml").write_text(yaml.safe_dump([play]))
        done = subprocess.run(
            [ROOT / ".venv/bin/ansible-playbook", "-v", "-i", self.folder / "hosts.yml", self.folder / "deploy.yml"],
            cwd=ROOT,
            env=os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def test_playbook_with_bad_input__tells_all_of_it_without_secrets_and_makes_no_stack(kit: Kit, tmp_path: Path) -> None:
    given = {"Name": {"output": "data.BucketNam"}, "Size": 7, "Password": "hunter2", "Sise": True, "When": None}
    code, told = Playbook(kit, tmp_path, given).run()
    assert code == 2
    for problem in (
        "a parameter has no value",
        "the template of shop.api declares no parameter Sise, When",
        "shop.api, parameter Size is more than 5",
        "give 5 or less; the template says: at most five",
        "shop.api, parameter Password has 7 characters, fewer than 20",
        "stack data has no output BucketNam",
        "did you mean BucketName?",
    ):
        assert problem in told
    assert "hunter2" not in told
    assert read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-") == {}


def test_playbook_with_good_input__deploys_and_looks_once(kit: Kit, tmp_path: Path) -> None:
    given = {"Name": {"output": "data.BucketName"}, "Size": 5, "Password": "correct horse battery staple"}
    playbook = Playbook(kit, tmp_path, given)
    first, again = playbook.run(), playbook.run()
    assert [code for code, _ in (first, again)] == [0, 0], first[1] + again[1]
    assert "looked: True" in first[1]
    assert "looked: False" in again[1]
    assert len(read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")) == 2
