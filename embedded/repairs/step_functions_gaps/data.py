"""Data on its way from state to state.

A path that leads nowhere fails the state (stock MiniStack: null), `Assign` works in JSONPath states too, its variables
are read as `$name`, and data over 256 KiB ends the execution with States.DataLimitExceeded, as on AWS.

Hooks: `_resolve_params_obj`, `_resolve_path`, `_apply_result_selector`, `_apply_catcher`, and `_execute_task`, `_pass`,
`_map`, `_parallel`, `_wait` and `_choice`.
"""

from __future__ import annotations

import contextvars
import json
import re
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.step_functions_gaps._names import STATES, Document, execution_error, is_jsonata

LIMIT_BYTES = 256 * 1024
_CONTEXT: contextvars.ContextVar[Document] = contextvars.ContextVar("stackyard_execution_context")
_VARIABLE = re.compile(r"\$([A-Za-z_]\w*)(.*)", re.DOTALL)


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(STATES, "_resolve_path", _knowing_variables)
    hooks.wrap(STATES, "_resolve_params_obj", _missing_paths_fail)
    hooks.wrap(STATES, "_apply_result_selector", _assigning_the_result)
    hooks.wrap(STATES, "_apply_catcher", _assigning_the_error)
    for kind in ("task", "pass", "map", "parallel", "wait", "choice"):
        hooks.wrap(STATES, f"_execute_{kind}", _in_context)


def _in_context(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute(state: Document, data: Any, *rest: Any) -> Any:
        context = rest[-1]
        token = _CONTEXT.set(context)
        try:
            output, following = original(state, data, *rest)
            if "Assign" in state or "Choices" in state:
                _assign_without_result(state, data, context)
        finally:
            _CONTEXT.reset(token)
        if len(json.dumps(output)) > LIMIT_BYTES:
            name = context["State"]["Name"]
            raise execution_error(
                "States.DataLimitExceeded",
                f"The state/task '{name}' returned a result with a size exceeding the maximum number of bytes "
                "service limit.",
            )
        return output, following

    return execute


def _assign(holder: Document, data: Any, context: Document) -> None:
    if "Assign" in holder:
        values = hooks.attribute(STATES, "_resolve_params_obj")(holder["Assign"], data, context)
        context.setdefault("variables", {}).update(values)


def _assign_without_result(state: Document, data: Any, context: Document) -> None:
    """Wait and Choice states have no result: their variables come from the effective input."""
    if is_jsonata(state, context) or state["Type"] not in {"Wait", "Choice"}:
        return
    effective = hooks.attribute(STATES, "_apply_input_path")(state, data, context)
    matches = hooks.attribute(STATES, "_evaluate_rule")
    chosen = next((rule for rule in state.get("Choices") or () if matches(rule, effective, context)), state)
    _assign(chosen, effective, context)


def _assigning_the_result(original: Callable[[Document, Any], Any]) -> Callable[[Document, Any], Any]:
    def select(state: Document, result: Any) -> Any:
        context = _CONTEXT.get({})
        if not is_jsonata(state, context):
            _assign(state, result, context)
        return original(state, result)

    return select


def _assigning_the_error(original: Callable[..., Any]) -> Callable[..., Any]:
    def catch(catcher: Document, raw_input: Any, context: Document, language: str, error_output: Any) -> Any:
        if language != "JSONata":
            _assign(catcher, error_output, context)
        return original(catcher, raw_input, context, language, error_output)

    return catch


def _knowing_variables(original: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    def resolve(path: str, data: Any) -> Any:
        match = _VARIABLE.fullmatch(path or "")
        if not match:
            return original(path, data)
        variables = _CONTEXT.get({}).get("variables", {})
        if match[1] not in variables:
            raise execution_error("States.Runtime", f"The variable '${match[1]}' has not been assigned")
        return original(f"${match[2]}", variables[match[1]])

    return resolve


def _missing_paths_fail(original: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(template: Any, data: Any, context: Any = None) -> Any:
        resolved = original(template, data, context)
        for key, path in template.items() if isinstance(template, dict) else ():
            if key.endswith(".$") and resolved[key[:-2]] is None and not _leads_somewhere(path, data):
                raise execution_error(
                    "States.ParameterPathFailure",
                    f"The JSONPath '{path}' specified for the field '{key}' could not be found in the input "
                    f"'{json.dumps(data)[:1000]}'",
                )
        return resolved

    return resolve


def _leads_somewhere(path: Any, data: Any) -> bool:
    """Whether a null came from the data itself; only plain reference paths are judged."""
    if not isinstance(path, str) or not re.fullmatch(r"\$(\.[A-Za-z_]\w*)+", path):
        return True
    for name in path.split(".")[1:]:
        if not isinstance(data, dict) or name not in data:
            return False
        data = data[name]
    return True
