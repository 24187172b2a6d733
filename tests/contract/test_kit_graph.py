"""Stacks side by side on the embedded AWS: what waits for what, what a failure and an interruption leave behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.apply import DeployError
from stackyard.plan import OutputRef, StackSpec, read_stacks
from stackyard.target import ROOT

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import API, BROKEN, DATA, Kit
from tests.patience import PATIENCE_SECONDS

NAMED = (
    API
    + """
Outputs:
  Name: {Value: {Ref: Parameter}}
"""
)
# Is in progress until somebody puts a message to the handle's address.
PATIENT = """
Resources:
  Handle: {Type: 'AWS::CloudFormation::WaitConditionHandle'}
  Wait:
    Type: AWS::CloudFormation::WaitCondition
    Properties: {Handle: {Ref: Handle}, Timeout: '43200'}
Outputs:
  Address: {Value: {Ref: Handle}}
"""
SIGNAL = b'{"Status": "SUCCESS", "UniqueId": "1", "Data": "done", "Reason": "done"}'


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


def diamond(kit: Kit, bottom: str = NAMED) -> list[StackSpec]:
    of_data = OutputRef("shop", "data", "BucketName")
    return [
        kit.spec("last", API, Name=OutputRef("shop", "left", "Name")),
        kit.spec("left", bottom, **({"Name": of_data} if bottom is NAMED else {})),
        kit.spec("right", NAMED, Name=of_data),
        kit.spec("data", DATA),
    ]


@contextmanager
def counting(kit: Kit) -> Iterator[Counter[str]]:
    calls: Counter[str] = Counter()
    events = kit.workshop.cloudformation.meta.events

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    events.register("before-call.cloudformation", count)
    try:
        yield calls
    finally:
        events.unregister("before-call.cloudformation", count)


def test_stacks_that_need_each_other__come_in_turn_and_a_second_run_asks_once(kit: Kit) -> None:
    applied = kit.deploy(*diamond(kit))
    assert [(done.spec.stack, done.done) for done in applied] == [
        ("data", "created"),
        ("left", "created"),
        ("last", "created"),
        ("right", "created"),
    ]
    outputs = {done.spec.stack: done.outputs for done in applied}
    states = read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")
    assert states[kit.target.stack_name("shop", "last")].parameters == {"Name": outputs["left"]["Name"]}
    with counting(kit) as one_look:  # at all stacks of the account, which may be several pages by now
        read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")
    with counting(kit) as calls:
        again = kit.deploy(*diamond(kit))
    assert {done.done for done in again} == {"unchanged"}
    assert calls == one_look


def test_failed_branch__leaves_the_other_one_deployed_and_the_mended_one_is_taken_up(kit: Kit) -> None:
    broken = [kit.spec("broken", BROKEN + "Outputs: {Name: {Value: x}}\n"), *diamond(kit)[1:]]
    waits = kit.spec("last", API, Name=OutputRef("shop", "broken", "Name"))
    with pytest.raises(DeployError) as caught:
        kit.deploy(*broken, waits)
    assert list(caught.value.failed) == [broken[0].name]
    assert list(caught.value.skipped) == [waits.name]
    assert {(done.spec.stack, done.done) for done in caught.value.applied} == {
        ("data", "created"),
        ("left", "created"),
        ("right", "created"),
    }
    mended = kit.spec("broken", DATA + "  Name: {Value: x}\n")
    assert {done.spec.stack: done.done for done in kit.deploy(mended, *broken[1:], waits)} == {
        "broken": "created",
        "data": "unchanged",
        "left": "unchanged",
        "right": "unchanged",
        "last": "created",
    }


@dataclass
class Playbook:
    """A playbook that deploys a stack which takes long, one beside it, and one that waits for it."""

    kit: Kit
    folder: Path
    task: str = field(default="stackyard_deploy", init=False)

    def start(self, task: str = "stackyard_deploy") -> subprocess.Popen[str]:
        self.task = task
        stacks = {"slow": PATIENT, "quick": DATA, "next": API}
        for name, body in stacks.items():
            (self.folder / f"{name}.yaml").write_text(body)
        (self.folder / "hosts.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}")
        (self.folder / "deploy.yml").write_text(yaml.safe_dump([self.play(list(stacks))]))
        program = str(ROOT / ".venv/bin/ansible-playbook")
        return subprocess.Popen(
            [program, "-i", str(self.folder / "hosts.yml"), str(self.folder / "deploy.yml")],
            cwd=ROOT,
            env=os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def play(self, names: list[str]) -> dict[str, Any]:
        target = self.kit.target
        settings = {name: value for name, value in vars(target).items() if name in target.__dataclass_fields__}
        declared: list[dict[str, Any]] = [{"name": name} for name in names]
        declared[-1]["parameters"] = {"Name": {"output": "slow.Address"}}
        given: dict[str, Any] = {"target": settings, "systems": [{"name": "shop", "stacks": declared}]}
        if self.task == "stackyard_deploy":
            templates = {name: {"template": f"{self.folder}/{name}.yaml"} for name in names}
            given["composed"] = {"shop": {"stacks": templates}}
        return {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [{"name": "Work", self.task: given}],
        }

    def name(self, stack: str) -> str:
        return self.kit.target.stack_name("shop", stack)

    def status(self, stack: str) -> str:
        found = read_stacks(self.kit.workshop.cloudformation, self.name(stack)).get(self.name(stack))
        return found.status if found else ""

    def wait_for(self, stack: str, status: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.status(stack) != status:
            assert time.monotonic() < deadline, self.status(stack)
            time.sleep(0.1)

    def goes_on_with_slow(self, told: str) -> bool:
        """Whether an interrupted run says so. It may not have heard yet that the quick stack has come to its end."""
        quick, slow = re.escape(self.name("quick")), re.escape(self.name("slow"))
        words = rf"CloudFormation goes on with ({quick}, )?{slow}; the same command takes it up again"
        return re.search(words, told) is not None

    def release(self) -> None:
        """Let the slow stack come to its end."""
        found = self.kit.workshop.cloudformation.describe_stack_resource(
            StackName=self.name("slow"), LogicalResourceId="Handle"
        )
        address = found["StackResourceDetail"]["PhysicalResourceId"]
        request = urllib.request.Request(address, data=SIGNAL, headers={"Content-Type": ""}, method="PUT")
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()
        self.wait_for("slow", "CREATE_COMPLETE")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_playbook__says_what_goes_on_and_the_same_command_takes_it_up(
    kit: Kit, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    playbook = Playbook(kit, tmp_path)
    with playbook.start() as running:
        playbook.wait_for("slow", "CREATE_IN_PROGRESS")
        playbook.wait_for("quick", "CREATE_COMPLETE")
        running.send_signal(number)
        told, _ = running.communicate(timeout=PATIENCE_SECONDS)
    assert (running.returncode, playbook.status("slow"), playbook.status("next")) == (code, "CREATE_IN_PROGRESS", "")
    assert playbook.goes_on_with_slow(told), told
    playbook.release()
    with playbook.start() as again:
        told, _ = again.communicate(timeout=PATIENCE_SECONDS)
    assert (again.returncode, playbook.status("next")) == (0, "CREATE_COMPLETE"), told
