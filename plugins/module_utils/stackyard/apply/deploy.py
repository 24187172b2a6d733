"""Brings one stack to what is wanted.

What was only planned is decided again with the outputs that exist by then.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..plan.claim import check_claim
from ..plan.decide import plan_stack
from ..plan.digest import same_end, stack_digest
from ..plan.model import COMMIT_TAG, DIGEST_TAG, Action, PlannedStack, StackSpec, StackState
from ..plan.values import Given, find_values
from ..refusals import BUSY, about_request, code_of, message_of
from .asking import ask
from .change_set import ChangeSet, Request, discard, execute_change_set, request_change_set
from .changes import Change
from .options import NoExpressError, express_or_not, refuses_express
from .places import Places
from .policies import keep_policy, lift_policy, restore_policy
from .polling import Stopped
from .recover import settle, wait_for_whoever_is_at_it
from .routes import steps
from .watch import Early, Watch
from .workshop import Workshop

# What CloudFormation answers when two deployments of one stack meet.
_SOMEBODY_ELSE = frozenset(
    {"AlreadyExistsException", "ChangeSetNotFound", "InvalidChangeSetStatus", "OperationInProgressException"}
)
_OVERTAKEN = ("_IN_PROGRESS state", "already exists and cannot be created")


class OvertakenError(StackyardError):
    """Somebody else is at work on the same stack, and was faster."""


@dataclass(frozen=True)
class Applied:
    """What was done to one stack. ``done`` is ``created``, ``updated``, ``protected`` or ``unchanged``."""

    spec: StackSpec
    done: str
    outputs: Mapping[str, str]
    changes: tuple[Change, ...] = ()
    seconds: float = 0.0


def apply_stack(
    workshop: Workshop, planned: PlannedStack, outputs: Mapping[tuple[str, str], Given], early: Early | None = None
) -> Applied:
    """Bring one stack to what is wanted, given the outputs of those before it.

    ``early`` is told the stack's own outputs when they are final before the stack is.
    """
    began = time.monotonic()
    spec, state = planned.spec, planned.state
    _check_claim(spec, state)
    if planned.action is Action.RECOVER:
        workshop.observer.stack_started(spec.name, planned.action, planned.reason)
        state = settle(workshop, spec.name)
        _check_claim(spec, state)  # whoever was waited for may have made it
    values = find_values(spec, outputs)
    now = plan_stack(spec, state, values)
    if state and now.action is Action.UNCHANGED:
        return _unchanged(workshop, spec, state)
    if planned.action is not Action.RECOVER:
        workshop.observer.stack_started(spec.name, now.action, now.reason)
    try:
        final, changes = change(workshop, now, early)
    except OvertakenError:
        theirs = wait_for_whoever_is_at_it(workshop, spec.name)
        _check_claim(spec, theirs)
        if theirs and plan_stack(spec, theirs, values).action is Action.UNCHANGED:  # they deployed the very same
            return _unchanged(workshop, spec, theirs)
        if theirs:
            restore_policy(workshop, spec.name)
        raise
    except StackyardError:
        if state:
            restore_policy(workshop, spec.name)
        raise
    guarded = protect(workshop, spec, final) | keep_policy(workshop, spec.name)
    done = "unchanged" if changes is None else "updated" if state else "created"
    if guarded and changes is None:
        done = "protected"
    return Applied(spec, done, final.outputs, changes or (), time.monotonic() - began)


def _check_claim(spec: StackSpec, state: StackState | None) -> None:
    """Leave a stack alone that another machine made. Raises ``ClaimedError``."""
    if state:
        check_claim(spec.name, spec.tags, state.tags)


def _unchanged(workshop: Workshop, spec: StackSpec, state: StackState) -> Applied:
    return Applied(spec, "protected" if keep_policy(workshop, spec.name) else "unchanged", state.outputs)


def change(
    workshop: Workshop, planned: PlannedStack, early: Early | None = None
) -> tuple[StackState, tuple[Change, ...] | None]:
    """Bring the stack to what is planned; no changes (``None``) when CloudFormation sees nothing to do."""
    spec, state = planned.spec, planned.state
    digest = stack_digest(spec, planned.parameters)
    tags = {**spec.tags, COMMIT_TAG: workshop.commit, DIGEST_TAG: digest}
    as_wanted = state and state.tags.get(DIGEST_TAG) == digest and same_end(spec, state)
    if state and as_wanted and "ROLLBACK" not in state.status:
        return state, None
    wanted = Request(spec.name, spec.template, planned.parameters, tags, spec.previous)
    *before, last = steps(workshop, wanted, state)
    changes: tuple[Change, ...] | None = None
    for request in before:
        state, changes = carry_out(workshop, spec, request, state)
    final, made = carry_out(workshop, spec, last, state, early)
    return final, made if changes is None else changes


def carry_out(
    workshop: Workshop, spec: StackSpec, request: Request, state: StackState | None, early: Early | None = None
) -> tuple[StackState, tuple[Change, ...] | None]:
    """Make one change set of a stack and execute it, without express mode where the service refuses that."""
    return express_or_not(
        workshop,
        lambda shop: _carry_out(shop, spec, request, state, early),
        lambda reason: workshop.observer.note(f"{spec.name}: no express mode here: {reason}"),
    )


def _carry_out(
    workshop: Workshop, spec: StackSpec, request: Request, state: StackState | None, early: Early | None
) -> tuple[StackState, tuple[Change, ...] | None]:
    try:
        ready = request_change_set(workshop, request, state)
    except ClientError as error:
        if not about_request(error):
            raise
        raise refused(spec, error) from error
    if ready:
        if state:
            admit(workshop, spec, ready)
        return execute(workshop, spec, ready, new=state is None, early=early), ready.changes
    if state is None:
        raise AssertionError("a new stack always has changes")
    return state, None


def admit(workshop: Workshop, spec: StackSpec, ready: ChangeSet) -> None:
    """Let the gate judge the change set of an existing stack, and the policy let it pass; or remove it."""
    try:
        workshop.gate(spec, ready.changes)
        lift_policy(workshop, spec.name, ready.changes)
    except BaseException:
        discard(workshop, ready, shell=False)
        raise


def execute(
    workshop: Workshop, spec: StackSpec, ready: ChangeSet, *, new: bool, early: Early | None = None
) -> StackState:
    """Execute a change set and wait for its end. Raises ``StackyardError`` with the first failed resource."""
    try:
        execute_change_set(workshop, ready)
    except Stopped:
        discard(workshop, ready, shell=new)
        raise
    except ClientError as error:
        no_express = about_request(error) and refuses_express(workshop, message_of(error))
        discard(workshop, ready, shell=new and not no_express)  # its shell is needed again at once
        if no_express:
            raise NoExpressError(message_of(error)) from error
        if not about_request(error):
            raise
        raise refused(spec, error) from error
    workshop.observer.changes_known(spec.name, ready.changes)
    watch = Watch(workshop, ready.stack_id, after=ready.mark, started=False, place=Places(spec), early=early)
    state = watch.until_settled()
    if state and state.usable and "ROLLBACK" not in state.status:
        return state
    status = state.status if state else "deleted"
    raise StackyardError(
        f"stack {spec.name} could not be {'created' if new else 'updated'}; it is rolled back ({status})",
        given=watch.cause or (state.reason if state else "") or "no reason given",
        remedy="mend what the reason names, then run the same command again",
    )


def protect(workshop: Workshop, spec: StackSpec, state: StackState) -> bool:
    """Set termination protection as the environment wants it; whether that was needed."""
    if state.protected == spec.protected:
        return False
    cloudformation, wanted = workshop.cloudformation, spec.protected
    ask(
        workshop,
        lambda: cloudformation.update_termination_protection(StackName=spec.name, EnableTerminationProtection=wanted),
    )
    return True


def refused(spec: StackSpec, error: ClientError) -> StackyardError:
    """Tell what CloudFormation refused outright (a template that is not valid, a missing permission)."""
    given = f"{code_of(error)}: {message_of(error)} (template: {spec.template.path})"
    if code_of(error) in _SOMEBODY_ELSE or any(words in message_of(error) for words in _OVERTAKEN):
        return OvertakenError(
            f"somebody else is changing stack {spec.name}",
            given=given,
            remedy="look at what they deployed, then run the same command again, one at a time",
        )
    if code_of(error) in BUSY:
        return StackyardError(
            f"CloudFormation gets too many requests, also for stack {spec.name}",
            given=given,
            remedy="run the same command again in a minute; nothing that was begun is lost",
        )
    return StackyardError(
        f"CloudFormation refuses stack {spec.name}",
        given=given,
        remedy="mend what the message names, then run the same command again",
    )
