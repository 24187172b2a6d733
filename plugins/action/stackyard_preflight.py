"""Face of ``stackyard.preflight``: refuse a target that is not the one the environment means."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ansible import context
from ansible.template import Templar
from ansible.utils.vars import load_extra_vars
from botocore.config import Config
from stackyard.action import StackyardAction, plain
from stackyard.availability import check_mail_transport
from stackyard.budgets.settings import BudgetSettings
from stackyard.chosen import check_chosen, refuse_no_name
from stackyard.environments.checking import check_host
from stackyard.environments.inventory import Inventory, Values
from stackyard.faults import Faults
from stackyard.preflight import alias_of, banner, check_caller, check_placeholders, check_settings
from stackyard.schema.model import Schema
from stackyard.target import ROOT, Target

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
        self.check_variables(target)
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

    def check_variables(self, target: Target) -> None:
        """Refuse settings that nobody declared, that cannot be what they are, or that nobody filled in: all at once."""
        host, given = self.task_vars["inventory_hostname"], plain(load_extra_vars(self._loader))
        files = tuple(Path(name) for name in context.CLIARGS["inventory"] if Path(name).is_file())
        values = Values(Templar(loader=self._loader, variables=self.task_vars), host)
        faults = Faults(f"the settings of {host}")
        with faults.collecting():
            inventory = Inventory(ROOT, files, given)
            check_host(Schema.read(ROOT), inventory, host, lambda name: plain(values(name)), faults, thorough=False)
        with faults.collecting():
            check_placeholders(self.task_vars, target.environment, ROOT)
        faults.raise_if_any()
