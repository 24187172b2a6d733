"""Gathers what the report of a run needs from what a deployment was given and gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..apply.asking import AwsError
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..estimate.changes import Costs
from ..estimate.settings import EstimateSettings
from ..masks import MASK, masked, tells
from ..plan.model import Plan, StackSpec
from ..preview import Effect, ResourceChange, StackPreview, TargetPreview, compare_plan, plan_costs
from .model import Artifact, StackRun

_TELLING = 4  # characters; a shorter secret is found in anything


def shown_outputs(spec: StackSpec, outputs: Mapping[str, str]) -> dict[str, str]:
    """Outputs of a stack as they may be shown: what comes from a secret parameter is masked, by whatever way."""
    declared = spec.template.document.get("Outputs") or {}
    values = [str(spec.parameters.get(name) or spec.common.get(name) or "") for name in spec.template.secret]
    long = [value for value in values if len(value) >= _TELLING]
    return {
        name: MASK
        if tells(declared.get(name), spec.template.secret) or any(secret in value for secret in long)
        else masked(name, value)
        for name, value in outputs.items()
    }


def artifacts(composed: Mapping[str, Any]) -> tuple[Artifact, ...]:
    """What functions weigh, the biggest first, from composed systems as packaging leaves them."""
    found = [
        Artifact(f"{system}/{name}", made["state"], made["unpacked_bytes"], made["packed_bytes"], len(made["layers"]))
        for system, facts in composed.items()
        for name, function in facts.get("functions", {}).items()
        if (made := function.get("artifact"))
    ]
    return tuple(sorted(found, key=lambda one: (-one.unpacked, one.function)))


def outlook(
    workshop: Workshop, plan: Plan, reasons: Mapping[str, Sequence[str]], functions: Mapping[str, str]
) -> TargetPreview:
    """What is going to change, by templates alone; empty where that cannot be read, which stops no deployment."""
    with suppress(StackyardError, *AwsError):
        return compare_plan(workshop, plan, reasons, functions)
    return TargetPreview(())


def costs_ahead(workshop: Workshop, plan: Plan, wanted: EstimateSettings | None) -> Costs:
    """What the plan's stacks cost before and after; nothing where that cannot be counted, which stops no deployment."""
    if wanted:
        with suppress(StackyardError, *AwsError):
            return plan_costs(workshop, plan, wanted.usage)
    return Costs()


def confirmed(preview: TargetPreview, stacks: Sequence[StackRun]) -> TargetPreview:
    """Correct a preview by what the executed change sets said: what is replaced, and what templates do not show."""
    done = {stack.name: {name: (effect, kind) for effect, name, kind in stack.changes} for stack in stacks}
    return replace(preview, stacks=tuple(_confirmed(one, done.get(one.name, {})) for one in preview.stacks))


def _confirmed(preview: StackPreview, done: Mapping[str, tuple[str, str]]) -> StackPreview:
    known = tuple(
        replace(one, effect=Effect.REPLACE, maybe=False)
        if done.get(one.logical_id, ("", ""))[0] == Effect.REPLACE
        else one
        for one in preview.resources
    )
    named = {one.logical_id for one in known}
    more = (ResourceChange(name, kind, _effect(effect)) for name, (effect, kind) in done.items() if name not in named)
    return replace(preview, resources=(*known, *more))


def _effect(word: str) -> Effect:
    """The effect that a change set's action has; what it calls dynamic is decided later, and changes at least."""
    return Effect(word) if word in list(Effect) else Effect.MODIFY
