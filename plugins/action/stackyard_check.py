"""Face of ``stackyard.plan.ahead``: refuse bad input before anything is packaged, uploaded or deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.plan.ahead import Wanted, check_ahead


class ActionModule(StackyardAction):
    """Check what stacks are declared with, all of them at once; writes nothing but its own mark."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "groups": {"type": "list", "elements": "list", "required": True},
        "composed": {"type": "dict", "required": True},
        "parameters": {"type": "dict", "default": {}},
        "mark": {"type": "path", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check, unless the very same was found good the last time."""
        templates = {
            name: {stack: found["template"] for stack, found in system["stacks"].items()}
            for name, system in arguments["composed"].items()
        }
        wanted = Wanted(self.target(arguments), arguments["groups"], templates, arguments["parameters"])
        return {"changed": False, "checked": check_ahead(wanted, Path(arguments["mark"]))}
