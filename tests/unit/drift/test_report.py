"""Drift as people and programs read it."""

from __future__ import annotations

import json

from stackyard.drift import PropertyDrift, ResourceDrift, StackDrift, Status, drift_lines
from stackyard.drift.report import document

QUEUE = ResourceDrift(
    "Queue",
    "AWS::SQS::Queue",
    Status.MODIFIED,
    "url",
    (PropertyDrift("DelaySeconds", "0", "5"), PropertyDrift("Tag", "", "x")),
)
TABLE = ResourceDrift("Table", "AWS::DynamoDB::Table", Status.DELETED)
METHOD = ResourceDrift("Get", "AWS::ApiGateway::Method", Status.NOT_CHECKED)
NESTED = ResourceDrift("Inner", "AWS::CloudFormation::Stack", Status.NOT_CHECKED)
GOOD = ResourceDrift("Topic", "AWS::SNS::Topic", Status.IN_SYNC)
ODD = ResourceDrift("Odd", "AWS::SNS::Topic", Status.UNKNOWN, reason="access denied")


def test_drift__is_a_block_per_stack_and_a_sentence() -> None:
    stacks = [StackDrift("shop-api", (QUEUE, TABLE, METHOD, METHOD, NESTED)), StackDrift("shop-data", (GOOD,))]
    assert drift_lines(stacks) == [
        "shop-api: 2 resources drifted",
        f"  ~ Queue{'SQS::Queue':>71}",
        "      DelaySeconds: 0 → 5",
        "      Tag: (none) → x",
        f"  - Table{'DynamoDB::Table, DELETED':>71}",
        "",
        "3 resources of 2 stacks compared, 2 drifted",
        "not compared, because CloudFormation cannot: ApiGateway::Method (2)",
    ]


def test_no_drift__is_one_sentence() -> None:
    assert drift_lines([StackDrift("shop-data", (GOOD,))]) == ["1 resource of 1 stack compared, none drifted"]


def test_stack_that_was_not_compared__is_told_with_its_reason() -> None:
    assert drift_lines([StackDrift("shop-api", (ODD,), "somebody deploys")]) == [
        "shop-api: 0 resources drifted",
        "  somebody deploys",
        "  ? Odd: access denied",
        "",
        "0 resources of 1 stack compared, none drifted; 1 stack not wholly compared",
    ]


def test_lines__fit_the_screen_whatever_the_values() -> None:
    long = PropertyDrift("Policy." + "x" * 90, "a" * 300, "a" * 299 + "b")
    stack = StackDrift("s" * 128, (ResourceDrift("L" * 70, "Custom::" + "T" * 60, Status.DELETED, "", (long,)),))
    assert max(map(len, drift_lines([stack]))) <= 80


def test_document__is_plain_data() -> None:
    [told] = json.loads(json.dumps(document([StackDrift("shop-api", (QUEUE, METHOD, GOOD))])))
    assert (told["stack"], told["compared"], told["not_compared"]) == ("shop-api", 2, ["Get"])
    assert told["drifted"][0]["properties"][0] == {"path": "DelaySeconds", "expected": "0", "actual": "5"}
