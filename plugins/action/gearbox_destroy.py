"""Face of ``stackyard.operate.api_keys`` for the end: delete what was made outside of stacks, the clients' keys."""

from __future__ import annotations

from typing import Any, ClassVar

from gearbox_ops.action import GearboxAction
from stackyard.operate.api_keys import KeyRing, delete_all


class ActionModule(GearboxAction):
    """Delete the API keys of an environment, found by name and tags, whether its stacks still exist or not."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {"target": {"type": "dict", "required": True}}

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Delete the keys; in check mode only count them."""
        return delete_all(KeyRing.of(self.deployment(arguments)), check=self.check_mode)
