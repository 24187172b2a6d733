"""Going back on the embedded AWS: the code of the deployment before answers again, and stuck stacks are freed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import uuid
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.apply import Applied, DeployError, Workshop, apply_plan
from stackyard.apply.recovery import Recovery
from stackyard.errors import StackyardError
from stackyard.history import Ledger, Present, check_artifacts, find_way_back, keep_deployment, roll_back
from stackyard.package.bucket.artifact_bucket import ArtifactBucket
from stackyard.plan import StackSpec, Template, make_plan, read_stacks
from stackyard.target import ROOT

from embedded.lifecycle.environment import REGION
from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer, zipped
from tests.contract.targets import own_target
from tests.fakes.stacks import make_spec
from tests.patience import eventually

API = """
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Timeout: %(seconds)d
      Role: {Fn::GetAtt: [Role, Arn]}
      Code: {S3Bucket: %(bucket)s, S3Key: %(key)s}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
Outputs:
  Name: {Value: {Ref: Function}}
"""
# The subscription fails: it lacks its topic.
BROKEN = """
Resources:
  Bucket: {Type: 'AWS::S3::Bucket', Properties: {BucketName: %s}}
  Subscription: {Type: 'AWS::SNS::Subscription', DependsOn: Bucket, Properties: {Protocol: sqs}}
"""
BUCKET_ONLY = "Resources: {Bucket: {Type: 'AWS::S3::Bucket', Properties: {BucketName: %s}}}\n"


class Kit:
    """The kit on one environment of its own, with an artifact bucket."""

    def __init__(self, server: EmbeddedServer) -> None:
        name = f"back{uuid.uuid4().hex[:8]}"
        self.server = server
        self.target = own_target(server, name, tags={"stackyard:environment": name})
        s3: Any = self.target.client("s3")
        s3.create_bucket(Bucket=f"{name}-artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
        cloudformation = self.target.client("cloudformation")
        self.workshop = Workshop(self.target, cloudformation, s3=s3, bucket=f"{name}-artifacts", commit="abc1234")
        self.ledger = Ledger(s3, self.workshop.bucket)

    def spec(self, stack: str, body: str) -> StackSpec:
        tags = {"stackyard:environment": self.target.environment, "stackyard:system": "shop"}
        return make_spec(stack, name=self.target.stack_name("shop", stack), template=Template.parse(body), tags=tags)

    def answering(self, answer: str) -> StackSpec:
        """A stack with a function that answers so."""
        content = zipped({"index.py": f"def handler(event, context):\n    return {answer!r}\n"})
        key = f"artifacts/{hashlib.sha256(content).hexdigest()}.zip"
        self.workshop.s3.put_object(Bucket=self.workshop.bucket, Key=key, Body=content)
        return self.spec("api", API % {"bucket": self.workshop.bucket, "key": key, "seconds": FUNCTION_SECONDS})

    def deploy(self, *specs: StackSpec, workshop: Workshop | None = None) -> list[Applied]:
        applied = apply_plan(workshop or self.workshop, make_plan(specs, self.present().states))
        keep_deployment(self.workshop, applied)
        return applied

    def present(self) -> Present:
        return Present(self.target, read_stacks(self.workshop.cloudformation, f"{self.target.prefix}-"))

    def back(self, to: int = 0) -> list[Applied]:
        way = find_way_back(self.ledger, self.present(), to=to)
        check_artifacts(ArtifactBucket(self.workshop.s3, self.workshop.bucket), way)
        return roll_back(self.workshop, self.ledger, way)

    def answer(self, applied: list[Applied]) -> Any:
        return self.server.invoke(applied[0].outputs["Name"])[0]


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


def test_rollback__the_code_of_the_deployment_before_answers(kit: Kit) -> None:
    assert kit.answer(kit.deploy(kit.answering("A"))) == "A"
    assert kit.answer(kit.deploy(kit.answering("B"))) == "B"
    assert kit.answer(kit.back()) == "A"


def test_rollback_twice__is_refused_until_somebody_says_where_to(kit: Kit) -> None:
    kit.deploy(kit.answering("A"))
    kit.deploy(kit.answering("B"))
    kit.back()
    with pytest.raises(StackyardError, match="was a rollback already"):
        kit.back()
    assert kit.answer(kit.back(to=2)) == "B"


def test_deployment_after_a_rollback__is_undone_to_what_was_rolled_back_to(kit: Kit) -> None:
    kit.deploy(kit.answering("A"))
    kit.deploy(kit.answering("B"))
    kit.back()
    kit.deploy(kit.answering("C"))
    assert kit.answer(kit.back()) == "A"
    with pytest.raises(StackyardError, match="was a rollback already"):
        kit.back()


def test_update_that_fails__leaves_nothing_to_roll_back(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    kit.deploy(kit.spec("data", BUCKET_ONLY % name))
    with pytest.raises(StackyardError):
        kit.deploy(kit.spec("data", BROKEN % name))
    with pytest.raises(StackyardError, match="was taken back"):
        kit.back()


def test_run_that_failed_in_part__what_it_changed_is_brought_back_and_the_rest_is_left_alone(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    kit.deploy(kit.answering("A"), kit.spec("data", BUCKET_ONLY % name))
    with pytest.raises(DeployError) as caught:
        kit.deploy(
            kit.answering("B"),
            kit.spec("data", BROKEN % name),
            kit.spec("new", "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}"),
        )
    assert {done.spec.stack: done.done for done in caught.value.applied} == {"api": "updated", "new": "created"}
    assert kit.answer(list(caught.value.applied)) == "B"
    way = find_way_back(kit.ledger, kit.present())
    assert way.lines()[0].startswith("from what was done since deployment 1 to deployment 1 of ")
    assert way.lines()[1:] == [f"{kit.target.stack_name('shop', 'new')} was not there then, and stays as it is"]
    applied = kit.back()
    assert [(done.spec.stack, done.done) for done in applied] == [("api", "updated")]
    assert kit.answer(applied) == "A"


QUEUE = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: %s}
"""
FOUNDATION = """
Resources: {Topic: {Type: 'AWS::SNS::Topic'}}
Outputs: {ArtifactsBucket: {Value: %s}}
"""


def roll_back_by_playbook(kit: Kit, folder: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """Go back as operators do, where nobody has looked at anything and everything has to be shown."""
    wanted = {"changes_must_be_shown": True, **settings}
    task = {"target": asdict(kit.target), "settings": wanted, "report": str(folder / "rollback.html")}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Go back", "stackyard_rollback": task}]}
    (folder / "hosts.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}")
    (folder / "back.yml").write_text(yaml.safe_dump([play]))
    program = str(ROOT / ".venv/bin/ansible-playbook")
    command = [program, "-i", str(folder / "hosts.yml"), str(folder / "back.yml")]
    environ = os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_protected_environment__goes_back_unshown_but_loses_nothing_that_is_not_named(kit: Kit, tmp_path: Path) -> None:
    base = kit.spec("base", FOUNDATION % kit.workshop.bucket)
    base = replace(base, system="foundation", name=kit.target.stack_name("foundation", "base"))
    kit.deploy(base, kit.spec("data", QUEUE % f"{kit.target.environment}-old"))
    kit.deploy(base, kit.spec("data", QUEUE % f"{kit.target.environment}-new"))

    refused = roll_back_by_playbook(kit, tmp_path)

    assert refused.returncode == 2
    assert "this deployment would lose data; it was not begun" in refused.stdout
    assert "-e allow_replace=shop-data.Queue" in refused.stdout
    assert list(kit.ledger.numbers()) == [2, 1]
    assert not (tmp_path / "rollback.html").exists()

    done = roll_back_by_playbook(kit, tmp_path, allow_replace="shop-data.Queue")

    assert done.returncode == 0, done.stdout
    assert kit.target.client("sqs").get_queue_url(QueueName=f"{kit.target.environment}-old")
    page = (tmp_path / "rollback.html").read_text()
    assert f"<title>Rollback of {kit.target.prefix} from deployment 2 to deployment 1</title>" in page


EXPORTING = """
Resources: {Topic: {Type: 'AWS::SNS::Topic'}}
Outputs: {Topic: {Value: {Ref: Topic}, Export: {Name: %s}}}
"""
IMPORTING = """
Resources: {Name: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {'Fn::ImportValue': %s}}}}
"""


def test_way_back_that_takes_an_export_from_somebody__is_refused_before_it_is_gone(kit: Kit, tmp_path: Path) -> None:
    name = f"{kit.target.environment}-topic"
    base = kit.spec("base", FOUNDATION % kit.workshop.bucket)
    base = replace(base, system="foundation", name=kit.target.stack_name("foundation", "base"))
    kit.deploy(base, kit.spec("data", "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}"))
    kit.deploy(base, kit.spec("data", EXPORTING % name))
    apply_plan(kit.workshop, make_plan([kit.spec("guest", IMPORTING % name)], kit.present().states))

    refused = roll_back_by_playbook(kit, tmp_path)

    assert refused.returncode == 2
    assert f"shop.data no longer has the export {name}, which other stacks import" in refused.stdout
    assert list(kit.ledger.numbers()) == [2, 1]


def fill(kit: Kit, name: str) -> StackSpec:
    """Leave a stack in DELETE_FAILED, with a bucket that somebody filled; the spec that made it."""
    spec = kit.spec("data", BUCKET_ONLY % name)
    [applied] = kit.deploy(spec)
    kit.workshop.s3.put_object(Bucket=name, Key="document", Body=b"text")
    kit.workshop.cloudformation.delete_stack(StackName=applied.spec.name)
    eventually(lambda: kit.present().states[spec.name].status == "DELETE_FAILED", "the end of a deletion that fails")
    return spec


def test_deletion_that_stopped_at_a_full_bucket__is_not_finished_unasked(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    spec = fill(kit, name)
    with pytest.raises(StackyardError, match="holds data") as caught:
        kit.deploy(spec)
    assert "-e discard_data=shop-data.Bucket" in str(caught.value)
    assert kit.workshop.s3.list_objects_v2(Bucket=name)["KeyCount"] == 1


def test_deletion_that_stopped_at_a_full_bucket__is_finished_when_its_data_may_go(kit: Kit) -> None:
    name = f"{kit.target.environment}-books"
    spec = fill(kit, name)
    allowing = replace(kit.workshop, recovery=Recovery(discard_data=("shop-data.*",)))
    assert [done.done for done in kit.deploy(spec, workshop=allowing)] == ["created"]
    assert kit.workshop.s3.list_objects_v2(Bucket=name)["KeyCount"] == 0
