"""What people read of a plan, an application and an account: short lines, no JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .apply.deploy import Applied
from .plan.model import Action, Plan, PlannedStack, StackState

_WOULD = {Action.CREATE: "would create", Action.UPDATE: "would update", Action.RECOVER: "would recover"}


def plan_lines(plan: Plan) -> list[str]:
    """One line per stack that would change."""
    return [f"{_WOULD[planned.action]} {planned.spec.name} ({planned.reason})" for planned in plan.changes]


def applied_lines(applied: Iterable[Applied]) -> list[str]:
    """One line per stack that changed, with the number of resources that really did."""
    return [
        f"{done.done} {done.spec.name} ({resources(done)}, {done.seconds:.1f} s)"
        for done in applied
        if done.done != "unchanged"
    ]


def resources(done: Applied) -> str:
    """How many resources a deployment touched."""
    count = sum(1 for change in done.changes if change.worth_telling)
    return f"{count} resource{'' if count == 1 else 's'}"


def plan_diffs(plan: Plan, deployed: Mapping[str, str]) -> list[dict[str, str]]:
    """Ansible ``diff`` entries of the stacks that would change: parameters and template, before and after.

    ``deployed``: template bodies of existing stacks by name.
    """
    return [
        {
            "before_header": f"{planned.spec.name} (deployed)",
            "after_header": f"{planned.spec.name} (planned)",
            "before": parameter_text(planned, before=True) + deployed.get(planned.spec.name, ""),
            "after": parameter_text(planned, before=False) + template_text(planned),
        }
        for planned in plan.changes
    ]


def template_text(planned: PlannedStack) -> str:
    """The template to be deployed; of a new stack only its resources, as there is nothing to compare it with."""
    if planned.state and planned.state.usable:
        return planned.spec.template.body
    resources = planned.spec.template.document["Resources"]
    return "".join(f"{name} ({resource['Type']})\n" for name, resource in sorted(resources.items()))


def parameter_text(planned: PlannedStack, *, before: bool) -> str:
    """The parameters as lines; secret ones are not shown."""
    if before:
        values = dict(planned.state.parameters) if planned.state else {}
    else:
        later = {name: f"(output {reference}, known after deploy)" for name, reference in planned.unknown.items()}
        defaults = {
            name: str(given["Default"]) for name, given in planned.spec.template.declared.items() if "Default" in given
        }
        values = {**defaults, **planned.parameters, **later}
    hidden = planned.spec.template.secret
    return "".join(f"# {name}: {'****' if name in hidden else values[name]}\n" for name in sorted(values))


def status_lines(states: Sequence[StackState]) -> list[str]:
    """One line per stack: name, status, when it changed last."""
    width = max((len(state.name) for state in states), default=0)
    return [f"{state.name:<{width}}  {state.status}{_moment(state)}" for state in states]


def _moment(state: StackState) -> str:
    return f"  {state.changed_at:%Y-%m-%d %H:%M} UTC" if state.changed_at else ""
