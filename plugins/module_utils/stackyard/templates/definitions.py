"""Puts the substitutions of a state machine into its definition, as Step Functions gets to see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9_]+)\}")


def with_definitions(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a resource as it is, and a state machine with ``DefinitionSubstitutions`` put into its definition."""
    properties = resource.get("Properties") or {}
    substitutions = properties.get("DefinitionSubstitutions")
    if resource.get("Type") not in _MACHINES or not substitutions:
        return resource
    definitions = {
        name: _substituted(properties[name], substitutions)
        for name in ("Definition", "DefinitionString")
        if name in properties
    }
    return {**resource, "Properties": {**properties, **definitions}}


def _substituted(value: Any, substitutions: Mapping[str, Any]) -> Any:
    """Put substitutions into every text; names without one stay, as they may be Step Functions' own."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: str(substitutions.get(found[1], found[0])), value)
    if isinstance(value, Mapping):
        return {key: _substituted(item, substitutions) for key, item in value.items()}
    if isinstance(value, list):
        return [_substituted(item, substitutions) for item in value]
    return value
