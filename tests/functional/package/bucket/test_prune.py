"""Pruning of a bucket and stacks as moto keeps them; what moto lacks is tried with a client of the test's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from stackyard.errors import StackyardError
from stackyard.history import Deployment, KeptStack, Ledger
from stackyard.package.bucket.prune import PrunePlan, plan_pruning, remove

BUCKET = "artifacts-of-shop"
OLD, NEEDED = "a" * 64, "b" * 64
IN_A_MONTH = datetime.now(UTC) + timedelta(days=31)
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def _aws():
    with mock_aws():
        yield


def client(service: Any) -> Any:
    return boto3.client(service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")


@pytest.fixture
def s3():
    made = client("s3")
    made.create_bucket(Bucket=BUCKET)
    for digest in (OLD, NEEDED):
        made.put_object(Bucket=BUCKET, Key=f"artifacts/{digest}.zip", Body=digest.encode())
    return made


@pytest.fixture
def cloudformation():
    return client("cloudformation")


def template(digest: str = "", description: str = "") -> str:
    topic: dict[str, Any] = {"Type": "AWS::SNS::Topic", "Metadata": {"Key": f"artifacts/{digest}.zip"}}
    parameters = {"Key": {"Type": "String", "Default": "none"}}
    return json.dumps({"Description": description, "Parameters": parameters, "Resources": {"Topic": topic}})


def plan(s3: Any, cloudformation: Any, build_dir: Path, *, now: datetime = IN_A_MONTH) -> PrunePlan:
    return plan_pruning(s3, cloudformation, BUCKET, now=now, older_than=MONTH, folders=[build_dir])


def removable(s3: Any, cloudformation: Any, build_dir: Path) -> set[str]:
    return {one.digest for one in plan(s3, cloudformation, build_dir).removable}


def held(s3: Any) -> set[str]:
    return {item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def test_old_artifact_that_no_stack_names__goes_and_the_needed_one_stays(s3, cloudformation, tmp_path):
    cloudformation.create_stack(StackName="shop", TemplateBody=template(NEEDED))
    planned = plan(s3, cloudformation, tmp_path)
    assert planned.summary("would go") == "1 artifact (64 bytes) would go, 1 needed by stacks, 0 too young"
    assert held(s3) == {f"artifacts/{OLD}.zip", f"artifacts/{NEEDED}.zip"}
    removed = remove(s3, BUCKET, planned)
    assert removed.summary("removed") == "1 artifact (64 bytes) removed, 1 needed by stacks, 0 too young"
    assert held(s3) == {f"artifacts/{NEEDED}.zip"}


def test_young_artifact__stays_and_no_stack_is_read(s3, tmp_path):
    planned = plan(s3, None, tmp_path, now=datetime.now(UTC))
    assert (planned.removable, planned.young) == ((), 2)


def test_template_in_yaml__is_read(s3, cloudformation, tmp_path):
    body = f"Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Metadata: {{Key: artifacts/{NEEDED}.zip}}\n"
    cloudformation.create_stack(StackName="shop", TemplateBody=body)
    assert removable(s3, cloudformation, tmp_path) == {OLD}


def test_digest_in_a_parameter__is_needed(s3, cloudformation, tmp_path):
    given = [{"ParameterKey": "Key", "ParameterValue": f"artifacts/{NEEDED}.zip"}]
    cloudformation.create_stack(StackName="shop", TemplateBody=template(), Parameters=given)
    assert removable(s3, cloudformation, tmp_path) == {OLD}


def test_template_in_the_bucket__is_read(s3, cloudformation, tmp_path):
    s3.put_object(Bucket=BUCKET, Key="templates/big.yaml", Body=template(NEEDED).encode())
    assert removable(s3, cloudformation, tmp_path) == {OLD}


def test_deployment_that_can_be_gone_back_to__is_read(s3, cloudformation, tmp_path):
    kept = Deployment(1, "abc1234", (KeptStack("shop", "api", "stackyard-dev-shop-api", "d" * 64, template(NEEDED)),))
    Ledger(s3, BUCKET).add(kept)
    assert removable(s3, cloudformation, tmp_path) == {OLD}


def test_what_this_checkout_packaged_last__is_read(s3, cloudformation, tmp_path):
    (tmp_path / "local/shop").mkdir(parents=True)
    (tmp_path / "local/shop/api.packaged.yaml").write_text(template(NEEDED))
    assert removable(s3, cloudformation, tmp_path) == {OLD}


def test_note_of_a_sets_size__goes_by_age_and_other_objects_are_left_alone(s3, cloudformation, tmp_path):
    for key in (f"artifacts/sets/{'c' * 64}.1024", "artifacts/hot/shop/buy", "artifacts/notes.txt"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"")
    assert removable(s3, cloudformation, tmp_path) == {OLD, NEEDED, "c" * 64}


def test_hundreds_of_stacks__are_all_read(s3, cloudformation, tmp_path):
    for number in range(105):
        cloudformation.create_stack(StackName=f"shop-{number}", TemplateBody=template(NEEDED if number == 104 else ""))
    assert removable(s3, cloudformation, tmp_path) == {OLD}


def test_more_artifacts_than_one_call_takes__all_go(s3, cloudformation, tmp_path):
    for number in range(1005):
        s3.put_object(Bucket=BUCKET, Key=f"artifacts/{number:064x}.zip", Body=b"")
    assert len(remove(s3, BUCKET, plan(s3, cloudformation, tmp_path)).removable) == 1007
    assert held(s3) == set()


def test_artifact_that_was_uploaded_again_meanwhile__stays(s3, cloudformation, tmp_path):
    planned = plan(s3, cloudformation, tmp_path)
    s3.put_object(Bucket=BUCKET, Key=f"artifacts/{OLD}.zip", Body=b"again")
    assert {one.digest for one in remove(s3, BUCKET, planned).removable} == {NEEDED}
    assert held(s3) == {f"artifacts/{OLD}.zip"}


class Telling:
    """A client that answers one operation by itself and hands every other one on."""

    def __init__(self, real: Any, operation: str, answer: Any) -> None:
        self.real, self.operation, self.answer = real, operation, answer

    def __getattr__(self, name: str) -> Any:
        return self.answer if name == self.operation else getattr(self.real, name)


def test_change_set_that_nobody_executed_yet__is_read(s3, cloudformation, tmp_path):
    asked_of = {"StackName": "shop", "ChangeSetName": "next", "ChangeSetType": "UPDATE"}
    cloudformation.create_stack(StackName="shop", TemplateBody=template())
    cloudformation.create_change_set(TemplateBody=template(NEEDED, "another"), **asked_of)

    def get_template(**request: Any) -> dict[str, Any]:  # moto gives the stack's own in both cases
        return {"TemplateBody": template(NEEDED) if "ChangeSetName" in request else template()}

    assert removable(s3, Telling(cloudformation, "get_template", get_template), tmp_path) == {OLD}


def refused(code: str, message: str, operation: str) -> Any:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": message}}, operation)

    return refuse


class Statuses:
    """Paginator of describe_stacks whose stacks are all in one status."""

    def __init__(self, status: str) -> None:
        self.status = status

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return [{"Stacks": [{"StackName": "other", "StackId": "other", "StackStatus": self.status}]}]


@pytest.mark.parametrize(
    "status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"]
)
def test_stack_that_is_being_changed__refuses_to_prune(s3, cloudformation, tmp_path, status):
    changing = Telling(cloudformation, "get_paginator", lambda _: Statuses(status))
    with pytest.raises(StackyardError, match="stacks are being changed") as caught:
        plan(s3, changing, tmp_path)
    assert caught.value.given == f"other ({status})"


def test_stack_that_may_not_be_read__refuses_to_prune(s3, cloudformation, tmp_path):
    cloudformation.create_stack(StackName="shop", TemplateBody=template())
    denied = Telling(cloudformation, "get_template", refused("AccessDenied", "not yours", "GetTemplate"))
    with pytest.raises(StackyardError, match="stack shop cannot be read") as caught:
        plan(s3, denied, tmp_path)
    assert caught.value.given == "GetTemplate: AccessDenied: not yours"


def test_stack_that_was_deleted_meanwhile__needs_nothing(s3, cloudformation, tmp_path):
    cloudformation.create_stack(StackName="shop", TemplateBody=template(NEEDED))
    gone = refused("ValidationError", "Stack with id shop does not exist", "GetTemplate")
    assert removable(s3, Telling(cloudformation, "get_template", gone), tmp_path) == {OLD, NEEDED}


def test_fault_partway__tells_what_is_removed(s3, cloudformation, tmp_path):
    def some(**request: Any) -> dict[str, Any]:
        *allowed, last = request["Delete"]["Objects"]
        client("s3").delete_objects(Bucket=BUCKET, Delete={"Objects": allowed})
        return {"Errors": [{"Key": last["Key"], "Code": "AccessDenied", "Message": "legal hold"}]}

    with pytest.raises(StackyardError, match="1 of 2 artifacts are removed, the others are still there") as caught:
        remove(Telling(s3, "delete_objects", some), BUCKET, plan(s3, cloudformation, tmp_path))
    assert caught.value.given == f"artifacts/{NEEDED}.zip AccessDenied: legal hold"


def test_refused_call__tells_that_nothing_is_removed(s3, cloudformation, tmp_path):
    denied = Telling(s3, "delete_objects", refused("AccessDenied", "not yours", "DeleteObjects"))
    with pytest.raises(StackyardError, match="0 of 2 artifacts are removed"):
        remove(denied, BUCKET, plan(s3, cloudformation, tmp_path))


def test_artifact_that_is_written_at_that_very_moment__stays_without_a_fault(s3, cloudformation, tmp_path):
    def written(**request: Any) -> dict[str, Any]:
        return {"Errors": [{"Key": one["Key"], "Code": "PreconditionFailed"} for one in request["Delete"]["Objects"]]}

    planned = plan(s3, cloudformation, tmp_path)
    assert remove(Telling(s3, "delete_objects", written), BUCKET, planned).removable == ()
