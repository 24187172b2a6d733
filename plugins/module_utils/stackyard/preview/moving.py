"""Finds outputs that a deployment may change, and what stacks that take them will see of it.

A plan knows the outputs that stacks have now. Where a resource is replaced or added, the outputs that name it will be
other ones: whoever takes them gets a value that is known after deploy only, even a stack of which nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import StackyardError
from ..masks import MASK
from ..plan.exports import is_known
from ..plan.model import Action, OutputRef, Plan, PlannedStack
from ..plan.order import Key
from .echoes import IDENTITY
from .model import KNOWN_LATER, Effect, ResourceChange, StackPreview
from .sides import Sides

_REFERENCE = re.compile(r"\$\{([^${}.]+)(?:\.([^${}]+))?\}")

Moving = Mapping[Key, Mapping[str, str | None]]
"""By stack the outputs that change, with their new values; ``None`` for what is known after deploy only."""


Answer = tuple[Sides, StackPreview | StackyardError]
Look = Callable[[Sequence[PlannedStack]], Sequence[Answer]]


def look_at(plan: Plan, look: Look) -> list[Answer]:
    """Look at the stacks of a plan that change, then at those that follow them, until nothing follows any more."""
    answers = {answer[0].planned.spec.key: answer for answer in look(plan.changes)}
    while again := _following(plan, answers):
        answers |= {answer[0].planned.spec.key: answer for answer in look(again)}
    return [answers[planned.spec.key] for planned in plan.stacks if planned.spec.key in answers]


def _following(plan: Plan, answers: Mapping[Key, Answer]) -> list[PlannedStack]:
    """Stacks that have to be looked at (again), as they are once the outputs that they take have changed."""
    looked = [(key, sides, end) for key, (sides, end) in answers.items() if isinstance(end, StackPreview)]
    moving = {key: moving_outputs(sides, preview) for key, sides, preview in looked}
    now = [answers[one.spec.key][0].planned if one.spec.key in answers else one for one in plan.stacks]
    return [moved for planned in now if (moved := with_moving(planned, moving)) is not planned]


def moving_outputs(sides: Sides, preview: StackPreview) -> dict[str, str | None]:
    """Give the outputs of a stack that will, or may, be others than they are now."""
    state = sides.lasting
    if state is None:
        return {}  # it has no outputs yet: its plan knows that
    changes = {one.logical_id: one for one in preview.resources}
    before, after = sides.before().outputs(), sides.after().outputs()
    found: dict[str, str | None] = {}
    for name, text in after.items():
        if _says_itself(text):
            if text != state.outputs.get(name):
                found[name] = text
        elif text != before.get(name, text) or _follows(text, changes):
            found[name] = None
    return found


def with_moving(planned: PlannedStack, moving: Moving) -> PlannedStack:
    """Give a planned stack as it is once those outputs have changed; itself when it takes none of them."""
    taken = dict(_taken(planned, moving))
    if not taken:
        return planned
    later = {name: reference for name, (reference, value) in taken.items() if value is None}
    known = {name: value for name, (_, value) in taken.items() if value is not None}
    parameters = {name: value for name, value in planned.parameters.items() if name not in later} | known
    unchanged = planned.action is Action.UNCHANGED
    names = ", ".join(sorted(f"{reference.stack}.{reference.output}" for reference, _ in taken.values()))
    return replace(
        planned,
        action=Action.UPDATE if unchanged else planned.action,
        reason=f"takes outputs that may change: {names}" if unchanged else planned.reason,
        parameters=parameters,
        unknown={**planned.unknown, **later},
    )


def _taken(planned: PlannedStack, moving: Moving) -> Iterable[tuple[str, tuple[OutputRef, str | None]]]:
    """The parameters of a stack that are known, and come from outputs that change."""
    given = {**planned.spec.common, **planned.spec.parameters}
    for name, now in planned.parameters.items():
        value = given.get(name)
        outputs = moving.get(value.producer, {}) if isinstance(value, OutputRef) else {}
        if isinstance(value, OutputRef) and value.output in outputs and outputs[value.output] != now:
            yield name, (value, outputs[value.output])


def _says_itself(text: str) -> bool:
    return is_known(text) and MASK not in text and KNOWN_LATER not in text


def _follows(text: str, changes: Mapping[str, ResourceChange]) -> bool:
    """Whether a text names a resource that will be another one, or an attribute that may be."""
    return any(_is_moved(changes[name], attribute) for name, attribute in _REFERENCE.findall(text) if name in changes)


def _is_moved(change: ResourceChange, attribute: str) -> bool:
    if change.effect in (Effect.ADD, Effect.REPLACE, Effect.IMPORT):
        return True
    return change.effect is Effect.MODIFY and bool(attribute) and not IDENTITY.search(attribute)
