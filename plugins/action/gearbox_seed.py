"""Face of ``gearbox_ops.seed``: give the clients their API keys."""

from __future__ import annotations

from typing import Any, ClassVar

from gearbox_ops.action import GearboxAction
from gearbox_ops.seed import seed
from stackyard.operate.api_keys import KeyRing


class ActionModule(GearboxAction):
    """Make the API keys what the list of clients says."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
        "clients": {"type": "list", "elements": "str", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Compare and reconcile; in check mode only tell what would be done."""
        deployment = self.deployment(arguments)
        usage_plan = deployment.find("api", "UsagePlanId")
        if not self.check_mode:
            usage_plan = deployment.output("api", "UsagePlanId")
        ring = KeyRing.of(deployment, usage_plan)
        return seed(ring, arguments["clients"], deployed=bool(usage_plan), check=self.check_mode)
