"""Deployments kept in a bucket, and the way back to them. S3 is moto's; its CloudFormation changes no tags."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from stackyard.apply import Applied, Workshop, apply_plan
from stackyard.errors import StackyardError
from stackyard.history import (
    Deployment,
    Ledger,
    Present,
    Share,
    begin_to_number,
    check_artifacts,
    find_way_back,
    keep_deployment,
    list_lines,
    roll_back,
)
from stackyard.history.ledger import KEPT
from stackyard.package.bucket.artifact_bucket import ArtifactBucket
from stackyard.plan import StackSpec, Template, make_plan, read_stacks

from tests.fakes.cloudformation import FakeCloudFormation
from tests.fakes.stacks import TAGS, make_spec, make_target, make_workshop

QUEUE = """
Parameters: {Seconds: {Type: String}, Password: {Type: String, NoEcho: true, Default: none}}
Resources:
  Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: orders, DelaySeconds: {Ref: Seconds}}}
"""
BASE = "stackyard-dev-foundation-base"
TOPIC = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n"


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        target = make_target()
        s3: Any = target.client("s3")
        s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": target.region})
        yield make_workshop(FakeCloudFormation(), target=target, s3=s3, bucket="artifacts")


def queue(seconds: int, note: str = "", **parameters: str) -> StackSpec:
    given = {"Seconds": str(seconds), **parameters}
    return make_spec("data", given, template=Template.parse(QUEUE + f"# {note}\n"))


def topic() -> StackSpec:
    return make_spec("mail", template=Template.parse(TOPIC))


def deploy(workshop: Workshop, *specs: StackSpec) -> list[Applied]:
    applied = apply_plan(workshop, make_plan(specs, read_stacks(workshop.cloudformation, "stackyard-dev-")))
    keep_deployment(workshop, applied)
    return applied


def back(workshop: Workshop, to: int = 0, systems: Sequence[str] = ()) -> list[Applied]:
    present = Present(workshop.target, read_stacks(workshop.cloudformation, "stackyard-dev-"))
    ledger = Ledger(workshop.s3, workshop.bucket)
    return roll_back(workshop, ledger, find_way_back(ledger, present, to=to, systems=systems))


def delay(workshop: Workshop) -> str:
    return str(workshop.cloudformation.stacks["stackyard-dev-shop-data"].parameters["Seconds"])


def states(workshop: Workshop) -> dict[str, Any]:
    return dict(read_stacks(workshop.cloudformation, "stackyard-dev-"))


def test_rollback__brings_the_stack_that_changed_back_and_leaves_the_other(workshop: Workshop) -> None:
    deploy(workshop, queue(1), topic())
    deploy(workshop, queue(2, "changed"), topic())
    applied = back(workshop)
    assert [(done.spec.stack, done.done) for done in applied] == [("data", "updated")]
    assert delay(workshop) == "1"
    assert [done.done for done in apply_plan(workshop, make_plan([queue(1)], states(workshop)))] == ["unchanged"]


def ending(spec: StackSpec, end: str) -> StackSpec:
    return replace(spec, tags={**spec.tags, "stackyard:expires": end})


def test_rollback_of_a_copy__moves_no_end_back_and_to_a_mere_extension_nobody_goes(workshop: Workshop) -> None:
    deploy(workshop, ending(queue(1), "2026-11-21T20:00:00Z"))
    deploy(workshop, ending(queue(2), "2026-11-21T20:00:00Z"))
    assert [done.done for done in deploy(workshop, ending(queue(2), "2026-11-21T22:00:00Z"))] == ["updated"]

    back(workshop)

    assert delay(workshop) == "1"
    [now] = states(workshop).values()
    assert now.tags["stackyard:expires"] == "2026-11-21T22:00:00Z"
    assert [done.done for done in deploy(workshop, ending(queue(1), "2026-11-21T22:00:00Z"))] == ["unchanged"]


def deploy_only(workshop: Workshop, spec: StackSpec, *left_alone: str) -> None:
    keep_deployment(workshop, apply_plan(workshop, make_plan([spec], states(workshop))), left_alone=left_alone)


def mail(note: str = "") -> StackSpec:
    tags = {**TAGS, "stackyard:system": "mail"}
    template = Template.parse(TOPIC + f"# {note}\n")
    return make_spec("data", system="mail", name="stackyard-dev-mail-data", template=template, tags=tags)


def test_deployment_of_some_systems__keeps_the_others_as_they_are(workshop: Workshop) -> None:
    deploy(workshop, queue(1), mail())
    deploy_only(workshop, mail("changed"), "shop")
    newest = next(Ledger(workshop.s3, workshop.bucket).newest_first())
    assert sorted(kept.name for kept in newest.stacks) == ["stackyard-dev-mail-data", "stackyard-dev-shop-data"]
    assert newest.changed == ("stackyard-dev-mail-data",)
    deploy(workshop, queue(2), mail("changed again"))
    assert sorted(done.spec.name for done in back(workshop)) == ["stackyard-dev-mail-data", "stackyard-dev-shop-data"]
    assert delay(workshop) == "1"


def test_deployment_of_some_systems__does_not_keep_what_was_destroyed(workshop: Workshop) -> None:
    deploy(workshop, queue(1), mail())
    workshop.cloudformation.stacks.pop("stackyard-dev-shop-data")
    deploy_only(workshop, mail("changed"), "shop")
    newest = next(Ledger(workshop.s3, workshop.bucket).newest_first())
    assert [kept.name for kept in newest.stacks] == ["stackyard-dev-mail-data"]


def test_first_deployment_of_some_systems__has_nothing_to_keep_of_others(workshop: Workshop) -> None:
    deploy_only(workshop, mail(), "shop")
    newest = next(Ledger(workshop.s3, workshop.bucket).newest_first())
    assert [kept.name for kept in newest.stacks] == ["stackyard-dev-mail-data"]


def test_second_rollback__is_refused_and_a_named_one_goes_forward_again(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    deploy(workshop, queue(2))
    back(workshop)
    with pytest.raises(StackyardError, match="was a rollback already"):
        back(workshop)
    back(workshop, to=2)
    assert delay(workshop) == "2"


def alarmed(topic: str, note: str = "") -> StackSpec:
    template = "Parameters: {Topic: {Type: String}}\n" + TOPIC + f"# {note}\n"
    return make_spec("alarms", {"Topic": topic}, template=Template.parse(template))


def foundation(note: str = "") -> StackSpec:
    template = Template.parse(TOPIC + f"Outputs: {{Topic: {{Value: x}}}}\n# {note}\n")
    tags = {**TAGS, "stackyard:system": "foundation"}
    return make_spec("base", system="foundation", name=BASE, template=template, tags=tags)


def deploy_on(workshop: Workshop, base: StackSpec, topic: str, *specs: StackSpec) -> None:
    """Deploy in two steps, as a playbook does: what the first one gives, the second one gets as a value."""
    workshop.cloudformation.outputs[BASE] = {"Topic": topic}
    first = apply_plan(workshop, make_plan([base], states(workshop)))
    handed_on = json.loads(json.dumps(Share.of(first).document()))
    applied = apply_plan(workshop, make_plan(specs, states(workshop)))
    keep_deployment(workshop, applied, Share.from_document(handed_on))


def test_foundation__is_kept_and_comes_back(workshop: Workshop) -> None:
    deploy_on(workshop, foundation(), "arn:topic", queue(1))
    deploy_on(workshop, foundation("changed"), "arn:topic", queue(1))
    assert [(done.spec.stack, done.done) for done in back(workshop)] == [("base", "updated")]
    assert [done.done for done in apply_plan(workshop, make_plan([foundation()], states(workshop)))] == ["unchanged"]


def test_value_that_the_foundation_gave__is_taken_from_it_as_it_is_now(workshop: Workshop) -> None:
    deploy_on(workshop, foundation(), "arn:old-topic", alarmed("arn:old-topic"))
    deploy_on(workshop, foundation("new"), "arn:new-topic", alarmed("arn:new-topic", "new"))
    workshop.cloudformation.outputs[BASE] = {"Topic": "arn:third-topic"}
    assert [done.done for done in back(workshop)] == ["updated", "updated"]
    assert workshop.cloudformation.stacks["stackyard-dev-shop-alarms"].parameters == {"Topic": "arn:third-topic"}
    with pytest.raises(StackyardError, match="was a rollback already"):
        back(workshop)


def test_rollback_of_some_systems__keeps_the_others_as_they_are(workshop: Workshop) -> None:
    deploy_on(workshop, foundation(), "arn:topic", queue(1))
    deploy_on(workshop, foundation("changed"), "arn:topic", queue(2))
    assert [done.spec.stack for done in back(workshop, systems=["shop"])] == ["data"]
    with pytest.raises(StackyardError, match="was a rollback already"):
        back(workshop)


def test_run_without_changes__is_not_kept(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    deploy(workshop, queue(1))
    assert list(Ledger(workshop.s3, "artifacts").numbers()) == [1]


def test_number_asked_for_before_another_run_took_it__is_left_to_that_run(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    numbers = begin_to_number(workshop)
    numbers.result()
    deploy(workshop, queue(2))
    applied = apply_plan(workshop, make_plan([queue(3)], read_stacks(workshop.cloudformation, "stackyard-dev-")))
    kept = keep_deployment(workshop, applied, numbers=numbers)
    assert kept is not None
    assert kept.number == 3


def test_deployment__is_listed_with_its_number_commit_and_changes(workshop: Workshop) -> None:
    deploy(workshop, queue(1), topic())
    deploy(workshop, queue(2), topic())
    back(workshop)
    lines = list_lines(Ledger(workshop.s3, "artifacts").all(), "stackyard-dev")
    assert [line.partition("abc1234")[2].strip() for line in lines] == [
        "back to 1: shop-data",
        "shop-data",
        "shop-data, shop-mail",
    ]
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]


def test_empty_history__is_told(workshop: Workshop) -> None:
    assert list_lines(Ledger(workshop.s3, "artifacts").all(), "stackyard-dev") == ["no deployment is kept yet"]


def test_secret_value__is_not_kept(workshop: Workshop) -> None:
    deploy(workshop, queue(1, Password="hunter2"))
    [found] = workshop.s3.list_objects_v2(Bucket="artifacts", Prefix="deployments/")["Contents"]
    kept = workshop.s3.get_object(Bucket="artifacts", Key=found["Key"])["Body"].read()
    assert b"Seconds" in kept
    assert b"hunter2" not in kept


def test_more_deployments_than_are_kept__the_oldest_are_forgotten(workshop: Workshop) -> None:
    ledger = Ledger(workshop.s3, "artifacts")
    for _ in range(KEPT + 2):
        ledger.add(Deployment(0, "abc1234", ()))
    assert list(ledger.numbers()) == list(range(KEPT + 2, 2, -1))


def test_number_that_is_taken_meanwhile__is_left_to_the_other_run(workshop: Workshop) -> None:
    class Late(Ledger):
        def numbers(self) -> dict[int, Any]:
            return {}

    Ledger(workshop.s3, "artifacts").add(Deployment(0, "first", ()))
    assert Late(workshop.s3, "artifacts").add(Deployment(0, "second", ())).number == 2
    assert Ledger(workshop.s3, "artifacts").read(1).commit == "first"


def test_unknown_number__is_refused(workshop: Workshop) -> None:
    Ledger(workshop.s3, "artifacts").add(Deployment(0, "abc1234", ()))
    with pytest.raises(StackyardError, match="no deployment 7") as caught:
        Ledger(workshop.s3, "artifacts").read(7)
    assert caught.value.given == "-e to=7; kept are 1 to 1"


def test_deployment_that_cannot_be_kept__has_succeeded_all_the_same(workshop: Workshop) -> None:
    told: list[str] = []
    elsewhere = make_workshop(
        workshop.cloudformation, told, target=workshop.target, s3=workshop.s3, bucket="no-such-bucket"
    )
    assert deploy(elsewhere, queue(1))[0].done == "created"
    assert any(line.startswith("warning: no rollback will find this deployment") for line in told)


def test_code_that_was_pruned__is_refused_with_the_commit_to_deploy(workshop: Workshop) -> None:
    key = f"artifacts/{'a' * 64}.zip"
    deploy(workshop, queue(1, key))
    deploy(workshop, queue(2))
    ledger, bucket = Ledger(workshop.s3, "artifacts"), ArtifactBucket(workshop.s3, "artifacts")
    way = find_way_back(ledger, Present(workshop.target, states(workshop)))
    with pytest.raises(StackyardError, match="not in the artifact bucket") as caught:
        check_artifacts(bucket, way)
    assert caught.value.given == key
    assert "git checkout abc1234" in caught.value.remedy
    workshop.s3.put_object(Bucket="artifacts", Key=key, Body=b"zip")
    check_artifacts(bucket, way)


def cut(workshop: Workshop) -> Workshop:
    class Cut:
        """Loses its connection when a change set is to be executed."""

        def __getattr__(self, name: str) -> Any:
            if name == "execute_change_set":
                raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ExecuteChangeSet")
            return getattr(workshop.cloudformation, name)

    return make_workshop(Cut(), target=workshop.target, s3=workshop.s3, bucket="artifacts")


def test_rollback_that_fails_at_once__is_taken_up_by_the_next(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    deploy(workshop, queue(2))
    with pytest.raises(StackyardError):
        back(cut(workshop))
    assert [done.done for done in back(workshop)] == ["updated"]
    assert delay(workshop) == "1"
    assert list(Ledger(workshop.s3, "artifacts").numbers()) == [3, 2, 1]


def test_rollback_that_fails_and_is_given_up_for_a_deployment__is_not_gone_back_to(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    deploy(workshop, queue(2))
    with pytest.raises(StackyardError):
        back(cut(workshop))
    deploy(workshop, queue(4))
    assert "back to 1 (did not come to its end): shop-data" in list_of(workshop)[1]
    back(workshop)
    assert delay(workshop) == "2"


def test_rollback_that_came_to_its_end__is_gone_back_to_after_the_next_deployment(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    deploy(workshop, queue(2))
    back(workshop)
    deploy(workshop, queue(4))
    assert "back to 1: shop-data" in list_of(workshop)[1]
    back(workshop)
    assert delay(workshop) == "1"


def test_deployment_of_some_systems_after_a_rollback_that_was_given_up__keeps_the_others_as_they_are(
    workshop: Workshop,
) -> None:
    deploy(workshop, queue(1), mail())
    deploy(workshop, queue(2), mail())
    with pytest.raises(StackyardError):
        back(cut(workshop))
    deploy_only(workshop, mail("changed"), "shop")
    newest = next(Ledger(workshop.s3, "artifacts").newest_first())
    assert {kept.parameters["Seconds"].value for kept in newest.stacks if kept.system == "shop"} == {"2"}


def test_rollback_whose_end_could_not_be_noted__is_ended_by_the_same_command(workshop: Workshop) -> None:
    deploy(workshop, queue(1))
    deploy(workshop, queue(2))

    class Unsettled(Ledger):
        def settle(self, deployment: Deployment) -> None:
            raise ConnectionError(deployment.number)

    present = Present(workshop.target, states(workshop))
    ledger = Unsettled(workshop.s3, "artifacts")
    with pytest.raises(ConnectionError):
        roll_back(workshop, ledger, find_way_back(ledger, present))
    assert back(workshop) == []
    with pytest.raises(StackyardError, match="was a rollback already"):
        back(workshop)


def list_of(workshop: Workshop) -> list[str]:
    return list_lines(Ledger(workshop.s3, "artifacts").all(), "stackyard-dev")
