"""Policies taken apart."""

from __future__ import annotations

import json
from typing import Any

from stackyard.preview.statements import permissions_of


def found(kind: str, **properties: Any) -> list[str]:
    """Permissions of one resource in short: who, what, on what, under which condition."""
    resources = {"Thing": {"Type": kind, "Properties": properties}}
    return sorted(
        " | ".join([one.role, ("deny " if one.denied else "") + one.action, one.resource, one.condition])
        for one in permissions_of(resources, "shop.api")
    )


def document(**statement: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


def test_role__has_every_action_on_every_resource_of_its_policies() -> None:
    policy = document(Action=["s3:GetObject", "s3:PutObject"], Resource=["${Bucket.Arn}/*", "arn:x"])
    assert found("AWS::IAM::Role", Policies=[{"PolicyName": "own", "PolicyDocument": policy}]) == [
        "shop.api/Thing | s3:GetObject | ${Bucket.Arn}/* | ",
        "shop.api/Thing | s3:GetObject | arn:x | ",
        "shop.api/Thing | s3:PutObject | ${Bucket.Arn}/* | ",
        "shop.api/Thing | s3:PutObject | arn:x | ",
    ]


def test_trust_of_a_role__says_who_may_become_it() -> None:
    trust = document(Action="sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"})
    assert found("AWS::IAM::Role", AssumeRolePolicyDocument=trust) == [
        "lambda.amazonaws.com | sts:AssumeRole | shop.api/Thing | "
    ]


def test_managed_policies_and_boundary__are_told_as_a_whole() -> None:
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert found("AWS::IAM::Role", ManagedPolicyArns=[arn, "${Own}"], PermissionsBoundary="arn:b") == [
        "shop.api/Thing | at most what arn:b allows |  | ",
        f"shop.api/Thing | everything in {arn} |  | ",
        "shop.api/Thing | everything in shop.api/Own |  | ",
    ]  # fmt: skip


def test_policy_of_its_own__counts_for_those_it_is_attached_to() -> None:
    policy = document(Action="sqs:SendMessage", Resource="*")
    assert found("AWS::IAM::Policy", Roles=["${JobRole}", "other"], PolicyDocument=policy) == [
        "other | sqs:SendMessage | * | ",
        "shop.api/JobRole | sqs:SendMessage | * | ",
    ]
    assert found("AWS::IAM::ManagedPolicy", PolicyDocument=policy) == ["shop.api/Thing | sqs:SendMessage | * | "]


def test_resource_policy__names_who_and_the_resource_itself() -> None:
    policy = document(
        Action="sns:Publish",
        Resource="*",
        Principal={"Service": ["a.amazonaws.com", "b.amazonaws.com"]},
        Condition={"StringEquals": {"aws:SourceAccount": ["1", "2"]}, "Bool": {"aws:SecureTransport": True}},
    )
    assert found("AWS::SNS::TopicPolicy", Topics=["${Topic}"], PolicyDocument=policy) == [
        f"{who}.amazonaws.com | sns:Publish | shop.api/Thing | "
        "StringEquals aws:SourceAccount 1 or 2, Bool aws:SecureTransport true"
        for who in ("a", "b")
    ]


def test_denial_to_everybody__is_told_as_such() -> None:
    policy = {"Statement": {"Effect": "Deny", "Action": "s3:*", "Principal": "*", "Resource": "${Bucket.Arn}/*"}}
    assert found("AWS::S3::BucketPolicy", PolicyDocument=policy) == ["anyone | deny s3:* | shop.api/Bucket/* | "]


def test_negations__are_told_in_words() -> None:
    policy = document(NotAction=["iam:*", "sts:*"], NotResource="arn:x", NotPrincipal={"AWS": "arn:y"})
    assert found("AWS::SQS::QueuePolicy", PolicyDocument=policy) == [
        "all but arn:y | all but iam:*, sts:* | all but arn:x | "
    ]


def test_policy_written_as_text__is_read_as_well() -> None:
    policy = document(Action="logs:PutLogEvents", Principal={"Service": "es.amazonaws.com"}, Resource="*")
    assert found("AWS::Logs::ResourcePolicy", PolicyDocument=json.dumps(policy)) == [
        "es.amazonaws.com | logs:PutLogEvents | shop.api/Thing | "
    ]


def test_lambda_permission__lets_its_principal_call_the_function() -> None:
    given = {"Action": "lambda:InvokeFunction", "FunctionName": "${BuyFunction.Arn}", "Principal": "s3.amazonaws.com"}
    assert found("AWS::Lambda::Permission", **given, SourceArn="arn:b", SourceAccount="1") == [
        "s3.amazonaws.com | lambda:InvokeFunction | shop.api/BuyFunction | SourceArn arn:b, SourceAccount 1"
    ]
    assert found("AWS::Lambda::Permission", **{**given, "Principal": "*"})[0].startswith("anyone | ")


def test_resource_without_policies__permits_nothing() -> None:
    assert found("AWS::SQS::Queue", DelaySeconds=1) == []
