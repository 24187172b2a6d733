from __future__ import annotations

import time
from typing import Any

import pytest

from tests.contract.embedded_server import DeployError, EmbeddedServer
from tests.patience import PATIENCE_SECONDS

VERSIONED = {"VersioningConfiguration": {"Status": "Enabled"}}


def bucket(name: str, **attributes: Any) -> dict[str, Any]:
    properties = {"BucketName": name, **VERSIONED}
    return {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties, **attributes}}}


def delete(server: EmbeddedServer, stack: str) -> dict[str, str]:
    """Deletes a stack; returns its status and the reasons of what failed."""
    cloudformation = server.client("cloudformation")
    stack_id = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=stack)
    deadline = time.monotonic() + PATIENCE_SECONDS
    status = "DELETE_IN_PROGRESS"
    while not status.endswith(("_COMPLETE", "_FAILED")) and time.monotonic() < deadline:
        status = cloudformation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]
        time.sleep(0.05)
    events = cloudformation.describe_stack_events(StackName=stack_id)["StackEvents"]
    failed = [event.get("ResourceStatusReason", "") for event in events if event["ResourceStatus"] == "DELETE_FAILED"]
    return {"status": status, "reasons": " ".join(failed)}


def exists(server: EmbeddedServer, name: str) -> bool:
    return name in {one["Name"] for one in server.client("s3").list_buckets()["Buckets"]}


def test_stock__drops_a_full_bucket_with_its_stack(stock: EmbeddedServer) -> None:
    stock.deploy("full", bucket("stock-full"))
    stock.client("s3").put_object(Bucket="stock-full", Key="a", Body=b"answer")

    assert delete(stock, "full")["status"] == "DELETE_COMPLETE"
    assert not exists(stock, "stock-full")


def test_bucket_with_an_object__fails_the_deletion_until_it_is_emptied(repaired: EmbeddedServer) -> None:
    repaired.deploy("full", bucket("not-empty"))
    s3 = repaired.client("s3")
    version = s3.put_object(Bucket="not-empty", Key="a", Body=b"answer")["VersionId"]

    refused = delete(repaired, "full")

    assert refused["status"] == "DELETE_FAILED"
    assert "The bucket you tried to delete is not empty" in refused["reasons"]
    assert s3.get_object(Bucket="not-empty", Key="a")["Body"].read() == b"answer"
    s3.delete_object(Bucket="not-empty", Key="a", VersionId=version)
    assert delete(repaired, "full")["status"] == "DELETE_COMPLETE"
    assert not exists(repaired, "not-empty")


def test_delete_marker_and_old_versions__count_as_content(repaired: EmbeddedServer) -> None:
    repaired.deploy("marked", bucket("only-marked"))
    s3 = repaired.client("s3")
    s3.put_object(Bucket="only-marked", Key="a", Body=b"")
    s3.delete_object(Bucket="only-marked", Key="a")

    assert delete(repaired, "marked")["status"] == "DELETE_FAILED"


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_retained_bucket__outlives_its_stack(repaired: EmbeddedServer, policy: str) -> None:
    name = f"outlives-{policy.lower()}"
    repaired.deploy(name, bucket(name, DeletionPolicy=policy))
    repaired.client("s3").put_object(Bucket=name, Key="a", Body=b"")

    assert delete(repaired, name)["status"] == "DELETE_COMPLETE"
    assert exists(repaired, name)


@pytest.mark.parametrize(("policy", "stays"), [("Retain", True), ("RetainExceptOnCreate", False)])
def test_creation_that_fails__takes_the_bucket_away_unless_it_is_retained_always(
    repaired: EmbeddedServer, policy: str, *, stays: bool
) -> None:
    name = f"failed-{policy.lower()}"
    template = bucket(name, DeletionPolicy=policy)
    definition = {"StartAt": "Nowhere", "States": {}}
    properties = {"RoleArn": "arn:aws:iam::000000000000:role/any", "Definition": definition}
    template["Resources"]["Bad"] = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": properties,
        "DependsOn": "Bucket",
    }

    with pytest.raises(DeployError, match="Bad: "):
        repaired.deploy(name, template)

    assert exists(repaired, name) == stays
