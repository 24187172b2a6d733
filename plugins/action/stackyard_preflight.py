"""Face of ``stackyard.preflight``: refuse a target that is not the one the environment means."""

from __future__ import annotations

from typing import Any, ClassVar

from botocore.config import Config
from stackyard.action import StackyardAction
from stackyard.availability import check_mail_transport
from stackyard.budgets.settings import BudgetSettings
from stackyard.chosen import check_chosen, refuse_no_name
from stackyard.preflight import alias_of, banner, check_caller, check_settings

# Nobody should wait through eight retries to learn that the network or the embedded AWS is down.
IMPATIENT = Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=5, read_timeout=20)


class ActionModule(StackyardAction):
    """Check settings, credentials, account, region and partition of a target."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "str", "default": []},
        "chosen": {"type": "list", "elements": "str", "default": []},
        "nobody": {"type": "bool", "default": False},
        "mail_transport": {"type": "str", "default": ""},
        "budget": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Ask AWS who is calling, once everything that needs no call is right."""
        target = self.target(arguments)
        if arguments["nobody"]:
            refuse_no_name(arguments["systems"])
        if arguments["budget"]:
            BudgetSettings(**arguments["budget"]).check()
        check_settings(target, target.session.get_partition_for_region)
        check_mail_transport(target, arguments["mail_transport"], target.session.get_available_regions)
        caller = target.client("sts", config=IMPATIENT).get_caller_identity()
        check_caller(target, caller)
        check_chosen(arguments["chosen"], arguments["systems"], target)
        alias = "-" if target.embedded else alias_of(target.client("iam", config=IMPATIENT))
        lines = banner(target, caller["Arn"], alias)
        return {"changed": False, "account": caller["Account"], "arn": caller["Arn"], "alias": alias, "banner": lines}
