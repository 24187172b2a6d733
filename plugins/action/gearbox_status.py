"""Face of ``gearbox_ops.status``: how the system stands, in lines for a screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from gearbox_ops.action import GearboxAction
from gearbox_ops.status import Status


class ActionModule(GearboxAction):
    """Tell the status as a list of ``{label, value}``."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read everything; nothing is written."""
        deployment = self.deployment(arguments)
        status = Status(deployment, deployment.target.now())
        return {"changed": False, "lines": [asdict(line) for line in status.lines()]}
