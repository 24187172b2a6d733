from __future__ import annotations

from typing import Any

import pytest
from gearbox.api.fields import body_fields, query_fields
from lambda_kit.checking import BadValue
from lambda_kit.requests import Request

from tests.unit.gearbox.api.calls import NOW, errors, problem, request


def number(value: object) -> int:
    if not isinstance(value, int):
        raise BadValue("it is no number")
    return value * 2


def read(text: bytes) -> dict[str, Any]:
    return body_fields(request(text), {"size": number}, {"more": number})


def test_fields__are_what_they_stand_for() -> None:
    assert read(b'{"size": 2, "more": 3}') == {"size": 4, "more": 6}
    assert read(b'{"size": 2}') == {"size": 4}


def test_everything_wrong__is_told_at_once() -> None:
    found = problem(lambda: read(b'{"more": "x", "a/b~": 1}'))

    assert errors(found) == {
        "#/size": "it is missing",
        "#/more": "it is no number",
        "#/a~1b~0": "there is no such field",
    }
    assert found.detail == "See errors for what is wrong; there are size, more."


@pytest.mark.parametrize("text", [b"", b"[1", b"\xff", b'{"size": 1, "size": 2}', b"[" * 100_000])
def test_body_that_is_no_json__is_told(text: bytes) -> None:
    assert problem(lambda: read(text)).detail.startswith("The body is no usable JSON: ")


@pytest.mark.parametrize("text", [b"[]", b"7", b"null"])
def test_body_that_is_no_object__is_told(text: bytes) -> None:
    assert problem(lambda: read(text)).detail == "The body is no JSON object. Send one with the fields size, more."


def test_parameters__are_read_like_fields() -> None:
    asked = request(limit="5", x="1")

    assert errors(problem(lambda: query_fields(asked, {"limit": number}))) == {
        "limit": "it is no number",
        "x": "there is no such field",
    }


def test_call_without_parameters__says_so() -> None:
    found = problem(lambda: query_fields(request(x="1"), {}))

    assert found.detail == "See errors for what is wrong; this call takes none."


def test_parameter_given_twice__is_told() -> None:
    twice = Request("key", NOW, b"", {"limit": ["1", "2"]})

    assert errors(problem(lambda: query_fields(twice, {"limit": number}))) == {"limit": "it stands twice"}


def test_name_of_any_length__is_not_repeated_whole() -> None:
    asked = Request("key", NOW, b"", {"x" * 10_000: ["1"]})

    assert max(map(len, errors(problem(lambda: query_fields(asked, {}))))) == 64
