"""Face of ``gearbox_ops.smoke``: call the deployed API, and send one file through the pipeline."""

from __future__ import annotations

from typing import Any, ClassVar

from gearbox_ops.action import GearboxAction
from gearbox_ops.api_config import client_config
from gearbox_ops.smoke import Smoke


class ActionModule(GearboxAction):
    """Show that the API is alive and guarded, and that files are examined."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
        "clients": {"type": "list", "elements": "str", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Make the calls; in check mode there may be no API yet, so there are none.

        Nothing counts as changed: the file is taken away again.
        """
        if self.check_mode:
            return {"changed": False, "msg": "would call the API", "calls": []}
        if not arguments["clients"]:
            return {"changed": False, "msg": "no client, so nobody has a key to call the API with", "calls": []}
        deployment = self.deployment(arguments)
        client = arguments["clients"][0]
        config = client_config(deployment, arguments["clients"], client)
        arrivals = deployment.queue("Arrivals")
        calls, warnings = Smoke(config.endpoint, lambda: arrivals.depths()["waiting"]).run(client, config.key)
        return {"changed": False, "msg": "; ".join(calls), "calls": calls, "warnings": warnings}
