"""Templates as rules look at them."""

from __future__ import annotations

import pytest
from stackyard.rules.document import Document, Possible, branches, spelled

CONDITIONS = {
    "HasTracing": {"Fn::Equals": [{"Ref": "Mode"}, "Active"]},
    "HasBoth": {"Fn::And": [{"Condition": "HasTracing"}, {"Condition": "HasTracing"}]},
    "Always": {"Fn::Equals": ["a", "a"]},
}


def document(properties: dict[str, object], **body: object) -> Document:
    resource = {"Type": "AWS::Lambda::Function", "Properties": properties, **body}
    return Document({"Resources": {"Function": resource}, "Conditions": CONDITIONS})


def possible(found: Document, *keys: str) -> list[Possible]:
    (resource,) = found.resources()
    return list(found.possible(resource, *keys))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        (7, "7"),
        ({"Ref": "AWS::Partition"}, "${AWS::Partition}"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "${Queue.Arn}"),
        ({"Fn::GetAtt": "Queue.Arn"}, "${Queue.Arn}"),
        ({"Fn::Sub": "arn:${AWS::Partition}:s3"}, "arn:${AWS::Partition}:s3"),
        ({"Fn::Sub": ["arn:${Where}:${Rest}", {"Where": "aws"}]}, "arn:aws:${Rest}"),
        ({"Fn::Join": [":", ["arn", {"Ref": "P"}, {"Fn::Select": [0, []]}]]}, "arn:${P}:${...}"),
        ({"Fn::Join": ["", ["a", {"Fn::Join": ["", ["r", "n"]]}]]}, "arn"),
    ],
)
def test_text__is_written_as_substitution_would_have_it(value: object, text: str) -> None:
    assert spelled(value) == text


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"a": "b"},
        {"Fn::If": ["X", "a", "b"]},
        {"Fn::Join": [":", {"Ref": "List"}]},
        {"Fn::Join": "torn"},
        {"Fn::Sub": ["torn"]},
        {"Fn::Sub": ["a", "torn"]},
        {"Fn::GetAtt": []},
    ],
)
def test_what_is_no_text__is_not_written(value: object) -> None:
    assert spelled(value) is None


def test_property__has_every_value_that_a_choice_may_give_it() -> None:
    choice = {"Fn::If": ["HasTracing", {"Mode": {"Fn::If": ["HasBoth", "Active", "Off"]}}, {"Ref": "AWS::NoValue"}]}
    start = ("Resources", "Function", "Properties", "TracingConfig", "Fn::If", 1, "Mode", "Fn::If")
    assert possible(document({"TracingConfig": choice}, Condition="Always"), "TracingConfig", "Mode") == [
        Possible((*start, 1), "Active", ("Always", "HasTracing", "HasBoth")),
        Possible((*start, 2), "Off", ("Always", "HasTracing", "HasBoth")),
    ]


@pytest.mark.parametrize("properties", [{}, {"TracingConfig": "torn"}, {"TracingConfig": {"Ref": "AWS::NoValue"}}])
def test_property_that_is_not_there__has_no_value(properties: dict[str, object]) -> None:
    assert possible(document(properties), "TracingConfig", "Mode") == []


def test_torn_choice__is_a_value_like_any_other() -> None:
    torn = Possible((), {"Fn::If": ["HasTracing"]})
    assert list(branches(torn)) == [torn]


@pytest.mark.parametrize(
    ("conditions", "guarded"),
    [((), False), (("Always",), False), (("HasTracing",), True), (("Always", "HasBoth"), True), (("Unknown",), False)],
)
def test_condition__guards_if_it_asks_a_parameter(conditions: tuple[str, ...], guarded: bool) -> None:
    assert document({}).is_guarded(Possible((), "Active", conditions)) is guarded


def test_texts__leave_out_what_only_people_read() -> None:
    template = {
        "Description": "said",
        "Metadata": {"Said": "said"},
        "Parameters": {"Mode": {"Default": "acted upon", "Description": "said"}},
        "Resources": {"Topic": {"Metadata": {"Said": "said"}, "Properties": {"Names": ["one", {"Ref": "Mode"}]}}},
    }
    assert list(Document(template).texts()) == [
        (("Parameters", "Mode", "Default"), "acted upon"),
        (("Resources", "Topic", "Properties", "Names", 0), "one"),
        (("Resources", "Topic", "Properties", "Names", 1), "${Mode}"),
    ]


@pytest.mark.parametrize("sections", [{}, {"Resources": None}, {"Resources": {"Odd": "torn"}}])
def test_torn_template__has_no_resources(sections: dict[str, object]) -> None:
    assert list(Document(sections).resources()) == []


def test_resource__is_found_by_what_refers_to_it() -> None:
    found = document({})
    for value in ({"Ref": "Function"}, {"Fn::GetAtt": ["Function", "Arn"]}, {"Fn::Sub": "${Function.Arn}:live"}):
        resource = found.resource(value)
        assert resource
        assert resource.at("Code", "S3Key") == ("Resources", "Function", "Properties", "Code", "S3Key")
    assert found.resource("Function") is None
