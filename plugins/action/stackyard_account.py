"""Makes the account's own stack: the role by which API Gateway writes logs, where nobody has set one yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Workshop, apply_plan
from stackyard.plan import StackSpec, Template, make_plan, read_stacks

STACK = "stackyard-account"


class ActionModule(StackyardAction):
    """Own the account-level settings once per account and region, whatever the number of environments in it."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "template": {"type": "path", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Deploy the stack when the account has no such role; a role that somebody else set is left alone."""
        target = self.target(arguments)
        if target.client("apigateway").get_account().get("cloudwatchRoleArn"):
            return {"changed": False}
        if self.check_mode:
            return {"changed": True, "msg": f"would create {STACK}"}
        cloudformation = target.client("cloudformation")
        # No tag of the environment: the stack is shared by all environments, and none of them may take it away.
        spec = StackSpec("account", "base", STACK, Template.read(Path(arguments["template"])))
        state = read_stacks(cloudformation, STACK)
        apply_plan(Workshop(replace(target, tags={}), cloudformation), make_plan([spec], state))
        return {"changed": True, "msg": f"created {STACK}"}
