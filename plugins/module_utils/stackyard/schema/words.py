"""Says in words what a rule allows, and what of a value breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_SHOWN = 80  # characters of a value


def allowed(rule: Mapping[str, Any], shared: Mapping[str, Any]) -> str:
    """Say what a rule allows: "a whole number from 0 to 180", "one of ses, smtp"."""
    rule = resolved(rule, shared)
    if "enum" in rule:
        return f"one of {', '.join(_written(one) for one in rule['enum'])}"
    types = rule.get("type", [])
    kinds = [_TYPES[one] for one in ([types] if isinstance(types, str) else types)]
    return " ".join([" or ".join(kinds) or "anything", *_bounds(rule)])


def resolved(rule: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a rule with the shared one that it refers to."""
    reference = rule.get("$ref", "")
    return {**shared.get(reference.removeprefix("#/$defs/"), {}), **rule} if reference else rule


def _bounds(rule: Mapping[str, Any]) -> Iterator[str]:
    low, high = rule.get("minimum"), rule.get("maximum")
    if low is not None and high is not None:
        yield f"from {low} to {high}"
    elif low is not None:
        yield f"of {low} or more"
    elif high is not None:
        yield f"of {high} or less"
    if "exclusiveMinimum" in rule:
        yield f"above {rule['exclusiveMinimum']}"
    if "maxLength" in rule:
        yield f"of at most {rule['maxLength']} characters"
    if "pattern" in rule:
        yield f"like {rule['pattern']}"


def _written(value: object) -> str:
    return "empty" if value == "" else str(value)


def written(value: object) -> str:
    """Write a value whole."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):
        return str(value)


def shown(value: object) -> str:
    """Write a value, shortened to fit a line."""
    text = written(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def within(error: ValidationError) -> str:
    """Say which part of a value an error is about; empty for the whole of it."""
    return ".".join(str(part) for part in error.absolute_path)


def meant(error: ValidationError, shared: Mapping[str, Any]) -> str:
    """Say what would be right in the place that an error is about."""
    limit, kind = error.validator_value, str(error.validator)
    if kind == "required":
        return f"a mapping with {', '.join(limit)}"
    if kind == "additionalProperties":
        return f"a mapping with nothing but {', '.join(error.schema.get('properties', ()))}"
    return {
        "uniqueItems": "a list in which nothing stands twice",
        "minItems": f"a list of {limit} parts or more",
        "maxItems": f"a list of {limit} parts or less",
    }.get(kind) or allowed(error.schema, shared)
