"""Face of ``trainings_ops.api_keys`` for the end: delete what was made outside of stacks, the students' keys."""

from __future__ import annotations

from typing import Any, ClassVar

from trainings_ops.action import TrainingsAction
from trainings_ops.api_keys import KeyRing
from trainings_ops.words import counted


class ActionModule(TrainingsAction):
    """Delete the API keys of an environment, found by name and tags, whether its stacks still exist or not."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {"target": {"type": "dict", "required": True}}

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Delete the keys; in check mode only list them."""
        deployment = self.deployment(arguments)
        ring = KeyRing(deployment.target.client("apigateway"), deployment.key_prefix, deployment.tags)
        keys = ring.list()
        for key in keys if not self.check_mode else ():
            ring.delete(key)
        verb = "would delete" if self.check_mode else "deleted"
        msg = f"{verb} {counted(len(keys), 'API key')}" if keys else "no API keys"
        return {"changed": bool(keys), "msg": msg, "keys": [key.student for key in keys]}
