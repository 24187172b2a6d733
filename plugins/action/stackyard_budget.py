"""Face of ``stackyard.budgets``: the budget of an environment, brought to its settings, told of, or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from botocore.exceptions import EndpointConnectionError
from stackyard.action import StackyardAction
from stackyard.availability import may_keep_budgets
from stackyard.budgets.cost_tags import CostTags, KnownActive, see_to
from stackyard.budgets.reconcile import Ledger
from stackyard.budgets.settings import BudgetSettings
from stackyard.budgets.status import status_line
from stackyard.errors import StackyardError
from stackyard.operate.status import Line, side_by_side
from stackyard.plan import read_stacks
from stackyard.plan.model import CLAIM_TAG, ENVIRONMENT_TAG, EXPIRES_TAG, SYSTEM_TAG
from stackyard.refusals import settings_file
from stackyard.target import Target


def _without_budgets(target: Target, state: str) -> dict[str, Any]:
    """Tell what it means that nobody answers where no budgets are known to be: there is none to remove, nor to make."""
    if state == "absent":
        return {"changed": False, "msg": f"there are no budgets in {target.partition}"}
    raise StackyardError(
        f"partition {target.partition} has no budgets",
        given="budget_enabled: true",
        remedy=f"set budget_enabled: false in {settings_file(target)}",
    )


class ActionModule(StackyardAction):
    """One budget in AWS Budgets, and the tags that it counts by."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "region": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["present", "described", "absent"], "default": "present"},
        "settings": {"type": "dict", "default": {}},
        "topic": {"type": "str", "default": ""},
        "stop_topic": {"type": "str", "default": ""},
        "activate_tags": {"type": "bool", "default": False},
        "active_file": {"type": "str", "default": ""},
        "other_regions": {"type": "list", "elements": "str", "default": []},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do what ``state`` says; in check mode say what would be done."""
        target = self.target(arguments)
        keeper = replace(target, region=arguments["region"])
        ledger = Ledger(keeper.client("budgets"), target.account)
        if arguments["state"] == "described":
            told_by = f"bin/costs {target.environment}" if target.embedded else ""
            (line,) = side_by_side({"budget": lambda: [Line(**status_line(ledger.find(target.prefix), told_by))]})
            return {"changed": False, "lines": [{"label": line.label, "value": line.value}]}
        try:
            if arguments["state"] == "absent":
                return self._removed(ledger, target, arguments["other_regions"])
            return self._present(ledger, target, keeper, arguments)
        except EndpointConnectionError:
            if may_keep_budgets(target.partition, target.session.get_available_regions):
                raise
        return _without_budgets(target, arguments["state"])

    def _present(self, ledger: Ledger, target: Target, keeper: Target, arguments: dict[str, Any]) -> dict[str, Any]:
        topics = {"topic": arguments["topic"], "stop_topic": arguments["stop_topic"]}
        settings = BudgetSettings(**arguments["settings"], **topics)
        wanted = settings.budget(target.prefix, (ENVIRONMENT_TAG, target.environment))
        done = ledger.plan(wanted) if self.check_mode else ledger.reconcile(wanted)
        tags = self._tags(keeper, arguments) if arguments["activate_tags"] else CostTags()
        lines = [
            *(f"would {line}" if self.check_mode else line for line in done),
            *tags.lines(done=not self.check_mode),
        ]
        return {
            "changed": bool(done or tags.activated),
            "msg": "\n".join(lines),
            "warnings": tags.warnings(),
        }

    def _tags(self, keeper: Target, arguments: dict[str, Any]) -> CostTags:
        # End and claim of a copy differ from one to the next, so no bill is read by them.
        keys = sorted({ENVIRONMENT_TAG, SYSTEM_TAG, *keeper.tags} - {CLAIM_TAG, EXPIRES_TAG})
        known = KnownActive(Path(arguments["active_file"]), keeper.account)
        if known.holds(keys):
            return CostTags()
        found = see_to(keeper.client("ce"), keys, dry=self.check_mode)
        if found.complete and not self.check_mode:
            known.keep(keys)
        return found

    def _removed(self, ledger: Ledger, target: Target, others: Sequence[str]) -> dict[str, Any]:
        """Take the budget away, unless the environment goes on in another region of the account."""
        for region in others:
            client = replace(target, region=region).client("cloudformation")
            if read_stacks(client, f"{target.prefix}-"):
                return {"changed": False, "msg": f"the budget stays: it is for {region}, too"}
        gone = ledger.remove(target.prefix, dry=self.check_mode)
        verb = "would remove" if self.check_mode else "removed"
        return {"changed": gone, "msg": f"{verb} the budget {target.prefix}" if gone else ""}
