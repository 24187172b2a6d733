"""Makes the account's own stack: the role by which API Gateway writes logs, where nobody has set one yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Lines, Pace, Workshop, apply_plan
from stackyard.apply.recovery import Recovery
from stackyard.commit import commit_of_run
from stackyard.deploy_settings import DeploySettings
from stackyard.guard.shown import Looked, hold_to_shown
from stackyard.interruption import tidying
from stackyard.plan import StackSpec, Template, make_plan, read_stacks
from stackyard.plan.saved import Scene, saved_stacks
from stackyard.plan.written import plain_value
from stackyard.preview import Part, TargetPreview, preview_plan, short_lines
from stackyard.target import ROOT, Target

STACK = "stackyard-account"


class ActionModule(StackyardAction):
    """Own the account-level settings once per account and region, whatever the number of environments in it."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "template": {"type": "path", "required": True},
        "parameters": {"type": "dict", "default": {}},
        "apply_plan": {"type": "str", "default": ""},
        "recovery": {"type": "dict", "default": {}},
        "settings": {"type": "dict", "default": {}},
        "shown_file": {"type": "str", "default": ""},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Deploy the stack when the account has no such role; a role that somebody else set is left alone."""
        target = self.target(arguments)
        if target.client("apigateway").get_account().get("cloudwatchRoleArn"):
            return {"changed": False}
        workshop = self.workshop(target, arguments)
        spec = account_spec(Template.read(Path(arguments["template"])), arguments["parameters"])
        states = read_stacks(workshop.cloudformation, STACK, f"{target.prefix}-")  # the others for comparison
        plan = make_plan([spec], states)
        scene = Scene(target, workshop.commit)
        with tidying():
            looked_at = self.check_mode or self.diff_mode
            preview = preview_plan(workshop, plan) if looked_at else TargetPreview(())
            part = Part(preview, saved_stacks(plan, scene)).document()
            if self.check_mode:
                return {"changed": True, "msg": "\n".join(short_lines(preview)), "part": part}
            must = DeploySettings.from_mapping(arguments["settings"]).changes_must_be_shown
            shown = Path(arguments["shown_file"]) if must else None
            hold_to_shown(Looked(plan, scene, states), arguments["apply_plan"], shown, followed=True)
            apply_plan(workshop, plan)
        return {"changed": True, "msg": f"created {STACK}", "part": part}

    def workshop(self, target: Target, arguments: Mapping[str, Any]) -> Workshop:
        """Gather what previews and applications work with; no environment's tags among them."""
        show = self._display.display
        return Workshop(
            replace(target, tags={}),
            target.client("cloudformation"),
            commit=commit_of_run(ROOT),
            pace=Pace.usual(embedded=target.embedded),
            observer=Lines(self._display.v if target.embedded else show, loudly=show, aside=show),
            recovery=Recovery.from_mapping(arguments["recovery"]),
        )


def account_spec(template: Template, parameters: Mapping[str, Any]) -> StackSpec:
    """The stack as it is wanted; ``parameters`` go to those that its template declares.

    It bears no tag of an environment: all of them share it, and none may take it away.
    """
    common = {name: plain_value(value, f"parameters.{name}") for name, value in parameters.items()}
    return StackSpec("account", "base", STACK, template, common=common)
