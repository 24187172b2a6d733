"""Tells on a few lines what an environment's stacks are doing."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.plan import read_stacks
from stackyard.report import status_lines


class ActionModule(StackyardAction):
    """Stacks of an environment: status, last change, outputs."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {"target": {"type": "dict", "required": True}}

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read the stacks in one listing."""
        target = self.target(arguments)
        states = read_stacks(target.client("cloudformation"), f"{target.prefix}-")
        ordered = [states[name] for name in sorted(states)]
        nothing = [f"nothing is deployed to {target.environment}; deploy first: bin/deploy {target.environment}"]
        return {
            "changed": False,
            "lines": status_lines(ordered) or nothing,
            "stacks": {state.name: state.status for state in ordered},
            "outputs": {state.name: dict(state.outputs) for state in ordered},
        }
