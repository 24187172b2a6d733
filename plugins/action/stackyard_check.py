"""Face of ``stackyard.plan.ahead``: refuse bad input before anything is packaged, uploaded or deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.commit import current_commit
from stackyard.plan import saved
from stackyard.plan.ahead import Wanted, check_ahead
from stackyard.target import ROOT


class ActionModule(StackyardAction):
    """Check what stacks are declared with, all of them at once; writes nothing but its own mark."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "groups": {"type": "list", "elements": "list", "required": True},
        "composed": {"type": "dict", "required": True},
        "parameters": {"type": "dict", "default": {}},
        "mark": {"type": "path", "required": True},
        "apply_plan": {"type": "str", "default": ""},
        "plan_names": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check, unless the very same was found good the last time."""
        saved.refuse_empty_names(arguments["plan_names"])
        templates = {
            name: {stack: found["template"] for stack, found in system["stacks"].items()}
            for name, system in arguments["composed"].items()
        }
        target, name = self.target(arguments), arguments["apply_plan"]
        if name:
            kept = saved.read(Path(name).expanduser(), name)
            saved.refuse(saved.elsewhere(kept, saved.Scene(target, current_commit(ROOT))), name)
        wanted = Wanted(target, arguments["groups"], templates, arguments["parameters"])
        return {"changed": False, "checked": check_ahead(wanted, Path(arguments["mark"]))}
