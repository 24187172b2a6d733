"""What publishes another version: everything that a version holds, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from stackyard.package.layers.snapshots import with_snapshots
from stackyard.plan.resolve import Reader

FUNCTION = {
    "Description": "Sells",
    "Code": {"S3Bucket": "artifacts", "S3Key": "artifacts/a.zip"},
    "MemorySize": 128,
    "Layers": [{"Ref": "NumpyLayer1"}],
    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
    "LoggingConfig": {"LogGroup": {"Ref": "Logs"}},
    "Environment": {"Variables": {"QUEUE": {"Fn::Sub": "${Queue.QueueName}/x"}}},
    "ReservedConcurrentExecutions": 5,
}
TEMPLATE: dict[str, Any] = {
    "Conditions": {"HasFunctionVersions": {"Fn::Equals": [{"Ref": "FunctionVersions"}, "yes"]}},
    "Resources": {
        "Buy": {"Type": "AWS::Lambda::Function", "Properties": FUNCTION},
        "Sell": {"Type": "AWS::Lambda::Function", "Properties": dict(FUNCTION)},
        "BuyVersion": {
            "Type": "AWS::Lambda::Version",
            "Metadata": {"Stackyard": {"SnapshotOf": "Buy"}},
            "Properties": {"FunctionName": {"Ref": "Buy"}, "Description": {"Ref": "FunctionSettings"}},
        },
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"Path": "/", "Policies": []}},
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 1}},
        "Elsewhere": {"Type": "AWS::SQS::Queue"},
    },
}


def descriptions(template: dict[str, Any], **parameters: str) -> dict[str, Any]:
    """Give the descriptions of the function and of its version, in a stack with these parameters."""
    values = {"FunctionVersions": "yes", "FunctionSettings": "abc", **parameters}
    found = Reader(with_snapshots(template), values).resources()
    return {name: found[name]["Properties"].get("Description") for name in ("Buy", "BuyVersion")}


def changed(*path: Any, to: Any) -> dict[str, Any]:
    template = deepcopy(TEMPLATE)
    holder = template["Resources"]
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = to
    return template


def test_version_and_function__say_what_the_version_holds() -> None:
    told = descriptions(TEMPLATE)
    assert told["BuyVersion"].startswith("content ")
    assert told["BuyVersion"].endswith(", settings abc")
    assert told["Buy"] == f"Sells ({told['BuyVersion']})"


def test_same_content__is_described_alike() -> None:
    assert descriptions(deepcopy(TEMPLATE)) == descriptions(TEMPLATE)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("Buy", "Properties", "Code", "S3Key"), "artifacts/b.zip"),
        (("Buy", "Properties", "MemorySize"), 256),
        (("Buy", "Properties", "Layers"), [{"Ref": "NumpyLayer2"}]),
        (("Buy", "Properties", "Environment", "Variables", "NEW"), "1"),
        (("Role", "Properties", "Path"), "/bounded/"),
        (("Logs", "Properties", "LogGroupName"), "other"),
        (("Queue", "Properties", "QueueName"), "other"),
    ],
)
def test_what_a_version_holds__publishes_another_one(path: tuple[Any, ...], to: Any) -> None:
    before, after = descriptions(TEMPLATE), descriptions(changed(*path, to=to))
    assert before["Buy"] != after["Buy"]
    assert before["BuyVersion"] != after["BuyVersion"]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("Buy", "Properties", "ReservedConcurrentExecutions"), 6),
        (("Buy", "Properties", "Description"), "Sells more"),
        (("Role", "Properties", "Policies"), [{"PolicyName": "more"}]),
        (("Logs", "Properties", "RetentionInDays"), 30),
        (("Elsewhere", "Properties"), {"QueueName": "elsewhere"}),
        (("Sell", "Properties", "MemorySize"), 256),
    ],
)
def test_what_no_version_holds__publishes_none(path: tuple[Any, ...], to: Any) -> None:
    assert descriptions(changed(*path, to=to))["BuyVersion"] == descriptions(TEMPLATE)["BuyVersion"]


def test_function_without_versions__keeps_its_description() -> None:
    assert descriptions(TEMPLATE, FunctionVersions="no")["Buy"] == "Sells"
    assert Reader(with_snapshots(TEMPLATE), {}).resources()["Sell"]["Properties"]["Description"] == "Sells"


def test_function_without_description__gets_one_only_beside_versions() -> None:
    template = deepcopy(TEMPLATE)
    del template["Resources"]["Buy"]["Properties"]["Description"]
    told = descriptions(template)
    assert told["Buy"] == told["BuyVersion"]
    assert descriptions(template, FunctionVersions="no")["Buy"] is None


def test_long_description__leaves_room_for_the_mark() -> None:
    told = descriptions(changed("Buy", "Properties", "Description", to="x" * 256), FunctionSettings="0123456789")
    assert len(told["Buy"]) == 256
    assert told["Buy"].endswith(", settings 0123456789)")


def test_description_of_an_author__is_not_read_as_a_pattern() -> None:
    assert descriptions(changed("Buy", "Properties", "Description", to="${Odd}"))["Buy"].startswith("${Odd} (content")


def test_template__is_not_changed_itself() -> None:
    before = deepcopy(TEMPLATE)
    with_snapshots(TEMPLATE)
    assert before == TEMPLATE
