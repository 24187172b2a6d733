"""Face of ``stackyard.lint``: check composed templates for the target's region, each content once.

Most of it was done meanwhile, since ``stackyard_check``; what was found there is found again here, and told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard import lint_ahead
from stackyard.action import StackyardAction
from stackyard.lint import lint_templates


class ActionModule(StackyardAction):
    """Run cfn-lint over composed templates."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "composed": {"type": "dict", "required": True},
        "cache": {"type": "path", "required": True},
        "lock": {"type": "path", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check what was not checked before; errors fail, warnings are shown."""
        lint_ahead.wait(Path(arguments["lock"]))
        systems = arguments["composed"].values()
        paths = [Path(stack["template"]) for system in systems for stack in system["stacks"].values()]
        lint = lint_templates(paths, self.target(arguments).region, Path(arguments["cache"]))
        return {"changed": False, "checked": list(lint.checked), "warnings": [str(found) for found in lint.warnings]}
