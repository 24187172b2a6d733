from __future__ import annotations

from typing import Any

import pytest

from embedded.repairs.gateway_responses import malformation


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": 200},
        {"statusCode": "404", "body": None},
        {"statusCode": 200, "body": "text", "headers": {"a": "b"}, "multiValueHeaders": None},
    ],
)
def test_proxy_answer__is_well_formed(answer: Any) -> None:
    assert malformation(answer) is None


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (None, "not an object: NoneType"),
        ("text", "not an object: str"),
        ({}, "no usable statusCode: None"),
        ({"statusCode": 99}, "no usable statusCode: 99"),
        ({"statusCode": True}, "no usable statusCode: True"),
        ({"statusCode": 200, "body": {}}, "the body is not a string"),
        ({"statusCode": 200, "headers": []}, "headers is not an object"),
    ],
)
def test_anything_else__is_malformed_by_name(answer: Any, fault: str) -> None:
    assert malformation(answer) == fault
