"""Face of ``stackyard.preflight``: refuse a target that is not the one the environment means."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible.utils.vars import load_extra_vars
from botocore.config import Config
from stackyard.action import StackyardAction
from stackyard.chosen import check_chosen, refuse_no_name
from stackyard.preflight import check_caller, check_placeholders, check_settings
from stackyard.settings.names import check_names
from stackyard.target import ROOT

# Nobody should wait through eight retries to learn that the network or the embedded AWS is down.
IMPATIENT = Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=5, read_timeout=20)


class ActionModule(StackyardAction):
    """Check settings, credentials, account, region and partition of a target."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "str", "default": []},
        "chosen": {"type": "list", "elements": "str", "default": []},
        "nobody": {"type": "bool", "default": False},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Ask AWS who is calling, once everything that needs no call is right."""
        target = self.target(arguments)
        check_names(target.environment, set(load_extra_vars(self._loader)), ROOT)
        if arguments["nobody"]:
            refuse_no_name(arguments["systems"])
        check_placeholders(self.task_vars, target.environment, ROOT)
        check_settings(target, target.session.get_partition_for_region)
        caller = target.client("sts", config=IMPATIENT).get_caller_identity()
        check_caller(target, caller)
        check_chosen(arguments["chosen"], arguments["systems"], target)
        return {"changed": False, "account": caller["Account"], "arn": caller["Arn"]}
