"""What a part of a template depends on."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.templates.names import conditions_of, referred


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"Ref": "Queue"}, {"Queue"}),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, {"Queue"}),
        ({"Fn::GetAtt": "Queue.Arn"}, {"Queue"}),
        ({"Fn::Sub": "${Queue}-${Role.Arn}-${!Literal}"}, {"Queue", "Role"}),
        ({"Fn::Sub": ["${Own}-${Queue}", {"Own": {"Ref": "Role"}}]}, {"Queue", "Role"}),
        ([{"a": {"b": [{"Ref": "Queue"}]}}, {"Ref": "Role"}], {"Queue", "Role"}),
        ("Queue", set()),
        (7, set()),
    ],
)
def test_names__are_found_however_they_are_written(value: Any, names: set[str]) -> None:
    assert referred(value) == names


def test_conditions__are_found_behind_others_and_in_circles() -> None:
    declared = {
        "A": {"Fn::And": [{"Condition": "B"}, {"Condition": "C"}]},
        "B": {"Fn::Not": [{"Condition": "A"}]},
        "C": {"Fn::Equals": ["1", "1"]},
        "D": {"Fn::Equals": ["1", "1"]},
    }
    assert conditions_of({"x": [{"Fn::If": ["A", 1, 2]}]}, declared) == {"A", "B", "C"}


def test_condition_key_of_a_policy__is_no_condition() -> None:
    assert conditions_of({"Condition": {"StringEquals": {"a": "D"}}}, {"D": {}}) == set()


def test_condition_that_nobody_declares__is_left_out() -> None:
    assert conditions_of({"Fn::If": ["Gone", 1, 2]}, {}) == set()
