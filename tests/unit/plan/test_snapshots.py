"""Parameters that functions behind aliases are configured with publish their versions anew."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.plan.snapshots import configuring, settings_digest
from stackyard.plan.template import Template
from stackyard.plan.values import find_values

from tests.fakes.stacks import make_spec, make_template

FUNCTION: dict[str, Any] = {
    "MemorySize": {"Ref": "Memory"},
    "Environment": {"Variables": {"URL": {"Fn::Sub": "https://${Host}/${AWS::Region}/${Queue.Arn}"}}},
    "TracingConfig": {"Fn::If": ["IsTraced", {"Mode": "Active"}, {"Ref": "AWS::NoValue"}]},
    "ReservedConcurrentExecutions": {"Ref": "Reserved"},
}
NAMES = ("Memory", "Host", "Tracing", "Stage", "Reserved", "Other", "FunctionSettings")


def template() -> Template:
    return make_template(
        NAMES,
        Conditions={
            "IsTraced": {"Fn::And": [{"Condition": "IsProd"}, {"Fn::Equals": [{"Ref": "Tracing"}, "Active"]}]},
            "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "IsOdd": {"Fn::Equals": [{"Ref": "Other"}, "odd"]},
        },
        Resources={
            "Buy": {"Type": "AWS::Lambda::Function", "Properties": FUNCTION},
            "Sell": {"Type": "AWS::Lambda::Function", "Properties": {"Handler": {"Ref": "Other"}}},
            "BuyVersion": {
                "Type": "AWS::Lambda::Version",
                "Metadata": {"Stackyard": {"SnapshotOf": "Buy"}},
                "Properties": {"Description": {"Ref": "FunctionSettings"}},
            },
        },
    )


def values(**changes: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "before") | changes


def test_parameters__are_found_through_texts_and_conditions_of_conditions() -> None:
    assert configuring(template()) == {"Memory", "Host", "Tracing", "Stage"}


@pytest.mark.parametrize("name", ["Memory", "Host", "Tracing", "Stage"])
def test_parameter_of_a_function_behind_an_alias__counts(name: str) -> None:
    assert settings_digest(template(), values(**{name: "after"})) != settings_digest(template(), values())


@pytest.mark.parametrize("name", ["Reserved", "Other", "FunctionSettings"])
def test_other_parameter__does_not_count(name: str) -> None:
    assert settings_digest(template(), values(**{name: "after"})) == settings_digest(template(), values())


def test_value_that_nobody_gives__is_the_default() -> None:
    declared = template()
    parsed = Template(declared.body, {**declared.document, "Parameters": {"Memory": {"Default": 128}}})
    assert settings_digest(parsed, {}) == settings_digest(parsed, {"Memory": "128"})


def test_stack__is_given_the_digest() -> None:
    given = {name: "before" for name in NAMES if name != "FunctionSettings"}
    known = find_values(make_spec("api", given, template=template()), {}).known
    assert known["FunctionSettings"] == settings_digest(template(), given)


def test_stack_without_aliases__is_given_none() -> None:
    assert find_values(make_spec("api", {"Memory": "128"}), {}).known == {"Memory": "128"}


def test_way_back_that_does_not_know_a_secret__brings_the_digest_of_then() -> None:
    given = {name: "before" for name in NAMES if name != "Host"} | {"FunctionSettings": "of then"}
    spec = make_spec("api", given, template=template(), previous=frozenset({"Host"}))
    assert find_values(spec, {}).known["FunctionSettings"] == "of then"


def test_way_back_that_knows_everything__works_the_digest_out() -> None:
    given = values(FunctionSettings="of then")
    known = find_values(make_spec("api", given, template=template()), {}).known
    assert known["FunctionSettings"] == settings_digest(template(), given)
