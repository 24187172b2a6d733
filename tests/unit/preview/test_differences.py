"""Two values compared."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.preview.differences import POLICY, differences

POLICY_A = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
POLICY_B = {"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}


def found(before: Any, after: Any) -> list[tuple[str, str, str]]:
    return [(one.path, one.before, one.after) for one in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"A": 1}, {"A": "1"}, []),
        ({"A": True}, {"A": "true"}, []),
        ({"A": 1}, {"A": 2}, [("A", "1", "2")]),
        ({"A": {"B": "x"}}, {"A": {"B": "y"}}, [("A.B", "x", "y")]),
        ({}, {"A": {"B": "y"}}, [("A", "", '{"B":"y"}')]),
        ({"A": "x"}, {}, [("A", "x", "")]),
        ({"L": ["a", "b"]}, {"L": ["b", "a", "c"]}, [("L[]", "", "c")]),
        ({"L": ["a", "b"]}, {"L": ["a", "c"]}, [("L[]", "b", "c")]),
        ({"L": ["a", "b"]}, {"L": ["b", "a"]}, [("L", '["a","b"]', '["b","a"]')]),
    ],
)
def test_values__differ_where_cloudformation_sees_a_difference(before: Any, after: Any, expected: Any) -> None:
    assert found(before, after) == expected


def test_entries_with_names__are_compared_by_name_wherever_they_stand() -> None:
    before = {"Rules": [{"Id": "old", "Days": 1}, {"Id": "keep", "Days": 2}]}
    after = {"Rules": [{"Id": "keep", "Days": 3}, {"Id": "new", "Days": 4}]}
    assert found(before, after) == [
        ("Rules[old]", '{"Id":"old","Days":1}', ""),
        ("Rules[keep].Days", "2", "3"),
        ("Rules[new]", "", '{"Id":"new","Days":4}'),
    ]


def test_entry_without_a_name_that_is_put_in_between__is_the_only_change() -> None:
    before = {"L": [{"From": 1}, {"From": 3}]}
    assert found(before, {"L": [{"From": 1}, {"From": 2}, {"From": 3}]}) == [("L[1]", "", '{"From":2}')]
    assert found(before, {"L": [{"From": 1}, {"From": 4}]}) == [("L[1].From", "3", "4")]


def test_document_written_as_text__is_compared_as_a_document() -> None:
    before, after = '{"States": {"A": {"Next": "B"}}}', '{"States":{"A":{"Next":"C"}}}'
    assert found({"DefinitionString": before}, {"DefinitionString": after}) == [
        ("DefinitionString.States.A.Next", "B", "C")
    ]


def test_policy__is_left_to_the_permissions() -> None:
    before, after = ({"Policies": [{"PolicyName": "p", "PolicyDocument": one}]} for one in (POLICY_A, POLICY_B))
    assert found(before, after) == [("Policies[p].PolicyDocument", POLICY, POLICY)]
    assert found({}, {"Policies": [{"PolicyName": "p", "PolicyDocument": POLICY_A}]}) == [
        ("Policies", "", f'[{{"PolicyName":"p","PolicyDocument":"{POLICY}"}}]')
    ]


def test_secret_inside_of_an_added_value__is_masked() -> None:
    variables = {"Variables": {"DB_PASSWORD": "hunter2", "TABLE": "t"}}
    assert found({}, {"Environment": variables}) == [
        ("Environment", "", '{"Variables":{"DB_PASSWORD":"****","TABLE":"t"}}')
    ]
