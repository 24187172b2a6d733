"""What stacks export and import, before anybody is asked."""

from __future__ import annotations

from typing import Any

from stackyard.plan.exports import traffic
from stackyard.plan.model import OutputRef, StackSpec
from stackyard.plan.order import in_order

from tests.fakes.stacks import make_spec, make_template


def exporting(name: Any, stack: str = "data", value: Any = "v", **sections: Any) -> StackSpec:
    outputs = {"Name": {"Value": value, "Export": {"Name": name}}}
    return make_spec(stack, template=make_template(Outputs=outputs, **sections))


def importing(name: Any, stack: str = "api", **sections: Any) -> StackSpec:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::ImportValue": name}}}
    return make_spec(stack, template=make_template(Resources={"Topic": topic, **sections.pop("more", {})}, **sections))


def test_names__are_worked_out_from_parameters_and_the_stack() -> None:
    spec = exporting(
        {"Fn::Sub": "${AWS::StackName}-${Stage}"}, Parameters={"Stage": {"Type": "String", "Default": "x"}}
    )
    assert traffic(spec).exports == {"Name": "stackyard-dev-shop-data-x"}
    assert traffic(importing({"Fn::Join": ["-", ["a", "b"]]})).imports == {"a-b"}


def test_what_only_the_account_knows__stays_as_it_is_written() -> None:
    spec = exporting({"Fn::Sub": "${AWS::Region}-vpc"})
    assert traffic(spec).exports == {"Name": "${AWS::Region}-vpc"}
    assert traffic(spec, {"AWS::Region": "eu-central-1"}).exports == {"Name": "eu-central-1-vpc"}


def test_import_in_an_output_or_deep_in_a_resource__is_found() -> None:
    deep = {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"Tags": [{"Value": {"Fn::ImportValue": "deep"}}]}}}
    spec = importing("flat", more=deep, Outputs={"Out": {"Value": {"Fn::ImportValue": "out"}}})
    assert traffic(spec).sure == {"flat", "deep", "out"}


def test_import_of_a_resource_whose_condition_does_not_hold__does_not_count() -> None:
    off = {"Queue": {"Type": "AWS::SQS::Queue", "Condition": "Off", "Tags": {"Fn::ImportValue": "off"}}}
    assert traffic(importing("on", more=off, Conditions={"Off": {"Fn::Equals": ["a", "b"]}})).imports == {"on"}


def test_import_that_a_later_value_decides__is_possible_but_not_sure() -> None:
    wanted = {"Fn::Not": [{"Fn::Equals": [{"Ref": "Vpc"}, ""]}]}
    maybe = {"Queue": {"Type": "AWS::SQS::Queue", "Condition": "Wanted", "Tags": {"Fn::ImportValue": "maybe"}}}
    template = importing(
        "on", more=maybe, Conditions={"Wanted": wanted}, Parameters={"Vpc": {"Type": "String"}}
    ).template
    flow = traffic(make_spec("api", {"Vpc": OutputRef("shop", "net", "Vpc")}, template=template))
    assert flow.imports == {"on", "maybe"}
    assert flow.sure == {"on"}


def test_exported_value__is_known_where_nothing_of_it_waits_for_a_deployment() -> None:
    assert traffic(exporting("a", value=5)).values == {"Name": "5"}
    assert traffic(exporting("a", value={"Ref": "Queue"})).values == {}


def test_importer__comes_after_who_exports() -> None:
    name = {"Fn::Sub": "${AWS::Region}-vpc"}
    assert [spec.stack for spec in in_order([importing(name), exporting(name)])] == ["data", "api"]
