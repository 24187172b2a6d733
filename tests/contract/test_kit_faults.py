"""Deployments that go wrong on the embedded AWS, and what the same or the mended command makes of it.

Failed creations and full buckets are in ``test_kit_graph`` and ``test_kit_rollback``.
"""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from stackyard.apply import DeployError, Observer, apply_plan
from stackyard.errors import StackyardError
from stackyard.guard.gate import Gate
from stackyard.plan import StackSpec, StackState, make_plan, read_stacks

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import Kit
from tests.contract.test_kit_graph import PATIENT, SIGNAL
from tests.patience import PATIENCE_SECONDS, eventually

BUCKET = """
Resources:
  Bucket: {Type: 'AWS::S3::Bucket', Properties: {BucketName: %s}}
"""
# The subscription fails: it lacks its topic.
BROKEN = """
  Queue: {Type: 'AWS::SQS::Queue'}
  Subscription: {Type: 'AWS::SNS::Subscription', DependsOn: Queue, Properties: {Protocol: sqs}}
"""
QUEUE = "  Queue: {Type: 'AWS::SQS::Queue'}\n"
IMPORTS = """
Resources:
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {Fn::ImportValue: nobody-exports-this}}}
"""
NUMBER = """
Parameters:
  Days: {Type: Number}
Resources:
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {Ref: Days}}}
"""


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


def resources(kit: Kit, spec: StackSpec) -> dict[str, str]:
    listed = kit.workshop.cloudformation.list_stack_resources(StackName=spec.name)["StackResourceSummaries"]
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"] for one in listed if "DELETE" not in one["ResourceStatus"]
    }


def change_sets(kit: Kit, spec: StackSpec) -> list[Any]:
    """Change sets that wait for somebody to execute them."""
    listed = kit.workshop.cloudformation.list_change_sets(StackName=spec.name)["Summaries"]
    return [one for one in listed if one["ExecutionStatus"] == "AVAILABLE"]


def test_failed_update__is_taken_back_and_the_mended_one_updates(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    good = kit.spec("data", BUCKET % name)
    kit.deploy(good)
    kit.workshop.s3.put_object(Bucket=name, Key="document", Body=b"text")
    with pytest.raises(
        DeployError, match=r"could not be updated; it is rolled back \(UPDATE_ROLLBACK_COMPLETE\)"
    ) as error:
        kit.deploy(kit.spec("data", BUCKET % name + BROKEN))
    assert error.value.failed[good.name].given.startswith("Subscription (AWS::SNS::Subscription): ")
    assert resources(kit, good) == {"Bucket": name}
    assert [done.done for done in kit.deploy(kit.spec("data", BUCKET % name + QUEUE))] == ["updated"]
    assert resources(kit, good).keys() == {"Bucket", "Queue"}
    assert kit.workshop.s3.list_objects_v2(Bucket=name)["KeyCount"] == 1


def test_change_that_would_replace_a_bucket__is_refused_and_leaves_nothing_behind(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    spec = kit.spec("data", BUCKET % name)
    kit.deploy(spec)
    renamed = kit.spec("data", BUCKET % f"{name}-new")
    guarded = replace(kit.workshop, gate=Gate(kit.workshop.cloudformation, ()))
    states = read_stacks(kit.workshop.cloudformation, kit.target.prefix)
    with pytest.raises(StackyardError) as caught:
        apply_plan(guarded, make_plan([renamed], states))
    assert "allow_replace=shop-data.Bucket" in str(caught.value)
    assert (resources(kit, spec), change_sets(kit, spec)) == ({"Bucket": name}, [])
    allowed = replace(kit.workshop, gate=Gate(kit.workshop.cloudformation, ("shop-data.Bucket",)))
    assert [done.done for done in apply_plan(allowed, make_plan([renamed], states))] == ["updated"]
    assert resources(kit, spec) == {"Bucket": f"{name}-new"}


class Waiting(Observer):
    """Sets an event once a deployment says that it waits."""

    def __init__(self, waits: threading.Event) -> None:
        self.waits = waits

    def note(self, text: str) -> None:
        if text.startswith("waiting for "):
            self.waits.set()


def side_by_side(*deployments: Callable[[], object]) -> list[object]:
    """What each of several deployments ends with, all begun at once."""
    gate = threading.Barrier(len(deployments))
    ends: list[object] = [None] * len(deployments)

    def run(number: int) -> None:
        gate.wait(PATIENCE_SECONDS)
        try:
            ends[number] = deployments[number]()
        except StackyardError as error:
            ends[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deployments))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return ends


def test_second_deployment_while_one_runs__waits_for_it_and_finds_it_done(kit: Kit) -> None:
    spec = kit.spec("slow", PATIENT)
    started = threading.Event()

    def begun() -> dict[str, StackState]:
        found = read_stacks(kit.workshop.cloudformation, spec.name)
        return found if spec.name in found and "CREATE_" in found[spec.name].status else {}

    def second() -> object:
        found = eventually(begun, "the first deployment")
        return apply_plan(replace(kit.workshop, observer=Waiting(started)), make_plan([spec], found))

    def release() -> object:
        assert started.wait(PATIENCE_SECONDS)
        found = kit.workshop.cloudformation.describe_stack_resource(StackName=spec.name, LogicalResourceId="Handle")
        address = found["StackResourceDetail"]["PhysicalResourceId"]
        request = urllib.request.Request(address, data=SIGNAL, headers={"Content-Type": ""}, method="PUT")
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()
        return None

    first, other, _ = side_by_side(lambda: kit.deploy(spec), second, release)
    assert [one[0].done for one in (first, other)] == ["created", "unchanged"]  # type: ignore[index]


def test_two_updates_at_the_same_moment__end_well_or_say_so_and_the_stack_is_whole(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    kit.deploy(kit.spec("data", BUCKET % name))
    spec = kit.spec("data", BUCKET % name + QUEUE)
    ends = side_by_side(lambda: kit.deploy(spec), lambda: kit.deploy(spec))
    errors = [str(end) for end in ends if isinstance(end, StackyardError)]
    assert len(errors) < 2, errors
    assert all("run the same command again" in error for error in errors), errors
    assert [done.done for done in kit.deploy(spec)] == ["unchanged"]
    assert (set(resources(kit, spec)), change_sets(kit, spec)) == ({"Bucket", "Queue"}, [])


def test_two_first_deployments_at_the_same_moment__say_so_and_the_next_run_finds_or_makes_the_stack(kit: Kit) -> None:
    spec = kit.spec("data", f"Resources:\n{QUEUE}")
    ends = side_by_side(lambda: kit.deploy(spec), lambda: kit.deploy(spec))
    errors = [str(end) for end in ends if isinstance(end, StackyardError)]
    assert all("the same command" in error for error in errors), errors
    kit.deploy(spec)
    assert [done.done for done in kit.deploy(spec)] == ["unchanged"]
    assert (set(resources(kit, spec)), change_sets(kit, spec)) == ({"Queue"}, [])


def test_parameter_of_the_wrong_type__is_refused_and_leaves_no_stack(kit: Kit) -> None:
    with pytest.raises(StackyardError, match=r"shop\.data, parameter Days is no number"):
        kit.deploy(kit.spec("data", NUMBER, Days="many"))
    assert read_stacks(kit.workshop.cloudformation, kit.target.prefix) == {}


def test_import_that_nobody_exports__is_told_by_name_and_the_mended_stack_deploys(kit: Kit) -> None:
    with pytest.raises(StackyardError) as caught:
        kit.deploy(kit.spec("data", IMPORTS))
    assert "nobody-exports-this" in caught.value.given
    assert [done.done for done in kit.deploy(kit.spec("data", f"Resources:\n{QUEUE}"))] == ["created"]
