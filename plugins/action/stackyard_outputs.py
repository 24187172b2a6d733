"""Reads the outputs of a deployed system, for playbooks that work on one without deploying it."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.errors import StackyardError
from stackyard.plan import read_stacks


class ActionModule(StackyardAction):
    """Outputs of a system's stacks."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "system": {"type": "str", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read every stack of the system; fails when there is none that could be used."""
        target, system = self.target(arguments), arguments["system"]
        prefix = target.stack_name(system, "")
        states = read_stacks(target.client("cloudformation"), prefix)
        usable = {name.removeprefix(prefix): dict(state.outputs) for name, state in states.items() if state.usable}
        if not usable:
            raise StackyardError(
                f"system {system} is not deployed to {target.environment}",
                given=f"account {target.account}, region {target.region}: no finished stack {prefix}*",
                remedy=f"deploy first: bin/deploy {target.environment}",
            )
        return {"changed": False, "outputs": usable}
