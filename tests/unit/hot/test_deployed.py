from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.compose.model import ComposedFunction, ComposedStack, ComposedSystem
from stackyard.hot.deployed import DeployedFunction, deployed_functions

from tests.fakes.stacks import make_target

CODE = {"S3Bucket": "bucket", "S3Key": "artifacts/buy.zip"}
NUMPY = {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {**CODE, "S3Key": "artifacts/numpy.zip"}}}
STACK = "stackyard-dev-shop-api"


class CloudFormation:
    """Stacks by name: their resources; physical ids are logical ones with a number."""

    def __init__(self, stacks: dict[str, dict[str, Any]]) -> None:
        self.stacks = stacks
        self.error = ""
        self.asked: list[str] = []

    def get_paginator(self, operation: str) -> CloudFormation:
        assert operation == "list_stack_resources"
        return self

    def paginate(self, StackName: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        self.asked.append(StackName)
        if self.error or StackName not in self.stacks:
            message = self.error or f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "ListStackResources")
        for name, resource in self.stacks[StackName].items():
            yield {
                "StackResourceSummaries": [
                    {"LogicalResourceId": name, "ResourceType": resource["Type"], "PhysicalResourceId": f"{name}:7"}
                ]
            }

    def get_template(self, StackName: str, TemplateStage: str) -> dict[str, str]:  # noqa: N803
        assert TemplateStage == "Original"
        return {"TemplateBody": json.dumps({"Resources": self.stacks[StackName]})}


def function(**more: Any) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Function", "Properties": {"Code": CODE, **more}}


def shop(*names: str, stack: str = "api") -> ComposedSystem:
    functions = {
        name: ComposedFunction(name, "shop", f"/{name}", stack, f"{name.capitalize()}Function", "handler.handler")
        for name in names
    }
    return ComposedSystem("shop", {stack: ComposedStack(stack, "", names)}, functions)


def read(account: CloudFormation, system: ComposedSystem, **options: Any) -> dict[str, DeployedFunction]:
    return deployed_functions(make_target(), account, [system], **options)


def test_function__is_known_by_its_name_code_and_the_kits_layers():
    layers = [{"Ref": "NumpyLayer"}, "arn:aws:lambda:eu-central-1:123456789012:layer:other:1", {"Ref": "Parameter"}]
    account = CloudFormation({STACK: {"BuyFunction": function(Layers=layers), "NumpyLayer": NUMPY}})
    assert read(account, shop("buy", "sell")) == {
        "shop/buy": DeployedFunction(
            "shop/buy", "BuyFunction:7", "artifacts/buy.zip", frozenset({"artifacts/numpy.zip"})
        )
    }


@pytest.mark.parametrize(
    ("version", "told"),
    [({"Fn::GetAtt": ["BuyVersion", "Version"]}, "live (version 7)"), ("3", "live")],
)
def test_alias__is_known_with_its_version(version, told):
    resources = {
        "BuyFunction": function(),
        "BuyVersion": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "BuyFunction"}}},
        "BuyAlias": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {"Name": "live", "FunctionName": {"Ref": "BuyFunction"}, "FunctionVersion": version},
        },
        "OtherAlias": {"Type": "AWS::Lambda::Alias", "Properties": {"Name": "other", "FunctionName": "elsewhere"}},
    }
    assert read(CloudFormation({STACK: resources}), shop("buy"))["shop/buy"].aliases == (told,)


@pytest.mark.parametrize(("published", "told"), [(True, ("live (version 7)",)), (False, ())])
def test_alias_of_the_kit__is_told_only_where_it_leads_to_a_version(published, told):
    version = {"Fn::If": ["HasFunctionVersions", {"Fn::GetAtt": ["BuyVersion", "Version"]}, "$LATEST"]}
    resources = {
        "BuyFunction": function(),
        "BuyAlias": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {"Name": "live", "FunctionName": {"Ref": "BuyFunction"}, "FunctionVersion": version},
        },
    }
    if published:
        resources["BuyVersion"] = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": "buy"}}
    assert read(CloudFormation({STACK: resources}), shop("buy"))["shop/buy"].aliases == told


def test_stack_that_is_not_there__has_no_functions():
    assert read(CloudFormation({}), shop("buy")) == {}


def test_refusal__is_passed_on():
    account = CloudFormation({})
    account.error = "not authorised"
    with pytest.raises(ClientError):
        read(account, shop("buy"))


def test_stacks_without_a_wanted_function__are_not_read():
    account = CloudFormation({STACK: {"BuyFunction": function()}})
    assert read(account, shop("buy"), only={"shop/sell"}) == {}
    assert account.asked == []
