"""Definitions that cannot run are refused when they are created or updated, through the API or CloudFormation.

The faults found are those that AWS reports as SCHEMA_VALIDATION_FAILED or MISSING_TRANSITION_TARGET and that a template
linter does not see once tokens are substituted; further faults of a definition stay unnoticed until it runs.

Hooks: `_validate_definition_jsonata`, `_validate_state_machine_definition` and, in CloudFormation's provisioners,
`_sfn_definition`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from embedded import hooks
from embedded.provisioning import PROVISIONERS
from embedded.repairs.step_functions_gaps._names import STATES, Document

_TYPES = {"Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"}
_ENDLESS = {"Choice", "Succeed", "Fail"}  # which have neither Next nor End
_NUMBERS = {
    "MaxConcurrency",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Seconds",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
    "IntervalSeconds",
    "MaxAttempts",
    "MaxDelaySeconds",
    "BackoffRate",
}
_NOT_EMULATED = ("ItemBatcher", "ResultWriter")


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(STATES, "_validate_definition_jsonata", _also_structure)
    hooks.wrap(STATES, "_validate_state_machine_definition", _telling)
    hooks.wrap(PROVISIONERS, "_sfn_definition", _refusing)


def problems(definition: str) -> list[str]:
    """Each fault of a definition with its place, such as `MISSING_TRANSITION_TARGET: ... at /States/A/Next`."""
    try:
        machine = json.loads(definition)
    except ValueError as error:
        return [f"INVALID_JSON_DESCRIPTION: Invalid JSON description ({error})"]
    if not isinstance(machine, dict):
        return ["SCHEMA_VALIDATION_FAILED: The definition must be a JSON object at /"]
    return list(_of_machine(machine, ""))


def _of_machine(machine: Document, place: str) -> Iterator[str]:
    states = machine.get("States")
    if not isinstance(states, dict) or not states:
        yield f"SCHEMA_VALIDATION_FAILED: Field 'States' is required at {place}/States"
        return
    if machine.get("StartAt") not in states:
        yield f"MISSING_TRANSITION_TARGET: Missing 'StartAt' target: {machine.get('StartAt')} at {place}/StartAt"
    for name, state in states.items():
        yield from _of_state(state, states, f"{place}/States/{name}")


def _of_state(state: Document, states: Document, place: str) -> Iterator[str]:
    kind = state.get("Type")
    if kind not in _TYPES:
        yield f"SCHEMA_VALIDATION_FAILED: Value is not one of the allowed state types: {kind} at {place}/Type"
    elif kind not in _ENDLESS and ("Next" in state) == bool(state.get("End")):
        yield f"SCHEMA_VALIDATION_FAILED: Exactly one of 'Next' and 'End' is required at {place}"
    for target_place, target in _transitions(state):
        if target not in states:
            field = target_place.rsplit("/", 1)[-1]
            yield f"MISSING_TRANSITION_TARGET: Missing '{field}' target: {target} at {place}{target_place}"
    resource = str(state.get("Resource"))
    if kind == "Task" and not re.match(r"arn:[a-z-]+:|\{%", resource):
        yield f"SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN: {resource} at {place}/Resource"
    yield from _of_numbers(state, place)
    for field in _NOT_EMULATED:
        if field in state:
            yield f"NOT_EMULATED: the embedded AWS would ignore {field}; hand over batches instead, at {place}/{field}"
    yield from _of_nested(state, place)


def _transitions(state: Document) -> Iterator[tuple[str, Any]]:
    for field in ("Next", "Default"):
        if field in state:
            yield f"/{field}", state[field]
    for field in ("Catch", "Choices"):
        for index, rule in enumerate(state.get(field) or ()):
            yield f"/{field}[{index}]/Next", rule.get("Next")


def _of_numbers(state: Document, place: str) -> Iterator[str]:
    """A number given as text: what a substituted token in quotes becomes."""
    for where, holder in ((place, state), *((f"{place}/Retry", one) for one in state.get("Retry") or ())):
        for field in sorted(_NUMBERS & holder.keys()):
            value = holder[field]
            expression = isinstance(value, str) and value.startswith("{%")
            if not expression and (isinstance(value, bool) or not isinstance(value, (int, float))):
                yield f"SCHEMA_VALIDATION_FAILED: Expected a number, found {json.dumps(value)} at {where}/{field}"


def _of_nested(state: Document, place: str) -> Iterator[str]:
    for index, branch in enumerate(state.get("Branches") or ()):
        yield from _of_machine(branch, f"{place}/Branches[{index}]")
    for field in ("ItemProcessor", "Iterator"):
        if field in state:
            yield from _of_machine(state[field], f"{place}/{field}")
    if state.get("Type") == "Map" and not {"ItemProcessor", "Iterator"} & state.keys():
        yield f"SCHEMA_VALIDATION_FAILED: Field 'ItemProcessor' is required at {place}"


def _sentence(found: list[str]) -> str:
    return f"Invalid State Machine Definition: '{', '.join(found)}'"


def _also_structure(original: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    def validate(definition: Any) -> str | None:
        found = problems(definition) if isinstance(definition, str) else []
        return _sentence(found) if found else original(definition)

    return validate


def _telling(_original: Callable[[Document], Any]) -> Callable[[Document], Any]:
    def validate(data: Document) -> Any:
        found = problems(data.get("definition", ""))
        diagnostics = [
            {"severity": "ERROR", "code": text.split(":", 1)[0], "message": text.split(": ", 1)[-1]} for text in found
        ]
        answer = {"result": "FAIL" if found else "OK", "diagnostics": diagnostics, "truncated": False}
        return hooks.attribute(STATES, "json_response")(answer)

    return validate


def _refusing(original: Callable[[Any], str]) -> Callable[[Any], str]:
    def resolve(properties: Any) -> str:
        definition = original(properties)
        found = problems(definition)
        if found:
            raise ValueError(f"Resource handler returned message: {_sentence(found)} (InvalidDefinition)")
        return definition

    return resolve
