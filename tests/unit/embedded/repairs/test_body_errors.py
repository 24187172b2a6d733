from __future__ import annotations

from typing import Any

import pytest

from embedded.repairs._body_errors import validation_errors


def errors(schema: Any, body: str, **models: Any) -> str:
    return validation_errors({"main": schema, **models}.get, "main", body)


@pytest.mark.parametrize(
    ("schema", "body", "words"),
    [
        ({"required": ["b", "a"]}, "{}", '[object has missing required properties (["a","b"])]'),
        (
            {"type": "string"},
            "true",
            '[instance type (boolean) does not match any allowed primitive type (allowed: ["string"])]',
        ),
        ({"enum": ["a"]}, '"b"', '[instance value ("b") not found in enum (possible values: ["a"])]'),
        ({"minimum": 2}, "1", "[numeric instance is lower than the required minimum (minimum: 2, found: 1)]"),
        ({"maximum": 2}, "3", "[numeric instance is greater than the required maximum (maximum: 2, found: 3)]"),
        ({"pattern": "^a"}, '"b"', '[ECMA 262 regex "^a" does not match input string "b"]'),
        ({"maxLength": 1}, '"ab"', '[string "ab" is too long (length: 2, maximum allowed: 1)]'),
        ({"minItems": 1}, "[]", "[array is too short (size: 0, minimum: 1)]"),
        ({"not": {}}, "1", "[instance failed to match the schema's not]"),
        ({}, "{", "[request body is not valid JSON]"),
        ({}, "1", "[]"),
    ],
)
def test_fault__is_worded_as_the_gateway_words_it(schema: Any, body: str, words: str) -> None:
    assert errors(schema, body) == words


def test_several_faults__are_all_named() -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}

    assert errors(schema, '{"a": 1, "b": null}').count("does not match any allowed primitive type") == 2


def test_reference_to_another_model__is_followed() -> None:
    schema = {"$ref": "https://apigateway.amazonaws.com/restapis/abc/models/Other"}

    assert errors(schema, "1", Other={"enum": [2]}) == "[instance value (1) not found in enum (possible values: [2])]"


def test_reference_to_no_model__says_so() -> None:
    schema = {"$ref": "https://apigateway.amazonaws.com/restapis/abc/models/None"}

    assert "refers to a schema that does not exist" in errors(schema, "1")
