"""Everything that can be wrong with the stacks of a deployment, told at once."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.faults import CollectedError, Faults
from stackyard.plan import make_plan
from stackyard.plan.check import check_name, check_parameters, check_stacks
from stackyard.plan.model import OutputRef, StackSpec, Unread

from tests.fakes.stacks import make_spec, make_template


def faults_of(spec: StackSpec) -> list[StackyardError]:
    faults = Faults("the stacks")
    check_parameters(spec, faults)
    return faults.errors


def declaring(declared: dict[str, Any], **changes: Any) -> StackSpec:
    return make_spec("api", template=make_template(Parameters={"Size": declared}), **changes)


def test_undeclared_parameter__is_refused_with_the_declared_ones() -> None:
    [fault] = faults_of(make_spec("api", {"Sise": "1"}, template=make_template(("Size",)), common={"Size": "1"}))
    assert fault.problem == "the template of shop.api declares no parameter Sise"
    assert fault.remedy == "declared are: Size"


def test_parameter_without_a_value__is_refused_with_the_place_to_give_it() -> None:
    [fault] = faults_of(make_spec("api", template=make_template(("Size",))))
    assert fault.problem == "a parameter of shop.api gets no value: Size"
    assert "group_vars/all/shop.yml" in fault.remedy


def test_default_or_common_value__is_enough() -> None:
    declared = {"Size": {"Type": "String", "Default": "1"}, "Zone": {"Type": "String"}}
    assert faults_of(make_spec("api", template=make_template(Parameters=declared), common={"Zone": "x"})) == []


def test_value_that_does_not_fit__is_told_with_its_source_and_the_templates_own_words() -> None:
    declared = {"Type": "Number", "MaxValue": 5, "ConstraintDescription": "at most five"}
    [fault] = faults_of(declaring(declared, parameters={"Size": "7"}))
    assert str(fault) == (
        "shop.api, parameter Size is more than 5\n"
        "  given: 7 (given by shop_stacks)\n"
        "  remedy: give 5 or less; the template says: at most five"
    )


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({"common": {"Size": "many"}}, "many (given by stack_common_parameters)"),
        ({"common": {"Size": "1"}, "parameters": {"Size": "many"}}, "many (given by shop_stacks)"),
        ({}, "x (its own default)"),
    ],
)
def test_value_that_counts__is_the_one_that_is_judged(changes: dict[str, Any], source: str) -> None:
    [fault] = faults_of(declaring({"Type": "Number", "Default": "x"}, **changes))
    assert fault.given == source


def test_values_that_are_known_later_or_stay_or_could_not_be_read__are_not_judged() -> None:
    number = {"Type": "Number", "Default": "none"}
    assert faults_of(declaring(number, parameters={"Size": OutputRef("shop", "data", "Size")})) == []
    assert faults_of(declaring(number, parameters={"Size": Unread()})) == []
    assert faults_of(declaring({"Type": "Number"}, previous=frozenset({"Size"}))) == []


@pytest.mark.parametrize("no_echo", [True, "true", "True"])
def test_secret_value__is_never_shown(no_echo: object) -> None:
    declared = {"Type": "String", "NoEcho": no_echo, "MaxLength": 3, "AllowedPattern": "[a-z]*", "Default": "H4NTER2"}
    for changes in ({"parameters": {"Size": "S3CRET"}}, {}):
        found = faults_of(declaring(declared, **changes))
        assert [fault.given.partition(" ")[0] for fault in found] == ["****", "****"]
        assert not any(word in str(fault) for fault in found for word in ("S3CRET", "H4NTER2"))


def test_values_that_a_secret_may_have__are_not_listed() -> None:
    declared = {"Type": "String", "NoEcho": True, "AllowedValues": ["H4NTER2"]}
    [fault] = faults_of(declaring(declared, parameters={"Size": "S3CRET"}))
    assert fault.remedy == "give one that the template allows"


def test_value_of_a_name_that_sounds_secret__is_not_shown_either() -> None:
    template = make_template(Parameters={"DbPassword": {"Type": "String", "MaxLength": 3}})
    [fault] = faults_of(make_spec("api", {"DbPassword": "S3CRET"}, template=template))
    assert "S3CRET" not in str(fault)


def test_long_or_hostile_value__is_told_on_one_short_line() -> None:
    [fault] = faults_of(declaring({"Type": "Number"}, parameters={"Size": "\x1b[2J\n" + "x" * 500}))
    assert "\x1b" not in fault.given
    assert "\n" not in fault.given
    assert len(fault.given) < 120


@pytest.mark.parametrize(("length", "count"), [(128, 0), (129, 1)])
def test_name_of_a_stack__has_a_limit(length: int, count: int) -> None:
    faults = Faults("the stacks")
    check_name(make_spec("api", name="s" * length), faults)
    assert len(faults.errors) == count


@pytest.mark.parametrize("name", ["1-shop-api", "shop_api", "shop api", "-shop", "schöp", "", "shop\n"])
def test_name_with_other_characters__is_refused(name: str) -> None:
    faults = Faults("the stacks")
    check_name(make_spec("api", name=name), faults)
    [fault] = faults.errors
    assert fault.problem == "CloudFormation does not take the name of a stack"
    assert "stackyard_prefix" in fault.remedy


def test_faults_of_all_stacks__are_told_together() -> None:
    data = make_spec("data", {"Size": "x"}, template=make_template(Parameters={"Size": {"Type": "Number"}}))
    api = make_spec("api", {"Bucket": OutputRef("shop", "data", "Nope"), "Web": OutputRef("shop", "web", "Url")})
    web = make_spec("web", {"Api": OutputRef("shop", "api", "Nope")}, name="web_")
    with pytest.raises(CollectedError) as caught:
        make_plan([data, api, web], {})
    assert {error.problem for error in caught.value.errors} == {
        "shop.data, parameter Size is no number",
        "stack data has no output Nope",
        "stack web has no output Url",
        "stack api has no output Nope",
        "CloudFormation does not take the name of a stack",
        "stacks take outputs from each other in a circle",
    }


def test_stack_that_could_not_be_read__is_not_told_to_be_unknown() -> None:
    faults = Faults("the stacks")
    check_stacks([make_spec("api", {"Bucket": OutputRef("shop", "data", "Name")})], faults, {("shop", "data")})
    assert faults.errors == []
