"""Names that the modules of this package share."""

from __future__ import annotations

from typing import Any

from embedded import hooks

STATES = "ministack.services.stepfunctions"

Document = dict[str, Any]


def execution_error(error: str, cause: str) -> Exception:
    """An error of an execution, which a state's Retry and Catch may see by its name."""
    raised: Exception = hooks.attribute(STATES, "_ExecutionError")(error, cause)
    return raised


def is_jsonata(state: Document, context: Document | None) -> bool:
    """Whether a state's fields are JSONata rather than JSONPath."""
    return bool(hooks.attribute(STATES, "_state_query_language")(state, context) == "JSONata")
