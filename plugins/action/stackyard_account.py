"""Makes the account's own stack: the role by which API Gateway writes logs, where nobody has set one yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Workshop, apply_plan
from stackyard.plan import StackSpec, Template, make_plan, read_stacks
from stackyard.plan.written import plain_value

STACK = "stackyard-account"


class ActionModule(StackyardAction):
    """Own the account-level settings once per account and region, whatever the number of environments in it."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "template": {"type": "path", "required": True},
        "parameters": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Deploy the stack when the account has no such role; a role that somebody else set is left alone."""
        target = self.target(arguments)
        if target.client("apigateway").get_account().get("cloudwatchRoleArn"):
            return {"changed": False}
        if self.check_mode:
            return {"changed": True, "msg": f"would create {STACK}"}
        cloudformation = target.client("cloudformation")
        spec = account_spec(Template.read(Path(arguments["template"])), arguments["parameters"])
        state = read_stacks(cloudformation, STACK)
        apply_plan(Workshop(replace(target, tags={}), cloudformation), make_plan([spec], state))
        return {"changed": True, "msg": f"created {STACK}"}


def account_spec(template: Template, parameters: Mapping[str, Any]) -> StackSpec:
    """The stack as it is wanted; ``parameters`` go to those that its template declares.

    It bears no tag of an environment: all of them share it, and none may take it away.
    """
    common = {name: plain_value(value, f"parameters.{name}") for name, value in parameters.items()}
    return StackSpec("account", "base", STACK, template, common=common)
