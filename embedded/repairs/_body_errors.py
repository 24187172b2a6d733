"""Why a request body does not fit its model, in API Gateway's words.

MiniStack decides whether a body is valid; AWS also names each fault in `$context.error.validationErrorString`. The
wordings are those of the JSON Schema draft 4 validator that API Gateway uses, for the keywords that models are made of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import referencing
import referencing.exceptions
import referencing.jsonschema

NOT_JSON = "[request body is not valid JSON]"
_JSON_TYPES: dict[type, str] = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
SchemaReader = Callable[[str], Any]


def validation_errors(schema_of: SchemaReader, model: str, body: bytes | str) -> str:
    """Every fault of `body` under the schema of `model`, such as `[string "" is too short (...), ...]`."""
    try:
        document = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        return NOT_JSON
    registry: Any = referencing.Registry(retrieve=_retriever(schema_of))  # type: ignore[call-arg]  # attrs makes it
    validator = jsonschema.Draft4Validator(schema_of(model) or {}, registry=registry)
    try:
        # An object that lacks two names is two errors with the same words.
        return f"[{', '.join(dict.fromkeys(_wording(error) for error in validator.iter_errors(document)))}]"
    except (referencing.exceptions.Unresolvable, RecursionError):
        return "[the model refers to a schema that does not exist, or to itself]"


def _retriever(schema_of: SchemaReader) -> Callable[[str], Any]:
    """Resolves references to other models, which AWS spells https://apigateway.amazonaws.com/restapis/<id>/models/<name>."""

    def retrieve(uri: str) -> Any:
        schema = schema_of(uri.rsplit("/models/", 1)[-1])
        if schema is None:
            raise referencing.exceptions.NoSuchResource(ref=uri)  # type: ignore[call-arg]  # attrs makes it
        return referencing.jsonschema.DRAFT4.create_resource(schema)

    return retrieve


def _type_name(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "integer" if isinstance(value, int) else "number"
    return _JSON_TYPES[type(value)]


def _listed(values: Any) -> str:
    return json.dumps(values if isinstance(values, list) else [values], separators=(",", ":"), ensure_ascii=False)


def _size(error: Any, words: str, limit_name: str) -> str:
    value, is_text = error.instance, isinstance(error.instance, str)
    subject = f"string {json.dumps(value, ensure_ascii=False)}" if is_text else "array"
    measure = "length" if is_text else "size"
    return f"{subject} is {words} ({measure}: {len(value)}, {limit_name}: {error.validator_value})"


def _required(error: Any) -> str:
    missing = sorted(name for name in error.validator_value if name not in error.instance)
    return f"object has missing required properties ({_listed(missing)})"


def _unexpected(error: Any) -> str:
    allowed: Mapping[str, Any] = error.schema.get("properties", {})
    extra = sorted(name for name in error.instance if name not in allowed)
    return f"object instance has properties which are not allowed by the schema: {_listed(extra)}"


_WORDINGS: dict[str, Callable[[Any], str]] = {
    "required": _required,
    "additionalProperties": _unexpected,
    "type": lambda error: (
        f"instance type ({_type_name(error.instance)}) does not match any allowed primitive type "
        f"(allowed: {_listed(error.validator_value)})"
    ),
    "enum": lambda error: (
        f"instance value ({json.dumps(error.instance)}) not found in enum "
        f"(possible values: {_listed(error.validator_value)})"
    ),
    "minLength": lambda error: _size(error, "too short", "required minimum"),
    "maxLength": lambda error: _size(error, "too long", "maximum allowed"),
    "minItems": lambda error: _size(error, "too short", "minimum"),
    "maxItems": lambda error: _size(error, "too long", "maximum"),
    "pattern": lambda error: (
        f"ECMA 262 regex {json.dumps(error.validator_value)} does not match input string {json.dumps(error.instance)}"
    ),
    "minimum": lambda error: (
        f"numeric instance is lower than the required minimum "
        f"(minimum: {error.validator_value}, found: {error.instance})"
    ),
    "maximum": lambda error: (
        f"numeric instance is greater than the required maximum "
        f"(maximum: {error.validator_value}, found: {error.instance})"
    ),
}


def _wording(error: Any) -> str:
    words = _WORDINGS.get(error.validator)
    return words(error) if words else f"instance failed to match the schema's {error.validator}"
