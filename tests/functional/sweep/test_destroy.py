"""Taking an environment away, against an AWS in process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws
from stackyard.apply import Pace, Workshop, apply_plan
from stackyard.errors import StackyardError
from stackyard.plan import Template, make_plan, read_stacks
from stackyard.sweep import Declared, destroy, prove_gone

from tests.fakes.stacks import make_spec, make_target

TEMPLATE = """
Resources:
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      VersioningConfiguration: {Status: Enabled}
      Tags: [{Key: 'stackyard:environment', Value: dev}]
  Plain:
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: 'stackyard:environment', Value: dev}]}
"""


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        target = make_target()
        client = target.client("cloudformation")
        yield Workshop(target, client, s3=target.client("s3"), pace=Pace(sleep=lambda _: None))


def deploy(workshop: Workshop) -> list[str]:
    """Deploy two buckets, one retained, and fill them with versions, markers and an unfinished upload."""
    spec = make_spec("data", template=Template.parse(TEMPLATE))
    apply_plan(workshop, make_plan([spec], read_stacks(workshop.cloudformation, "stackyard-dev-")))
    for bucket in buckets(workshop):
        for body in (b"one", b"two"):
            workshop.s3.put_object(Bucket=bucket, Key="document", Body=body)
        workshop.s3.delete_object(Bucket=bucket, Key="document")
        workshop.s3.create_multipart_upload(Bucket=bucket, Key="unfinished")
    return buckets(workshop)


def buckets(workshop: Workshop) -> list[str]:
    return [bucket["Name"] for bucket in workshop.s3.list_buckets()["Buckets"]]


def test_full_and_retained_buckets__go_with_their_environment(workshop: Workshop) -> None:
    kept = next(name for name in deploy(workshop) if "kept" in name)
    gone = destroy(workshop, Declared({"stackyard-dev-shop-data": ()}), dry=False)
    assert gone.stacks == ["stackyard-dev-shop-data"]
    assert gone.resources == [f"arn:aws:s3:::{kept}"]
    assert buckets(workshop) == []
    prove_gone(workshop, patience=1)


def test_retained_bucket_that_the_tagging_api_has_not_heard_of__goes_all_the_same(workshop: Workshop) -> None:
    for bucket in deploy(workshop):
        workshop.s3.delete_bucket_tagging(Bucket=bucket)
    destroy(workshop, Declared(), dry=False)
    assert buckets(workshop) == []


def test_second_time__finds_nothing_to_do(workshop: Workshop) -> None:
    deploy(workshop)
    destroy(workshop, Declared(), dry=False)
    assert not destroy(workshop, Declared(), dry=False).changed


def test_dry_run__lists_and_keeps_everything(workshop: Workshop) -> None:
    made = deploy(workshop)
    gone = destroy(workshop, Declared(), dry=True)
    assert gone.stacks == ["stackyard-dev-shop-data"]
    assert buckets(workshop) == made
    assert read_stacks(workshop.cloudformation, "stackyard-dev-")


def test_things_of_another_environment__stay(workshop: Workshop) -> None:
    sqs = workshop.target.client("sqs")
    sqs.create_queue(QueueName="other", tags={"stackyard:environment": "prod"})
    destroy(workshop, Declared(), dry=False)
    assert len(sqs.list_queues()["QueueUrls"]) == 1


def test_queue_topic_and_key_without_a_stack__are_removed_by_their_tag(workshop: Workshop) -> None:
    client = workshop.target.client
    tag = {"stackyard:environment": "dev"}
    client("sqs").create_queue(QueueName="left", tags=tag)
    client("logs").create_log_group(logGroupName="/left", tags=tag)
    client("dynamodb").create_table(
        TableName="left",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
        Tags=[{"Key": "stackyard:environment", "Value": "dev"}],
    )
    key = client("kms").create_key(Tags=[{"TagKey": "stackyard:environment", "TagValue": "dev"}])["KeyMetadata"][
        "KeyId"
    ]
    assert len(destroy(workshop, Declared(), dry=False).resources) == 4
    prove_gone(workshop, patience=1)
    assert client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert client("dynamodb").list_tables()["TableNames"] == []


def test_what_the_kit_does_not_remove__fails_the_proof_by_name(workshop: Workshop) -> None:
    client = workshop.target.client("secretsmanager")
    tags = [{"Key": "stackyard:environment", "Value": "dev"}]
    arn = client.create_secret(Name="left", SecretString="x", Tags=tags)["ARN"]
    destroy(workshop, Declared(), dry=False)
    with pytest.raises(StackyardError, match="1 resources tagged stackyard:environment=dev are left") as caught:
        prove_gone(workshop, patience=2)
    assert arn in caught.value.given
