"""Taking an environment away, against an AWS in process."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.apply import Workshop, apply_plan
from stackyard.errors import StackyardError
from stackyard.plan import Template, make_plan, read_stacks
from stackyard.sweep import Declared, destroy, prove_gone

from tests.fakes.stacks import make_spec

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


def test_dry_run__lists_tables_like_buckets_and_nothing_that_is_gone(workshop: Workshop) -> None:
    tags = [{"Key": "stackyard:environment", "Value": "dev"}]
    tables = workshop.target.client("dynamodb")
    for name in ("kept", "gone"):
        tables.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=tags,
        )
    tables.delete_table(TableName="gone")
    workshop.target.client("sns").create_topic(Name="holds-nothing", Tags=tags)
    made = [f"arn:aws:s3:::{name}" for name in deploy(workshop)]
    assert sorted(destroy(workshop, Declared(), dry=True).resources) == sorted(
        [*made, "arn:aws:dynamodb:eu-central-1:123456789012:table/kept"]
    )


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


def test_secret_that_a_stack_left__goes_at_once(workshop: Workshop) -> None:
    client = workshop.target.client("secretsmanager")
    tags = [{"Key": "stackyard:environment", "Value": "dev"}]
    arn = client.create_secret(Name="left", SecretString="x", Tags=tags)["ARN"]
    assert destroy(workshop, Declared(), dry=False).resources == [arn]
    assert client.list_secrets()["SecretList"] == []


def test_what_the_kit_does_not_remove__fails_the_proof_by_name(workshop: Workshop) -> None:
    client = workshop.target.client("acm")
    tags = [{"Key": "stackyard:environment", "Value": "dev"}]
    arn = client.request_certificate(DomainName="left.example.com", Tags=tags)["CertificateArn"]
    destroy(workshop, Declared(), dry=False)
    with pytest.raises(StackyardError, match="1 resource tagged stackyard:environment=dev is left") as caught:
        prove_gone(workshop, patience=2)
    assert arn in caught.value.given


TWO_SYSTEMS: list[dict[str, Any]] = [
    {"name": "foundation", "stacks": [{"name": "base"}]},
    {"name": "shop", "stacks": [{"name": "data"}]},
    {"name": "mail", "stacks": [{"name": "data"}]},
]


def deploy_two(workshop: Workshop) -> Declared:
    """Deploy a foundation and two systems, one queue each, and a queue of each system that no stack has."""
    for system in ("foundation", "shop", "mail"):
        stack = TWO_SYSTEMS[0]["stacks"][0]["name"] if system == "foundation" else "data"
        template = Template.parse("Resources: {Queue: {Type: 'AWS::SQS::Queue'}}")
        tags = {"stackyard:environment": "dev", "stackyard:system": system}
        name = f"stackyard-dev-{system}-{stack}"
        spec = make_spec(stack, system=system, name=name, template=template, tags=tags)
        apply_plan(workshop, make_plan([spec], read_stacks(workshop.cloudformation, "stackyard-dev-")))
        workshop.target.client("sqs").create_queue(QueueName=f"left-{system}", tags=tags)
    return Declared.read(workshop.target, TWO_SYSTEMS, ["foundation"])


def left(workshop: Workshop) -> list[str]:
    urls = workshop.target.client("sqs").list_queues().get("QueueUrls", ())
    return sorted(
        [
            *read_stacks(workshop.cloudformation, ""),
            *(one for url in urls if (one := url.rpartition("/")[2]).startswith("left")),
        ]
    )


def test_one_system__goes_alone(workshop: Workshop) -> None:
    declared = deploy_two(workshop)
    dry = destroy(workshop, declared, dry=True, only=["shop"])
    assert (dry.stacks, dry.stay) == (["stackyard-dev-shop-data"], ["foundation", "mail"])
    gone = destroy(workshop, declared, dry=False, only=["shop"])
    assert gone.stacks == ["stackyard-dev-shop-data"]
    assert [arn.rpartition(":")[2] for arn in gone.resources] == ["left-shop"]
    assert gone.stay == ["foundation", "mail"]
    prove_gone(workshop, patience=1, only=["shop"])
    assert left(workshop) == [
        "left-foundation", "left-mail", "stackyard-dev-foundation-base", "stackyard-dev-mail-data",
    ]  # fmt: skip


def test_proof_for_one_system__does_not_ask_for_the_others(workshop: Workshop) -> None:
    deploy_two(workshop)
    with pytest.raises(
        StackyardError, match="resources tagged stackyard:environment=dev, stackyard:system=shop are left"
    ):
        prove_gone(workshop, patience=1, only=["shop"])
    prove_gone(workshop, patience=1, only=["nothing"])


def test_system_that_another_one_takes_from__goes_with_it_only(workshop: Workshop) -> None:
    deploy_two(workshop)
    taking = [
        *TWO_SYSTEMS[:2],
        {"name": "mail", "stacks": [{"name": "data", "parameters": {"A": {"output": "shop.data.A"}}}]},
    ]
    declared = Declared.read(workshop.target, taking, ["foundation"])
    with pytest.raises(StackyardError, match="stacks that are to stay need what would go; nothing was deleted"):
        destroy(workshop, declared, dry=True, only=["shop"])
    assert len(destroy(workshop, declared, dry=False, only=["shop", "mail"]).stacks) == 2
    assert left(workshop) == ["left-foundation", "stackyard-dev-foundation-base"]
