"""Face of ``stackyard.sweep``: take an environment away and prove that nothing of it is left."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Lines, Pace, Workshop
from stackyard.sweep import destroy, prove_gone


class ActionModule(StackyardAction):
    """Delete stacks in reverse order, remove what they retained, look for anything still tagged."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "dict", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Destroy; in check mode only list what would go."""
        target = self.target(arguments)
        workshop = Workshop(
            target,
            target.client("cloudformation"),
            s3=target.client("s3"),
            pace=Pace.usual(embedded=target.embedded),
            observer=Lines(self._display.v if target.embedded else self._display.display),
        )
        declared = [
            target.stack_name(system["name"], stack["name"])
            for system in arguments["systems"]
            for stack in system["stacks"]
        ]
        gone = destroy(workshop, declared, dry=self.check_mode)
        if not self.check_mode:
            prove_gone(workshop)
        verb = "would delete" if self.check_mode else "deleted"
        return {
            "changed": gone.changed,
            "msg": "\n".join(f"{verb} {name}" for name in [*gone.stacks, *gone.resources]),
            "stacks": gone.stacks,
            "resources": gone.resources,
        }
