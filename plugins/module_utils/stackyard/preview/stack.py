"""One stack's part of a preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..plan.digest import stack_digest
from ..plan.model import COMMIT_TAG, DIGEST_TAG, Action, PlannedStack
from .change_sets import Asking, Question, Refused, refused
from .differences import differences
from .model import KNOWN_LATER, PropertyChange, ResourceChange, StackPreview
from .placeholders import placeholders
from .resources import Comparison
from .sides import Sides

_ADDED_TAGS = (COMMIT_TAG, DIGEST_TAG)


def unchanged(planned: PlannedStack) -> StackPreview:
    """Preview a stack of which nothing changes."""
    return StackPreview(planned.spec.name, *planned.spec.key, str(planned.action), planned.reason)


def preview_stack(asking: Asking, sides: Sides) -> StackPreview:
    """Preview a stack that would be created, updated or recovered.

    Raises ``StackyardError`` when CloudFormation would refuse it.
    """
    comparison = Comparison(sides)
    resources, note = _resources(asking, sides, comparison)
    return replace(unchanged(sides.planned), resources=resources, parameters=tuple(_stack_level(sides)), note=note)


def compare_stack(sides: Sides) -> StackPreview:
    """Preview a stack by its templates alone, without asking CloudFormation for a change set."""
    resources = Comparison(sides).guessed()
    return replace(unchanged(sides.planned), resources=resources, parameters=tuple(_stack_level(sides)))


def _resources(asking: Asking, sides: Sides, comparison: Comparison) -> tuple[tuple[ResourceChange, ...], str]:
    """The resources' changes, and a note where CloudFormation could not tell them."""
    planned = sides.planned
    if planned.action is Action.RECOVER:
        return comparison.guessed(), "compared by templates: CloudFormation previews it once it is recovered"
    if not asking.workshop.bucket and not planned.spec.template.inline:
        return comparison.guessed(), "compared by templates: too big to be sent while there is no artifact bucket"
    try:
        return comparison.told(asking.changes(question(asking, planned))), ""
    except Refused as answer:
        if answer.forbidden:
            return comparison.guessed(), f"compared by templates, as change sets may not be made: {answer.reason}"
        if planned.unknown:
            reason = f"compared by templates: CloudFormation wants to know {', '.join(sorted(planned.unknown))} first"
            return comparison.guessed(), f"{reason} ({answer.reason})"
        raise refused(planned.spec, answer.reason) from answer


def question(asking: Asking, planned: PlannedStack) -> Question:
    """Give the change set that would be executed, as far as its values are known."""
    spec = planned.spec
    digest = stack_digest(spec, planned.parameters)
    return Question(
        spec=spec,
        parameters={**placeholders(planned, asking.workshop.target), **planned.parameters},
        tags={**spec.tags, COMMIT_TAG: asking.workshop.commit, DIGEST_TAG: digest},
        new=planned.state is None,
    )


def _stack_level(sides: Sides) -> Iterator[PropertyChange]:
    """What changes of the stack itself: parameters, tags, outputs, protection. Of a new one what is not known yet."""
    planned, state = sides.planned, sides.lasting
    if state is None:
        yield from (PropertyChange(name, "", KNOWN_LATER) for name in sorted(planned.unknown))
        return
    before, after = sides.before(), sides.after()
    yield from _values("", before.parameters, after.parameters)
    yield from _values("tag ", _without(state.tags), _without(planned.spec.tags))
    yield from _values("output ", before.outputs(), after.outputs())
    if state.protected != planned.spec.protected:
        words = {True: "on", False: "off"}
        yield PropertyChange("termination protection", words[state.protected], words[planned.spec.protected])


def _values(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PropertyChange]:
    for name in sorted({*before, *after}):
        for found in differences(before.get(name), after.get(name), name):
            yield replace(found, path=f"{kind}{found.path}")


def _without(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if key not in _ADDED_TAGS}
