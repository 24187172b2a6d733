"""Holds the rails where they count: before the first write, and at every change set that is about to be executed.

A deployment that shows its preview is judged by it. Without one, the templates of stacks that change say which of them
touch anything that holds data; only these are previewed. What no preview can know, such as an output that comes out
otherwise and makes another stack change, meets the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ..apply.changes import Change
from ..apply.workshop import Workshop
from ..plan.model import Action, Plan, PlannedStack, StackSpec
from ..preview import preview_plan
from ..preview.echoes import without_echoes
from ..preview.model import Effect, ResourceChange, StackPreview, TargetPreview
from ..preview.resources import RETAINS, Comparison
from ..preview.sides import Sides, deployed_of, read_deployed
from ..templates.stateful import is_stateful
from .rails import refuse, stack_offences

_AT_ONCE = 8


@dataclass(frozen=True)
class Gate:
    """Judges change sets. ``allowed`` are patterns of resources that may be lost."""

    cloudformation: Any
    allowed: tuple[str, ...] = ()

    def __call__(self, spec: StackSpec, changes: tuple[Change, ...]) -> None:
        """Refuse a change set that would lose data. Raises ``StackyardError``."""
        touched = [one for one in without_echoes([change.told for change in changes]) if _may_lose(one)]
        unsaid = any(one["Action"] == "Remove" and not one.get("PolicyAction") for one in touched)
        deployed = read_deployed(self.cloudformation, spec.name).get("Resources", {}) if unsaid else {}
        resources = tuple(_resource_change(one, deployed) for one in touched)
        found = stack_offences(StackPreview(spec.name, *spec.key, "update", "", resources), self.allowed)
        refuse(found, so_far=f"stack {spec.name} was not changed")


def risky_stacks(workshop: Workshop, plan: Plan, *, even_one: bool = False) -> TargetPreview:
    """Preview those stacks of a plan, if any, that touch what holds data: all that rails have to know.

    A single stack needs no preview: nothing is written before its own change set meets the gate. It does where
    something is (``even_one``).
    """
    updates = [planned for planned in plan.changes if planned.action is Action.UPDATE]
    if not updates or (len(plan.changes) == 1 and not even_one):
        return TargetPreview(())
    with ThreadPoolExecutor(_AT_ONCE, "guard") as pool:
        risky = list(pool.map(_touches_data(workshop), updates))
    chosen = tuple(planned for planned, touches in zip(updates, risky, strict=True) if touches)
    return preview_plan(workshop, Plan(chosen)) if chosen else TargetPreview(())


def _touches_data(workshop: Workshop) -> Callable[[PlannedStack], bool]:
    def touches(planned: PlannedStack) -> bool:
        deployed = deployed_of(workshop, planned.state) if planned.state else {}
        changes: Sequence[ResourceChange] = Comparison(Sides(planned, workshop.target, deployed)).guessed()
        return any(is_stateful(one.type) and one.effect is not Effect.ADD for one in changes)

    return touches


def _may_lose(told: Mapping[str, Any]) -> bool:
    return is_stateful(told.get("ResourceType", "")) and _effect(told) in (Effect.REMOVE, Effect.REPLACE)


def _effect(told: Mapping[str, Any]) -> Effect:
    if told.get("Action") in ("Add", "Import"):
        return Effect.ADD
    if told.get("Action") == "Remove":
        return Effect.REMOVE
    return Effect.REPLACE if told.get("Replacement") in ("True", "Conditional") else Effect.MODIFY


def _resource_change(told: Mapping[str, Any], deployed: Mapping[str, Any]) -> ResourceChange:
    name = told["LogicalResourceId"]
    policy = str(told.get("PolicyAction") or deployed.get(name, {}).get("DeletionPolicy", ""))
    return ResourceChange(
        name,
        told["ResourceType"],
        _effect(told),
        told.get("PhysicalResourceId", ""),
        maybe=told.get("Replacement") == "Conditional",
        retained=policy in RETAINS or policy.endswith(("Retain", "Snapshot")),
    )
