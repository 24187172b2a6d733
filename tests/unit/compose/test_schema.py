from __future__ import annotations

import pytest
from stackyard.compose.schema import DRAFT_4, to_draft_4
from stackyard.errors import StackyardError


def convert(schema, document=None):
    converted = to_draft_4(schema, document or {}, "openapi.yaml:3")
    assert converted.pop("$schema") == DRAFT_4
    return converted


def test_keywords_of_both__are_kept():
    schema = {"type": "object", "additionalProperties": False, "required": ["id"],
              "properties": {"id": {"type": "string", "maxLength": 64, "pattern": "^[a-z]+$"}}}  # fmt: skip
    assert convert(schema) == schema


@pytest.mark.parametrize(
    "keyword", ["example", "xml", "readOnly", "writeOnly", "deprecated", "discriminator", "x-note"]
)
def test_keywords_of_openapi_alone__are_dropped(keyword):
    assert convert({"type": "string", keyword: {"type": "x"}}) == {"type": "string"}


def test_property_named_like_a_keyword__is_kept():
    schema = {"type": "object", "properties": {"example": {"type": "string"}, "nullable": {"type": "string"}}}
    assert convert(schema) == schema


@pytest.mark.parametrize(
    ("openapi", "draft_4"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        (
            {"allOf": [{"type": "string"}], "nullable": True},
            {"anyOf": [{"allOf": [{"type": "string"}]}, {"type": "null"}]},
        ),
        ({"nullable": True}, {}),
    ],
)
def test_nullable__becomes_the_type_null(openapi, draft_4):
    assert convert(openapi) == draft_4


def test_reference__is_written_out_and_converted():
    document = {
        "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"type": "string", "nullable": True}}}
    }
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/A"}}
    assert convert(schema, document) == {"type": "array", "items": {"type": ["string", "null"]}}


def test_same_reference_twice_side_by_side__is_no_circle():
    document = {"components": {"schemas": {"A": {"type": "string"}}}}
    both = {"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/A"}]}
    assert convert(both, document) == {"anyOf": [{"type": "string"}, {"type": "string"}]}


def test_reference_back_to_itself__is_told_with_the_whole_circle():
    document = {"components": {"schemas": {"Tree": {"properties": {"child": {"$ref": "#/components/schemas/Tree"}}}}}}
    with pytest.raises(StackyardError) as caught:
        convert({"$ref": "#/components/schemas/Tree"}, document)
    assert "openapi.yaml:3: the schema refers back to itself" in str(caught.value)
    assert "#/components/schemas/Tree -> #/components/schemas/Tree" in str(caught.value)


@pytest.mark.parametrize(
    "reference", ["#/components/schemas/Missing", "other.yaml#/A", "#", "#/components/schemas/A/b"]
)
def test_reference_that_leads_nowhere__is_told(reference):
    with pytest.raises(StackyardError, match="the reference leads nowhere"):
        convert({"$ref": reference}, {"components": {"schemas": {"A": {"type": "string"}}}})
