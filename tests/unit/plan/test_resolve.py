"""Templates read with their parameters."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.plan.resolve import Reader, text_of

TEXT = {"Type": "String"}
SPLIT = {"Fn::Split": [":", "${Queue}"]}
SECURE = {"Bool": {"aws:SecureTransport": "true"}}
DOCUMENT: dict[str, Any] = {
    "Parameters": {"Stage": TEXT, "Zones": {"Type": "CommaDelimitedList"}, "Boundary": TEXT},
    "Mappings": {"Sizes": {"big": {"Memory": 1024}}},
    "Conditions": {
        "IsProduction": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "HasBoundary": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Boundary"}, ""]}]},
        "Both": {"Fn::And": [{"Condition": "IsProduction"}, {"Condition": "HasBoundary"}]},
        "Either": {"Fn::Or": [{"Condition": "IsProduction"}, {"Condition": "HasBoundary"}]},
        "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
    },
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Condition": "Either"},
        "Topic": {"Type": "AWS::SNS::Topic", "Condition": "Both"},
    },
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}, "No": {"Condition": "Both", "Value": "1"}},
}
GIVEN = {"Stage": "prod", "Zones": "a,b", "Boundary": ""}


def read(value: Any, **changes: str) -> Any:
    return Reader(DOCUMENT, {**GIVEN, **changes}, {"AWS::Region": "eu-central-1"}).value(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"Ref": "AWS::Region"}, "eu-central-1"),
        ({"Ref": "Queue"}, "${Queue}"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "${Queue.Arn}"),
        ({"Fn::GetAtt": "Queue.Arn"}, "${Queue.Arn}"),
        ({"Fn::Sub": "${Stage}-${Queue.Arn}-${!Literal}"}, "prod-${Queue.Arn}-${Literal}"),
        ({"Fn::Sub": ["${Own}/${Stage}", {"Own": {"Ref": "Queue"}}]}, "${Queue}/prod"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 1]]}, "a-prod-1"),
        ({"Fn::Join": [",", {"Ref": "Zones"}]}, "a,b"),
        ({"Fn::FindInMap": ["Sizes", "big", "Memory"]}, 1024),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Memory"]}, "${map Sizes.prod.Memory}"),
        ({"Fn::Select": [1, {"Ref": "Zones"}]}, "b"),
        ({"Fn::Split": [":", "a:b"]}, ["a", "b"]),
        ({"Fn::Select": [0, {"Fn::Split": [":", {"Ref": "Queue"}]}]}, {"Fn::Select": [0, SPLIT]}),
        ({"Fn::ImportValue": {"Fn::Sub": "${Stage}-vpc"}}, "${import prod-vpc}"),
        ({"Fn::If": ["IsProduction", "yes", "no"]}, "yes"),
        ({"Fn::If": ["HasBoundary", "yes", {"Ref": "Stage"}]}, "prod"),
        ({"a": {"Fn::If": ["HasBoundary", 1, {"Ref": "AWS::NoValue"}]}, "b": 2}, {"b": 2}),
        ([{"Ref": "AWS::NoValue"}, "x"], ["x"]),
        ({"Fn::GetAZs": {"Ref": "AWS::Region"}}, {"Fn::GetAZs": "eu-central-1"}),
        ({"Condition": SECURE}, {"Condition": SECURE}),
    ],
)  # fmt: skip
def test_value__is_filled_in_as_far_as_it_can_be_known(value: Any, expected: Any) -> None:
    assert read(value) == expected


def test_resource_whose_condition_does_not_hold__is_not_there() -> None:
    assert set(Reader(DOCUMENT, GIVEN).resources()) == {"Queue"}
    assert set(Reader(DOCUMENT, {**GIVEN, "Boundary": "arn:x"}).resources()) == {"Queue", "Topic"}


def test_outputs__are_texts_of_those_that_hold() -> None:
    assert Reader(DOCUMENT, GIVEN).outputs() == {"Arn": "${Queue.Arn}"}


def test_circle_of_conditions__ends() -> None:
    assert Reader(DOCUMENT, GIVEN).holds("Circle") is False


def test_text__is_what_cloudformation_makes_of_a_value() -> None:
    assert [text_of(one) for one in ("a", 1, True, {"a": [1]})] == ["a", "1", "true", '{"a":[1]}']


@pytest.mark.parametrize("given", [None, 5, "text", [], [5], {"a": 1}, [["a"], {"b": 2}]])
@pytest.mark.parametrize(
    "function",
    ["Ref", "Condition"]
    + [f"Fn::{name}" for name in ("If", "Equals", "Not", "And", "Or", "Join", "Sub", "GetAtt", "FindInMap")]
    + [f"Fn::{name}" for name in ("Select", "Split", "ImportValue", "Base64", "ToJsonString")],
)
def test_function_of_another_form__is_left_to_cloudformation(function: str, given: object) -> None:
    document = {"Conditions": {"C": {function: given}}, "Resources": {"R": {"Condition": "C", "P": {function: given}}}}
    reader = Reader(document, {})
    assert set(reader.resources()) <= {"R"}
    assert text_of(reader.value({function: given}))
