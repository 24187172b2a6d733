"""Queues and functions of different stacks, with the values that an environment gives."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.rules.across_stacks import Declared, short_visibilities
from stackyard.templates.evaluated import Pseudo

CHINA = Pseudo("aws-cn", "cn-north-1", "000000000000", "amazonaws.com.cn", "kit-test")
QUEUE: dict[str, Any] = {
    "Parameters": {"Seconds": {"Type": "Number", "Default": 30}},
    "Resources": {"Mails": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": {"Ref": "Seconds"}}}},
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Mails", "Arn"]}}},
}
FUNCTION: dict[str, Any] = {
    "Parameters": {"QueueArn": {"Type": "String"}, "Timeout": {"Type": "Number", "Default": 10}},
    "Resources": {
        "Send": {"Type": "AWS::Lambda::Function", "Properties": {"Timeout": {"Ref": "Timeout"}}},
        "Live": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "Send"}}},
        "Mapping": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {"EventSourceArn": {"Ref": "QueueArn"}, "FunctionName": {"Fn::GetAtt": ["Send", "Arn"]}},
        },
    },
}


def found(
    queue: dict[str, Any],
    function: dict[str, Any],
    mapping: dict[str, Any] | None = None,
    queue_template: dict[str, Any] = QUEUE,
) -> list[Any]:
    template = {**FUNCTION, "Resources": {name: {**body} for name, body in FUNCTION["Resources"].items()}}
    properties = template["Resources"]["Mapping"]["Properties"]
    template["Resources"]["Mapping"]["Properties"] = {**properties, **(mapping or {})}
    stacks = [  # the one that takes first: the order is nobody's promise
        Declared("post", "work", template, {"QueueArn": {"output": "data.Arn"}, **function}),
        Declared("post", "data", queue_template, queue),
    ]
    return [
        (one.queue.stack, one.queue.name, one.hidden, one.function.stack, one.function.name, one.enough)
        for one in short_visibilities(stacks, CHINA)
    ]


def test_queue_of_another_stack__is_compared_by_defaults():
    assert found({}, {}) == [("data", "Mails", 30, "work", "Send", 60)]


def test_values_of_an_environment__decide():
    assert found({"Seconds": 360}, {"Timeout": 60}) == []
    assert found({"Seconds": "359"}, {"Timeout": 60}) == [("data", "Mails", 359, "work", "Send", 360)]


def test_batching_window__comes_on_top():
    assert found({"Seconds": 60}, {}) == []
    assert found({"Seconds": 60}, {}, {"MaximumBatchingWindowInSeconds": 5})[0][-1] == 65


def test_alias_of_a_function__has_its_timeout():
    assert found({}, {}, {"FunctionName": {"Ref": "Live"}}) == [("data", "Mails", 30, "work", "Send", 60)]


def test_output_with_its_system__leads_there_too():
    assert found({}, {"QueueArn": {"output": "post.data.Arn"}}) == [("data", "Mails", 30, "work", "Send", 60)]


def test_queue_that_nobody_declares__is_not_judged():
    assert found({}, {"QueueArn": {"output": "elsewhere.Arn"}}) == []
    assert found({}, {"QueueArn": "arn:aws-cn:sqs:cn-north-1:000000000000:mails"}) == []


@pytest.mark.parametrize("asked", ["E9204", "E92"])
@pytest.mark.parametrize("of_template", [True, False])
def test_queue_that_asks_for_an_exception__has_it(asked, of_template):
    metadata = {"Metadata": {"cfn-lint": {"config": {"ignore_checks": [asked]}}}}
    mails: dict[str, Any] = QUEUE["Resources"]["Mails"]
    resources = {"Mails": {**mails, **({} if of_template else metadata)}}
    excepted = {**QUEUE, "Resources": resources, **(metadata if of_template else {})}
    assert found({}, {}, queue_template=excepted) == []


def test_seconds_that_are_no_number__are_not_judged():
    assert found({"Seconds": "\N{SUPERSCRIPT TWO}"}, {}) == []


def test_stacks_that_take_from_each_other__come_to_an_end():
    circle = [
        Declared("post", "data", QUEUE, {"Seconds": {"output": "work.Anything"}}),
        Declared("post", "work", FUNCTION, {"QueueArn": {"output": "data.Arn"}}),
    ]
    assert list(short_visibilities(circle, CHINA)) == []
