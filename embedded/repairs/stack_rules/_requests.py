"""How the rules read requests to CloudFormation, and how they refuse them."""

from __future__ import annotations

from typing import Any

from embedded import hooks

CLOUDFORMATION = "ministack.services.cloudformation"

Document = dict[str, Any]


def given(params: Any, name: str) -> str:
    """A parameter of a request; empty where there is none."""
    return str(hooks.attribute(f"{CLOUDFORMATION}.helpers", "_p")(params, name) or "")


def stack_of(params: Any) -> Document:
    """The stack that a request names, by its name or id; empty where there is none."""
    found: Document | None = hooks.attribute(f"{CLOUDFORMATION}.handlers", "_resolve_stack")(given(params, "StackName"))
    return found or {}


def refusal(message: str, code: str = "ValidationError") -> Any:
    """The answer that refuses a request."""
    return hooks.attribute(f"{CLOUDFORMATION}.helpers", "_error")(code, message)
