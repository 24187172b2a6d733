"""What the stacks of a plan cost, as they are deployed and as they will be: counted from both sides' templates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..apply.workshop import Workshop
from ..estimate.changes import Costs
from ..estimate.count import count, left_open, misfits, resources_of
from ..estimate.model import Counted
from ..estimate.usage import Usage
from ..plan.model import Action, Plan, PlannedStack
from ..plan.resolve import Reader
from .sides import Sides, deployed_of


def plan_costs(workshop: Workshop, plan: Plan, usage: Usage) -> Costs:
    """Count all stacks of a plan; one read for each that exists and changes, unless a preview has read it already.

    What a profile says of resources that are not there is noted, and stops nothing.
    """
    whole = Costs()
    for planned in plan.stacks:
        whole += _stack_costs(workshop, planned, usage)
    documents = {planned.spec.key: planned.spec.template.document for planned in plan.stacks}
    return whole + Costs(after=Counted(notes=tuple(misfits(documents, usage))))


def _stack_costs(workshop: Workshop, planned: PlannedStack, usage: Usage) -> Costs:
    sides = Sides(planned, workshop.target)
    after = _counted(planned, sides.after(), usage, planned.unknown)
    if planned.action is Action.UNCHANGED:
        return Costs(after, after)
    if not sides.lasting:
        return Costs(after=after)
    deployed: Mapping[str, Any] = deployed_of(workshop, sides.lasting)
    return Costs(_counted(planned, Sides(planned, workshop.target, deployed).before(), usage), after)


def _counted(planned: PlannedStack, reader: Reader, usage: Usage, unknown: Collection[str] = ()) -> Counted:
    resources = reader.resources()
    counted = count(resources_of(*planned.spec.key, resources), usage)
    return counted + left_open(*planned.spec.key, reader.document, unknown, resources)
