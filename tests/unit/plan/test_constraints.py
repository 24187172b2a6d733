"""What parameters accept, by their declarations."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.plan.constraints import LONGEST_VALUE, entries_of, misfits, text_of_declared


def problems(value: str, kind: str = "String", **declared: Any) -> list[str]:
    return [wrong.problem for wrong in misfits({"Type": kind, **declared}, value)]


@pytest.mark.parametrize("value", ["0", "5", "-1", "+2", "0.5", ".5", "5.", "1e3", "2E-4", " 7 "])
def test_number__is_taken(value: str) -> None:
    assert problems(value, "Number") == []


@pytest.mark.parametrize("value", ["", "five", "1,000", "0x10", "NaN", "Infinity", "1 2", "true", "٣", "--1"])
def test_other_text_for_a_number__is_refused(value: str) -> None:
    assert problems(value, "Number") == ["is no number"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", []), ("3", []), ("0.99", ["is less than 1"]), ("3.01", ["is more than 3"]), ("1e9", ["is more than 3"])],
)
def test_range_of_a_number__holds_at_both_ends(value: str, expected: list[str]) -> None:
    assert problems(value, "Number", MinValue=1, MaxValue="3") == expected


def test_limits_that_are_no_numbers__are_left_to_cloudformation() -> None:
    assert problems("5", "Number", MinValue="many", MaxValue=True) == []


@pytest.mark.parametrize(("value", "count"), [("ab", 0), ("abcd", 0), ("a", 1), ("abcde", 1), ("äöüß", 0)])
def test_length__counts_characters(value: str, count: int) -> None:
    assert len(problems(value, MinLength=2, MaxLength="4")) == count


def test_empty_text__may_be_shorter_than_allowed() -> None:
    assert problems("", MinLength=1) == ["has 0 characters, fewer than 1"]
    assert problems("") == []


@pytest.mark.parametrize(
    ("size", "expected"),
    [(LONGEST_VALUE, []), (LONGEST_VALUE + 2, ["is longer than the 4,096 bytes that CloudFormation takes"])],
)
def test_size_of_a_value__counts_bytes(size: int, expected: list[str]) -> None:
    assert problems("ä" * (size // 2)) == expected


def test_value_that_is_none_of_the_allowed__is_told_with_them() -> None:
    [wrong] = misfits({"Type": "String", "AllowedValues": ["dev", "", 3, True]}, "Dev")
    assert (wrong.problem, wrong.wanted) == ("is none of the allowed values", 'one of: dev, "", 3, true')


@pytest.mark.parametrize("value", ["dev", "", "3", "true"])
def test_allowed_value__is_compared_as_text(value: str) -> None:
    assert problems(value, AllowedValues=["dev", "", 3, True]) == []


def test_allowed_pattern__has_to_match_the_whole_value() -> None:
    assert problems("abc", AllowedPattern="[a-c]+") == []
    assert problems("abcd", AllowedPattern="[a-c]+") == ["does not match the allowed pattern"]


def test_patterns_and_lengths__are_for_texts_only() -> None:
    declared = {"AllowedPattern": "x", "MinLength": 9}
    assert problems("5", "Number", **declared) == []
    assert problems("vpc-0123456789abcdef0", "AWS::EC2::VPC::Id", **declared) == []


@pytest.mark.parametrize("kind", ["", "string", "List", "None", "['String']"])
def test_type_that_does_not_exist__is_told(kind: str) -> None:
    assert problems("x", kind) == ["is declared with a type that CloudFormation does not know"]


def test_search_without_an_end__is_begun_once_for_a_list() -> None:
    endless, wrong = "a" * 60 + "b", "1"
    assert problems(f"{endless},{wrong}", "CommaDelimitedList", AllowedPattern="(a+)+") == []
    assert len(problems(f"{wrong},{endless}", "CommaDelimitedList", AllowedPattern="(a+)+")) == 1


def test_each_entry_of_a_list__is_judged_without_the_blanks_around_it() -> None:
    assert problems("a, b", "CommaDelimitedList", AllowedValues=["a", "b"]) == []
    assert problems("a,c", "CommaDelimitedList", AllowedValues=["a", "b"]) == ["is none of the allowed values"]
    assert problems("a,1,2", "CommaDelimitedList", AllowedPattern="[a-z]") == ["does not match the allowed pattern"]
    assert entries_of("") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [("80, 443", []), ("", []), ("80,x", ["is no list of numbers"]), ("80,", ["is no list of numbers"])],
)
def test_list_of_numbers__has_nothing_else_in_it(value: str, expected: list[str]) -> None:
    assert problems(value, "List<Number>") == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("AWS::EC2::VPC::Id", "vpc-12345678"),
        ("AWS::EC2::Subnet::Id", "subnet-0123456789abcdef0"),
        ("AWS::EC2::AvailabilityZone::Name", "us-west-2-lax-1a"),
        ("AWS::EC2::AvailabilityZone::Name", "cn-north-1b"),
        ("AWS::Route53::HostedZone::Id", "Z23ABC4XYZL05B"),
        ("List<AWS::EC2::SecurityGroup::Id>", "sg-12345678, sg-0123456789abcdef0"),
        ("AWS::SSM::Parameter::Name", "/shop/url"),
        ("AWS::SSM::Parameter::Value<String>", "/aws/service/ami:3"),
        ("AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>", "shop.subnets"),
        ("AWS::Something::New", "anything at all"),
    ],
)
def test_identifier__is_taken_by_its_shape(kind: str, value: str) -> None:
    assert problems(value, kind) == []


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("AWS::EC2::VPC::Id", "subnet-12345678", "is none of type AWS::EC2::VPC::Id"),
        ("AWS::EC2::VPC::Id", "", "is none of type AWS::EC2::VPC::Id"),
        ("AWS::EC2::KeyPair::KeyName", "", "is none of type AWS::EC2::KeyPair::KeyName"),
        ("List<AWS::EC2::Subnet::Id>", "subnet-12345678,vpc-12345678", "is none of type AWS::EC2::Subnet::Id"),
        ("AWS::SSM::Parameter::Value<String>", "", "is no name of a Systems Manager parameter"),
        ("AWS::SSM::Parameter::Value<Number>", "a b", "is no name of a Systems Manager parameter"),
    ],
)
def test_identifier_of_another_shape__is_refused(kind: str, value: str, problem: str) -> None:
    assert problems(value, kind) == [problem]


@pytest.mark.parametrize(
    ("declared", "text"), [(True, "true"), (None, ""), (5, "5"), (0.5, "0.5"), (["a", 1], "a,1"), ("x", "x")]
)
def test_declared_value__is_compared_as_cloudformation_writes_it(declared: Any, text: str) -> None:
    assert text_of_declared(declared) == text
