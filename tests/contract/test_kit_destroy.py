"""Environments that go on the embedded AWS: what stands on what, what is in the way, what an interruption leaves."""

from __future__ import annotations

import signal
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from stackyard.apply import Observer
from stackyard.errors import StackyardError
from stackyard.plan import StackSpec, read_stacks
from stackyard.sweep import Declared, destroy, prove_gone

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import DATA, Kit
from tests.contract.test_kit_graph import Playbook, diamond
from tests.patience import PATIENCE_SECONDS

EXPORTS = """
Resources:
  Queue: {Type: 'AWS::SQS::Queue'}
Outputs:
  Name: {Value: {'Fn::GetAtt': [Queue, QueueName]}, Export: {Name: %s}}
"""
IMPORTS = """
Resources:
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {'Fn::ImportValue': %s}}}
"""


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


class Ends(Observer):
    """Keeps the order in which stacks are gone."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def stack_finished(self, name: str, done: str, seconds: float) -> None:  # noqa: ARG002
        self.names.append(name)


def left(kit: Kit) -> list[str]:
    return sorted(read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-"))


def in_turn(kit: Kit, *specs: StackSpec) -> None:
    for spec in specs:
        kit.deploy(spec)


def test_stacks_that_take_outputs__go_before_those_that_give_them(kit: Kit) -> None:
    specs = diamond(kit)
    [data] = [spec for spec in specs if spec.stack == "data"]
    kit.deploy(*specs)
    names = {spec.stack: spec.name for spec in specs}
    takes = {names["last"]: [names["left"]], names["left"]: [names["data"]], names["right"]: [names["data"]]}
    ends = Ends()
    destroy(replace(kit.workshop, observer=ends), Declared({data.name: (), **takes}), dry=False)
    prove_gone(kit.workshop, patience=3)
    assert sorted(ends.names) == sorted(names.values())
    assert all(ends.names.index(taker) < ends.names.index(giver) for taker, givers in takes.items() for giver in givers)


def test_stack_whose_export_is_imported__goes_after_the_importing_one(kit: Kit) -> None:
    export = f"{kit.target.environment}-name"
    giver, taker = kit.spec("giver", EXPORTS % export), kit.spec("taker", IMPORTS % export)
    in_turn(kit, giver, taker)
    # Declared the wrong way round: what CloudFormation insists on counts more.
    gone = destroy(kit.workshop, Declared({taker.name: (), giver.name: (taker.name,)}), dry=False)
    assert sorted(gone.stacks) == sorted([giver.name, taker.name])
    assert left(kit) == []


def test_stack_of_somebody_else_that_imports_an_export__is_named_and_nothing_goes(
    kit: Kit, repaired: EmbeddedServer
) -> None:
    export, other = f"{kit.target.environment}-name", Kit(repaired)
    kit.deploy(kit.spec("giver", EXPORTS % export), kit.spec("data", DATA))
    stranger = other.spec("taker", IMPORTS % export)
    other.deploy(stranger)
    with pytest.raises(StackyardError, match="nothing was deleted"):
        destroy(kit.workshop, Declared(), dry=True)
    with pytest.raises(StackyardError, match="nothing was deleted") as caught:
        destroy(kit.workshop, Declared(), dry=False)
    assert caught.value.given == f"{stranger.name} imports {export} of {kit.target.stack_name('shop', 'giver')}"
    assert len(left(kit)) == 2
    destroy(other.workshop, Declared(), dry=False)
    destroy(kit.workshop, Declared(), dry=False)
    assert left(kit) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_removal__deletes_nothing_more_and_the_same_command_ends_it(
    kit: Kit, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    playbook = Playbook(kit, tmp_path)
    with playbook.start() as deployment:
        playbook.wait_for("slow", "CREATE_IN_PROGRESS")
        playbook.wait_for("quick", "CREATE_COMPLETE")
        deployment.send_signal(signal.SIGINT)
        deployment.communicate(timeout=PATIENCE_SECONDS)
    with playbook.start("stackyard_destroy") as removal:
        line_with(removal, f"waiting for {playbook.name('slow')} ")
        playbook.wait_for("quick", "")
        removal.send_signal(number)
        told, _ = removal.communicate(timeout=PATIENCE_SECONDS)
    assert (removal.returncode, playbook.status("slow")) == (code, "CREATE_IN_PROGRESS"), told
    assert playbook.goes_on_with_slow(told), told
    playbook.release()
    with playbook.start("stackyard_destroy") as again:
        told, _ = again.communicate(timeout=PATIENCE_SECONDS)
    assert (again.returncode, left(kit)) == (0, []), told


def test_second_deployment_from_another_machine__waits_and_says_for_whom(kit: Kit, tmp_path: Path) -> None:
    playbook = Playbook(kit, tmp_path)
    with playbook.start() as first:
        playbook.wait_for("slow", "CREATE_IN_PROGRESS")
        with playbook.start() as second:
            line = line_with(second, "waiting for ")
            playbook.release()
            ends = [run.communicate(timeout=PATIENCE_SECONDS)[0] for run in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), ends
    assert f"waiting for {playbook.name('slow')} (CREATE_IN_PROGRESS, since " in line
    assert line.rstrip().endswith("with this kit)")
    assert playbook.status("next") == "CREATE_COMPLETE"


def line_with(run: subprocess.Popen[str], words: str) -> str:
    """Read what a command says until it says some words; it is ended where it does not."""
    watchdog = threading.Timer(PATIENCE_SECONDS, run.kill)
    watchdog.start()
    told = []
    try:
        for line in run.stdout or ():
            told.append(line)
            if words in line:
                return line
    finally:
        watchdog.cancel()
    raise AssertionError("".join(told))
