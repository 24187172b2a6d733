"""Face of ``stackyard.environments.checking``: refuse settings that nobody declared, set or filled in.

It takes no arguments: Ansible resolves them before it calls an action, and would tell in its own words, one at a time,
which setting a target lacks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible import context
from ansible.template import Templar
from ansible.utils.vars import load_extra_vars
from stackyard.action import StackyardAction, plain
from stackyard.environments.checking import ENVIRONMENT, check_host
from stackyard.environments.inventory import Inventory, Values
from stackyard.faults import Faults
from stackyard.preflight import check_placeholders
from stackyard.schema.given import in_given_files
from stackyard.schema.model import Schema
from stackyard.target import ROOT


class ActionModule(StackyardAction):
    """Check the variables of a target, all of them at once."""

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read the files once more, as Ansible forgets where a value stands, and judge what it makes of them."""
        del arguments
        host, given = self.task_vars["inventory_hostname"], plain(load_extra_vars(self._loader))
        files = tuple(Path(name) for name in context.CLIARGS["inventory"] if Path(name).is_file())
        values = Values(Templar(loader=self._loader, variables=self.task_vars), host)
        faults = Faults(f"the settings of {host}")
        with faults.collecting():
            inventory = Inventory(ROOT, files, given, in_given_files(context.CLIARGS["extra_vars"], ROOT))
            check_host(Schema.read(ROOT), inventory, host, lambda name: plain(values(name)), faults, thorough=False)
        with faults.collecting():
            check_placeholders(self.task_vars, str(self.task_vars.get(ENVIRONMENT, host)), ROOT)
        faults.raise_if_any()
        return {"changed": False}
