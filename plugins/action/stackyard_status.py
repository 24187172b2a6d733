"""Tells on a few lines what an environment's stacks are doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply.report import status_lines
from stackyard.plan import StackState, read_stacks
from stackyard.plan.read import of_systems
from stackyard.target import Target


class ActionModule(StackyardAction):
    """Stacks of an environment: status, last change, outputs."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "dict", "default": []},
        "only": {"type": "list", "elements": "str", "default": []},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read the stacks in one listing."""
        target, only = self.target(arguments), arguments["only"]
        found = read_stacks(target.client("cloudformation"), f"{target.prefix}-")
        states = {name: state for name, state in found.items() if of_systems(state, only)}
        ordered = [states[name] for name in sorted(states)]
        what = f"nothing of {', '.join(only)}" if only else "nothing"
        nothing = [f"{what} is deployed to {target.environment}; deploy first: bin/deploy {target.environment}"]
        return {
            "changed": False,
            "lines": status_lines(ordered) or nothing,
            "stacks": {state.name: state.status for state in ordered},
            "outputs": outputs(target, arguments["systems"], states),
        }


def outputs(
    target: Target, systems: Sequence[Mapping[str, Any]], states: Mapping[str, StackState]
) -> dict[str, dict[str, dict[str, str]]]:
    """Outputs by system and stack, of those declared stacks that can be used."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for system in systems:
        for stack in system["stacks"]:
            state = states.get(target.stack_name(system["name"], stack["name"]))
            if state and state.usable:
                found.setdefault(system["name"], {})[stack["name"]] = dict(state.outputs)
    return found
