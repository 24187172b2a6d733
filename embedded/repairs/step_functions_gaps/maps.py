"""Map states: fields that name a path, and distributed maps in JSONata.

Stock MiniStack reads `MaxConcurrency` and the tolerated failures only as literal numbers, and treats the reader, items,
selector and output of a distributed map as JSONPath whatever the state's query language is.

Hooks: `_run_distributed_map`, `_run_map_items`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.step_functions_gaps._names import STATES, Document, is_jsonata

_NUMBERS = ("MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage")


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(STATES, "_run_map_items", _with_paths_resolved)
    hooks.wrap(STATES, "_run_distributed_map", _in_jsonata_too)


def _with_paths_resolved(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(state: Document, raw_input: Any, execution: Document, context: Document) -> Any:
        resolve = hooks.attribute(STATES, "_resolve_path_or_ctx")
        effective = hooks.attribute(STATES, "_apply_input_path")(state, raw_input, context)
        paths = {field: state[f"{field}Path"] for field in _NUMBERS if f"{field}Path" in state}
        numbers = {field: resolve(path, effective, context) for field, path in paths.items()}
        return original({**state, **numbers}, raw_input, execution, context)

    return run


def _in_jsonata_too(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(state: Document, raw_input: Any, effective: Any, iterator: Document, *rest: Any) -> Any:
        execution, context = rest
        if not is_jsonata(state, context):
            return original(state, raw_input, effective, iterator, execution, context)
        evaluate = hooks.attribute(STATES, "_apply_jsonata_template")
        items = _selected(state, _items(state, raw_input, context), raw_input, context)
        numbers = {field: evaluate(state[field], raw_input, context) for field in _NUMBERS if field in state}
        done = {"ItemReader", "ItemSelector", "Items", "Output", "Assign"}
        plain = {key: value for key, value in state.items() if key not in done} | numbers
        results, following = original(plain, raw_input, items, iterator, execution, context)
        output = hooks.attribute(STATES, "_apply_jsonata_output")(
            state, raw_input, context, result=results, default=results
        )
        hooks.attribute(STATES, "_apply_state_assign")(state, raw_input, context, result=results)
        return output, following

    return run


def _items(state: Document, raw_input: Any, context: Document) -> list[Any]:
    evaluate = hooks.attribute(STATES, "_apply_jsonata_template")
    if "ItemReader" in state:
        reader = evaluate(state["ItemReader"], raw_input, context)
        found = hooks.attribute(STATES, "_read_map_items")(reader, raw_input, context)
    else:
        found = evaluate(state.get("Items", raw_input), raw_input, context)
    return found if isinstance(found, list) else [found]


def _selected(state: Document, items: list[Any], raw_input: Any, context: Document) -> list[Any]:
    if "ItemSelector" not in state:
        return items
    evaluate = hooks.attribute(STATES, "_apply_jsonata_template")
    return [
        evaluate(state["ItemSelector"], raw_input, {**context, "Map": {"Item": {"Index": index, "Value": item}}})
        for index, item in enumerate(items)
    ]
