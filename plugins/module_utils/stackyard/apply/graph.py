"""Applies a plan: stacks side by side, each as soon as the outputs are final that it takes from others.

Outputs are final before a stack is: once an update only cleans up, which can take minutes and fails nothing, those that
wait for it begin. The run itself waits for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ..plan.exports import traffic
from ..plan.model import Plan
from ..plan.order import Key, needs
from ..plan.values import Given
from .deploy import Applied, apply_stack
from .failures import DeployError
from .side_by_side import AT_ONCE, Job, SideBySide
from .workshop import Workshop

__all__ = ["AT_ONCE", "apply_plan"]


def apply_plan(workshop: Workshop, plan: Plan, *, at_once: int = AT_ONCE) -> list[Applied]:
    """Apply a plan, ``at_once`` stacks at a time; what was done, in the plan's order.

    Raises ``DeployError`` with every stack that failed, once all that can be done is done and no rollback is running
    any more. An interrupted run (``KeyboardInterrupt``, or ``Stopped`` when the pace was told to stop) tells the
    observer what CloudFormation still works at.
    """
    application = _Application(workshop, plan, at_once)
    workshop.observer.run_started(plan)
    application.run()
    applied = [application.done[name] for name in application.planned if name in application.done]
    if application.failed:
        failed = {name: application.failed[name] for name in application.planned if name in application.failed}
        skipped = {name: application.skipped[name] for name in application.planned if name in application.skipped}
        raise DeployError(failed, skipped, applied)
    return applied


class _Application(SideBySide[Applied]):
    """One application of a plan."""

    def __init__(self, workshop: Workshop, plan: Plan, at_once: int) -> None:
        self.planned = {planned.spec.name: planned for planned in plan.stacks}
        self.importing = {name for name, planned in self.planned.items() if traffic(planned.spec).imports}
        self.outputs: dict[Key, Given] = {}
        names = {planned.spec.key: planned.spec.name for planned in plan.stacks}
        waits_for = needs(planned.spec for planned in plan.stacks)
        super().__init__(
            workshop,
            {names[key]: {names[other] for other in others if other in names} for key, others in waits_for.items()},
            at_once,
        )

    def job(self, name: str) -> Job[Applied]:
        """Bring a stack about with the outputs that are there by now."""
        for other, end in self.done.items():
            self.outputs[self.planned[other].spec.key] = Given(end.outputs)
        needed = any(name in others for others in self.needs.values())
        early = partial(self._post_outputs, name) if needed else None
        return partial(apply_stack, planned=self.planned[name], outputs=dict(self.outputs), early=early)

    def is_there(self, need: str, name: str) -> bool:
        """Whether a stack has ended, or its outputs are final and nothing else of it is waited for (exports may be)."""
        outputs_are_enough = name not in self.importing
        return need in self.done or (outputs_are_enough and self.planned[need].spec.key in self.outputs)

    def word(self, done: Applied) -> str:
        """Say what was done."""
        return done.done

    def because(self, lost: str) -> str:
        """Say which outputs are missing."""
        return f"takes outputs of {lost}, which {'was not begun' if lost in self.skipped else 'failed'}"

    def _post_outputs(self, name: str, outputs: Mapping[str, str]) -> None:
        """Say in a stack's thread that its outputs are final."""
        self.inbox.put(partial(self.outputs.__setitem__, self.planned[name].spec.key, Given(outputs)))
