"""Face of ``stackyard.plan.ahead``: refuse bad input before anything is packaged, uploaded or deployed.

Templates are looked at meanwhile, and while the foundation is deployed: ``stackyard_lint`` waits for that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard import lint_ahead
from stackyard.action import StackyardAction
from stackyard.commit import commit_of_run
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
        "lint_cache": {"type": "path"},
        "lint_lock": {"type": "path"},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check, unless the very same was found good the last time."""
        saved.refuse_empty_names(arguments["plan_names"])
        templates = {
            name: {stack: found["template"] for stack, found in system["stacks"].items()}
            for name, system in arguments["composed"].items()
        }
        target, name = self.target(arguments), arguments["apply_plan"]
        if arguments["lint_cache"] and arguments["lint_lock"]:
            paths = [Path(path) for system in templates.values() for path in system.values()]
            lint_ahead.begin(paths, target.region, Path(arguments["lint_cache"]), Path(arguments["lint_lock"]))
        if name:
            kept = saved.read(Path(name).expanduser(), name)
            saved.refuse(saved.elsewhere(kept, saved.Scene(target, commit_of_run(ROOT))), name)
        wanted = Wanted(target, arguments["groups"], templates, arguments["parameters"])
        return {"changed": False, "checked": check_ahead(wanted, Path(arguments["mark"]))}
