from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_server import ACCOUNT, FUNCTION_SECONDS, DeployError, EmbeddedServer

CODE = {"ZipFile": "def handler(event, context):\n    return 1\n"}


def template(**properties: Any) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [trust]}}}
    settings = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Timeout": FUNCTION_SECONDS,
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Code": CODE,
    }
    function = {"Type": "AWS::Lambda::Function", "Properties": settings | properties}
    return {"Resources": {"Role": role, "Function": function}, "Outputs": {"Name": {"Value": {"Ref": "Function"}}}}


def named(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:8]}"


def bucket(server: EmbeddedServer, **objects: bytes) -> str:
    name = named("code")
    server.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for key, content in objects.items():
        server.client("s3").put_object(Bucket=name, Key=key, Body=content)
    return name


def test_stock__answers_for_a_function_without_code(stock: EmbeddedServer) -> None:
    outputs = stock.deploy(named("stock"), template(Code={"S3Bucket": bucket(stock), "S3Key": "missing.zip"}))

    assert stock.invoke(outputs["Name"])[0]["body"] == "Mock response - no code deployed"


def test_stock__accepts_an_unknown_runtime(stock: EmbeddedServer) -> None:
    stock.deploy(named("stock"), template(Runtime="python9.9"))


def test_missing_object__fails_the_stack_with_its_name(repaired: EmbeddedServer) -> None:
    name = bucket(repaired)

    with pytest.raises(DeployError, match=rf"Function: .*NoSuchKey.*s3://{name}/missing\.zip"):
        repaired.deploy(named("missing"), template(Code={"S3Bucket": name, "S3Key": "missing.zip"}))


def test_missing_bucket__fails_the_stack(repaired: EmbeddedServer) -> None:
    with pytest.raises(DeployError, match="NoSuchBucket"):
        repaired.deploy(named("missing"), template(Code={"S3Bucket": named("nowhere"), "S3Key": "a.zip"}))


def test_missing_object_in_an_update__fails_it_and_keeps_the_old_code(repaired: EmbeddedServer) -> None:
    stack = named("update")
    function = repaired.deploy(stack, template())["Name"]

    with pytest.raises(DeployError, match=r"NoSuchKey"):
        repaired.deploy(stack, template(Code={"S3Bucket": bucket(repaired), "S3Key": "missing.zip"}))

    assert repaired.invoke(function) == (1, None)


def test_object_that_is_no_archive__fails_the_stack(repaired: EmbeddedServer) -> None:
    name = bucket(repaired, readme=b"not a zip")

    with pytest.raises(DeployError, match="Could not unzip uploaded file"):
        repaired.deploy(named("unreadable"), template(Code={"S3Bucket": name, "S3Key": "readme"}))


def test_no_code_at_all__fails_the_stack(repaired: EmbeddedServer) -> None:
    with pytest.raises(DeployError, match="Please provide a source for function code"):
        repaired.deploy(named("empty"), template(Code={}))


def test_unknown_runtime__fails_the_stack(repaired: EmbeddedServer) -> None:
    with pytest.raises(DeployError, match=r"Value python9\.9 at 'runtime' failed to satisfy constraint"):
        repaired.deploy(named("runtime"), template(Runtime="python9.9"))


def test_missing_object_through_the_api__is_refused(repaired: EmbeddedServer) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/{repaired.role(named('role'))}"

    with pytest.raises(ClientError, match=r"InvalidParameterValueException.*NoSuchKey"):
        repaired.client("lambda").create_function(
            FunctionName=named("api"),
            Runtime="python3.13",
            Handler="index.handler",
            Role=role,
            Code={"S3Bucket": bucket(repaired), "S3Key": "missing.zip"},
        )
