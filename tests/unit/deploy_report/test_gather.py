"""What goes into a report, and what does not."""

from __future__ import annotations

from stackyard.deploy_report import StackRun, artifacts, outlook, shown_outputs
from stackyard.deploy_report.gather import confirmed
from stackyard.plan import make_plan
from stackyard.preview import Effect, ResourceChange, StackPreview, TargetPreview

from tests.fakes.cloudformation import FakeCloudFormation
from tests.fakes.stacks import make_spec, make_template, make_workshop


def test_output_of_a_secret_parameter__is_masked() -> None:
    template = make_template(
        Parameters={"Key": {"Type": "String", "NoEcho": True}, "Name": {"Type": "String"}},
        Outputs={
            "ByRef": {"Value": {"Ref": "Key"}},
            "BySub": {"Value": {"Fn::Sub": "x-${Key}"}},
            "Plain": {"Value": {"Ref": "Name"}},
            "KeyName": {"Value": {"Fn::Sub": "${Name}-Keys"}},
            "AdminPassword": {"Value": "..."},
        },
    )
    values = dict.fromkeys(["ByRef", "BySub", "Plain", "KeyName", "AdminPassword"], "shown")
    assert shown_outputs(make_spec("data", template=template), values) == {
        "ByRef": "****",
        "BySub": "****",
        "Plain": "shown",
        "KeyName": "shown",
        "AdminPassword": "****",
    }


def test_output_that_holds_a_secret_without_naming_it__is_masked() -> None:
    template = make_template(
        Parameters={"Key": {"Type": "String", "NoEcho": True}, "Pin": {"Type": "String", "NoEcho": True}},
        Outputs={name: {"Value": {"Fn::GetAtt": ["Parameter", "Value"]}} for name in ("Dsn", "Host")},
    )
    spec = make_spec("data", {"Key": "swordfish", "Pin": "1"}, template=template)
    outputs = {"Dsn": "postgres://u:swordfish@h", "Host": "h1"}
    assert shown_outputs(spec, outputs) == {"Dsn": "****", "Host": "h1"}


def test_functions__are_listed_by_their_weight() -> None:
    made = {"state": "uploaded", "packed_bytes": 5, "layers": ["a"]}
    functions = {
        "small": {"artifact": {**made, "unpacked_bytes": 10}},
        "big": {"artifact": {**made, "unpacked_bytes": 20}},
        "none": {},
    }
    found = artifacts({"shop": {"functions": functions}, "account": {}})
    assert [(one.function, one.unpacked, one.layers) for one in found] == [("shop/big", 20, 1), ("shop/small", 10, 1)]


def preview(*resources: ResourceChange) -> TargetPreview:
    return TargetPreview((StackPreview("shop-data", "shop", "data", "update", "differs", resources),))


def test_executed_change_set__knows_better_than_templates() -> None:
    changes = (
        ("replace", "Table", "AWS::DynamoDB::Table"),
        ("modify", "Api", "AWS::ApiGateway::RestApi"),
        ("dynamic", "Role", "AWS::IAM::Role"),
    )
    stack = StackRun("shop-data", "shop", "data", "update", "differs", changes=changes)
    guessed = (
        ResourceChange("Table", "AWS::DynamoDB::Table", Effect.MODIFY),
        ResourceChange("Topic", "AWS::SNS::Topic", Effect.ADD),
    )
    found = confirmed(preview(*guessed), [stack]).stacks[0].resources
    assert [(one.logical_id, one.effect) for one in found] == [
        ("Table", Effect.REPLACE),
        ("Topic", Effect.ADD),
        ("Api", Effect.MODIFY),
        ("Role", Effect.MODIFY),
    ]


def test_stack_that_came_to_no_change_set__stays_as_guessed() -> None:
    guessed = preview(ResourceChange("Topic", "AWS::SNS::Topic", Effect.ADD))
    assert confirmed(guessed, []) == guessed


def test_new_stack__needs_no_reading() -> None:
    cloudformation = FakeCloudFormation()
    found = outlook(make_workshop(cloudformation), make_plan([make_spec("data")], {}), {}, {})
    assert [(one.logical_id, one.effect) for one in found.stacks[0].resources] == [("Queue", Effect.ADD)]
