"""Face of ``stackyard.plan`` and ``stackyard.apply``: bring the stacks of systems to what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Lines, Workshop, apply_plan
from stackyard.commit import current_commit
from stackyard.plan import Plan, make_plan, make_specs, read_stacks
from stackyard.report import applied_lines, plan_diffs, plan_lines
from stackyard.target import ROOT, Target


class ActionModule(StackyardAction):
    """Plan a deployment; unless in check mode, apply it."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "dict", "required": True},
        "composed": {"type": "dict", "required": True},
        "parameters": {"type": "dict", "default": {}},
        "protected": {"type": "bool", "default": False},
        "bucket": {"type": "str", "default": ""},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read, plan, apply."""
        target = self.target(arguments)
        cloudformation = target.client("cloudformation")
        specs = make_specs(
            target,
            arguments["systems"],
            template_paths(arguments["composed"]),
            arguments["parameters"],
            protected=arguments["protected"],
        )
        plan = make_plan(specs, read_stacks(cloudformation, f"{target.prefix}-"))
        diff = {"diff": plan_diffs(plan, self.deployed(cloudformation, plan))} if self.diff_mode else {}
        if self.check_mode:
            return planned(plan) | diff
        return self.apply(target, cloudformation, plan, arguments["bucket"]) | diff

    def apply(self, target: Target, cloudformation: Any, plan: Plan, bucket: str) -> dict[str, Any]:
        """Apply a plan and tell what was done."""
        workshop = Workshop(
            target,
            cloudformation,
            s3=target.client("s3"),
            bucket=bucket,
            commit=current_commit(ROOT),
            observer=Lines(self._display.v if target.embedded else self._display.display),
        )
        applied = apply_plan(workshop, plan)
        return {
            "changed": any(done.done != "unchanged" for done in applied),
            "msg": "\n".join(applied_lines(applied)),
            "actions": {done.spec.name: done.done for done in applied},
            "changes": {done.spec.name: [str(change) for change in done.changes] for done in applied if done.changes},
            "outputs": outputs([(done.spec.key, done.outputs) for done in applied]),
        }

    @staticmethod
    def deployed(cloudformation: Any, plan: Plan) -> dict[str, str]:
        """Templates of the stacks that would change, as they are deployed now."""
        names = [step.spec.name for step in plan.changes if step.state and step.state.usable]
        return {name: str(cloudformation.get_template(StackName=name)["TemplateBody"]) for name in names}


def template_paths(composed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """System → stack → file to deploy: the packaged one, or the composed one of a stack without functions."""
    return {
        name: {stack: found.get("packaged") or found["template"] for stack, found in system["stacks"].items()}
        for name, system in composed.items()
    }


def planned(plan: Plan) -> dict[str, Any]:
    """A task's result in check mode."""
    existing = [(step.spec.key, step.state.outputs) for step in plan.stacks if step.state]
    return {
        "changed": bool(plan.changes),
        "msg": "\n".join(plan_lines(plan)),
        "actions": {step.spec.name: str(step.action) for step in plan.stacks},
        "changes": {},
        "outputs": outputs(existing),
    }


def outputs(stacks: list[tuple[tuple[str, str], Mapping[str, str]]]) -> dict[str, dict[str, dict[str, str]]]:
    """Outputs by system and stack."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for (system, stack), values in stacks:
        found.setdefault(system, {})[stack] = dict(values)
    return found
