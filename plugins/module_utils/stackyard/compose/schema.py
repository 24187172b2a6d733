"""Turns a schema of OpenAPI 3.0 into the JSON schema (draft 4) that API Gateway's models take.

The two differ little: OpenAPI says ``nullable`` where draft 4 lists the type "null", adds keywords that only document,
and keeps shared schemas under ``components/schemas``, which a model cannot reach, so that references are written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import StackyardError

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
# Keywords of OpenAPI that draft 4 does not know; API Gateway refuses some of them (`discriminator`, `example`).
_ONLY_OPENAPI = frozenset(
    {"nullable", "discriminator", "readOnly", "writeOnly", "xml", "externalDocs", "example", "deprecated"}
)
_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "definitions"})


def to_draft_4(schema: Any, document: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Convert a schema found in the OpenAPI ``document``; ``place`` is where errors say it stands.

    Raises ``StackyardError`` for a reference that leads nowhere or back to itself.
    """
    return {"$schema": DRAFT_4, **_converted(inlined(schema, document, place))}


def inlined(value: Any, document: Mapping[str, Any], place: str, above: tuple[str, ...] = ()) -> Any:
    """Copy ``value`` with every ``$ref`` into ``document`` replaced by what it refers to."""
    if isinstance(value, list):
        return [inlined(item, document, place, above) for item in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return {key: inlined(item, document, place, above) for key, item in value.items()}
    if reference in above:
        raise StackyardError(
            f"{place}: the schema refers back to itself",
            given=" -> ".join([*above, reference]),
            remedy="API Gateway's models cannot be recursive: limit the depth, or check it in the function",
        )
    return inlined(_referred(reference, document, place), document, place, (*above, reference))


def _referred(reference: str, document: Mapping[str, Any], place: str) -> Any:
    """Look up ``#/components/schemas/Answer``."""
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if not reference.startswith("#/") or not isinstance(found, Mapping) or key not in found:
            raise StackyardError(
                f"{place}: the reference leads nowhere",
                given=reference,
                remedy="refer to something in the same file, such as #/components/schemas/Answer",
            )
        found = found[key]
    return found


def _converted(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_converted(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _ONLY_OPENAPI or keyword.startswith("x-"):
            continue
        if keyword in _SCHEMA_MAPS and isinstance(value, dict):  # keys are names here, not keywords
            kept[keyword] = {name: _converted(inner) for name, inner in value.items()}
        else:
            kept[keyword] = value if keyword in {"enum", "default", "required"} else _converted(value)
    return _nullable(kept) if schema.get("nullable") is True else kept


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a schema accept null as well."""
    if not isinstance(schema.get("type"), str):
        return {"anyOf": [schema, {"type": "null"}]} if schema else {}
    widened = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema and None not in schema["enum"]:
        widened["enum"] = [*schema["enum"], None]
    return widened
