"""Deletes stacks side by side, each as soon as nobody stands on it any more, with everything in their buckets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from ..apply.asking import ask
from ..apply.deletion import BUCKET, StuckError, delete_stack
from ..apply.events import REVIEW
from ..apply.failures import DestroyError
from ..apply.recover import wait_for_others
from ..apply.recovery import allows
from ..apply.remains import Remain, alive, remains
from ..apply.side_by_side import AT_ONCE, Job, SideBySide
from ..apply.workshop import Workshop
from ..buckets import empty_bucket
from ..plan.model import SYSTEM_TAG, StackState

Consent = Callable[[StackState | None], None]
"""Asked of each stack right before anything of it goes, and with ``None`` before anything that no stack holds; raises
``StackyardError`` where that has to stay after all."""

_TIMES = 3  # that a stack is deleted whose buckets somebody fills meanwhile
_FILLED = (BUCKET, "AWS::CloudFormation::Stack")  # a nested stack may have such a bucket
REST_API = "AWS::ApiGateway::RestApi"
_OUTLIVE = (BUCKET, REST_API)  # buckets may be retained, and logs of an API's calls come after its end


def remove_stacks(
    workshop: Workshop,
    states: Sequence[StackState],
    before: Mapping[str, Collection[str]],
    nested: Mapping[str, Sequence[StackState]] | None = None,
    *,
    at_once: int = AT_ONCE,
    consent: Consent | None = None,
) -> list[Remain]:
    """Delete stacks, each after those of ``before``; the buckets and APIs that they had, which may have left something.

    ``nested``: the stacks that are nested in one, by its full name; they go with it. Raises ``DestroyError`` with every
    stack that could not be deleted, once all others are gone that can be.
    """
    removal = _Removal(workshop, states, before, nested or {}, at_once, consent=consent)
    workshop.observer.removal_started({state.name: _label(state, workshop.target.prefix) for state in states})
    removal.run()
    if removal.failed:
        raise DestroyError(removal.failed, removal.skipped)
    return [one for state in states for one in removal.done[state.name]]


class _Removal(SideBySide[list[Remain]]):
    """One removal of stacks."""

    def __init__(
        self,
        workshop: Workshop,
        states: Sequence[StackState],
        before: Mapping[str, Collection[str]],
        nested: Mapping[str, Sequence[StackState]],
        at_once: int,
        *,
        consent: Consent | None,
    ) -> None:
        self.states = {state.name: state for state in states}
        self.nested = nested
        self.consent = consent
        super().__init__(workshop, {name: before.get(name, ()) for name in self.states}, at_once)

    def job(self, name: str) -> Job[list[Remain]]:
        """Delete a stack."""
        nested = self.nested.get(name, ())
        return partial(remove_stack, state=self.states[name], nested=nested, consent=self.consent)

    def word(self, done: list[Remain]) -> str:  # noqa: ARG002  # there is only one way to be gone
        """Say that it is gone."""
        return "deleted"

    def because(self, lost: str) -> str:
        """Say who still takes something from it."""
        return f"{lost} takes something from it, and {'stays, too' if lost in self.skipped else 'could not be deleted'}"


def remove_stack(
    workshop: Workshop, state: StackState, nested: Sequence[StackState] = (), consent: Consent | None = None
) -> list[Remain]:
    """Empty a stack's buckets, lift its protection, delete it; the buckets and APIs that it had.

    Raises ``StackyardError`` when it cannot be deleted, or somebody else works at it for too long.
    """
    workshop.observer.stack_started(state.name, "delete", state.status)
    settled = wait_for_others(workshop, state) if state.in_progress else state
    if settled is None:
        return []
    consent = consent or _of_everybody
    consent(settled)
    found = [] if settled.status == REVIEW else remains(workshop, settled.name, settled.stack_id)
    workshop.observer.removal_known(state.name, len(alive(found)))
    inside = [one for inner in nested for one in alive(remains(workshop, inner.name, inner.stack_id))]
    outlive = [one for one in (*alive(found), *inside) if one.resource_type in _OUTLIVE]
    buckets = [one.physical_id for one in outlive if one.resource_type == BUCKET]
    if settled.protected:
        ask(
            workshop,
            lambda: workshop.cloudformation.update_termination_protection(
                StackName=settled.stack_id, EnableTerminationProtection=False
            ),
        )
    _delete(workshop, settled, buckets, _kept(workshop, alive(found)), consent)
    return outlive


def _of_everybody(state: StackState | None) -> None:
    """Let everything go."""
    del state


def _delete(
    workshop: Workshop, state: StackState, buckets: Sequence[str], kept: Sequence[str], consent: Consent
) -> None:
    """Delete a stack with all that is in its buckets, also what others put there meanwhile."""
    for time in range(1, _TIMES + 1):
        for bucket in buckets:
            consent(state)
            ask(workshop, partial(empty_bucket, workshop.s3, bucket))
        consent(state)  # a bucket takes its time
        try:
            delete_stack(workshop, state, retain=kept)
        except StuckError as error:
            if time == _TIMES or not any(one.resource_type in _FILLED for one in error.stuck):
                raise
            workshop.observer.note(f"{state.name}: {error.given}; emptying its buckets again")
            state = error.state
        else:
            return


def _kept(workshop: Workshop, found: Sequence[Remain]) -> list[str]:
    """Logical ids of what whoever runs the command wants to keep in the account."""
    prefix = workshop.target.prefix
    return [one.resource for one in found if allows(workshop.recovery.retain_resources, one.name(prefix))]


def _label(state: StackState, prefix: str) -> str:
    """How a stack is named in rows: ``system.stack``, as deployments do; its full name where no system is known."""
    system = state.tags.get(SYSTEM_TAG, "")
    stack = state.name.removeprefix(f"{prefix}-{system}-")
    return f"{system}.{stack}" if system and stack != state.name else state.name
