"""Brings a stack that an earlier run left half-way to a state from which it can be deployed.

This is what makes "the same command again" the answer to Ctrl-C, to a lost network and to a failed deployment. What
loses nothing happens by itself; everything else is explained, with what to type.
"""

from __future__ import annotations

from dataclasses import replace

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..plan.model import StackState
from ..plan.statuses import WayOut, way_out
from ..refusals import about_request, message_of
from .asking import ask
from .deletion import start_over
from .events import REVIEW, read_events
from .operations import new_token, who
from .patience import OutOfPatience, Patience
from .recovery import allows
from .remains import Remain, remains
from .watch import Watch, describe, newest_event
from .workshop import Workshop

_LOOKS = 10  # at a stack that somebody is about to make


def settle(workshop: Workshop, name: str) -> StackState | None:
    """Wait, roll back or delete until the stack is usable; its state then, ``None`` when it does not exist (any more).

    Raises ``StackyardError`` when it cannot be brought there.
    """
    state = ask(workshop, lambda: describe(workshop.cloudformation, name))
    while state and way_out(state.status) not in (WayOut.USE, WayOut.MAKE):
        state = _step(workshop, state)
    return state


def _step(workshop: Workshop, state: StackState) -> StackState | None:
    """Go one step on the way out."""
    match way_out(state.status):
        case WayOut.WAIT:
            return wait_for_others(workshop, state)
        case WayOut.START_OVER:
            start_over(workshop, state)
            return None
        case WayOut.ROLL_BACK | WayOut.CONTINUE:
            return finish_rollback(workshop, state)
        case _:
            raise _no_way(state)


def wait_for_others(workshop: Workshop, state: StackState) -> StackState | None:
    """Wait for an operation that is running; the stack after it.

    Raises ``StackyardError`` when it takes longer than the recovery's ``wait_minutes``.
    """
    events = ask(workshop, lambda: read_events(workshop.cloudformation, state.stack_id, running=True))
    since = f", since {events[0].at:%Y-%m-%d %H:%M} UTC" if events and events[0].at else ""
    by = f", by {somebody}" if events and (somebody := who(events[0].token)) else ""
    workshop.observer.note(f"waiting for {state.name} ({state.status}{since}{by})")
    minutes = workshop.recovery.wait_minutes
    patient = replace(workshop, pace=Patience.of(workshop.pace, 60 * minutes))
    try:
        return Watch(patient, state.stack_id).until_settled()
    except OutOfPatience:
        raise StackyardError(
            f"somebody else is changing stack {state.name}, for more than {minutes:g} minutes",
            given=f"{state.status}{since}{by}",
            remedy=f"wait for its end and run the same command again, or let it wait longer: "
            f"-e wait_minutes={2 * minutes:g}; an update can be given up by "
            f"`aws cloudformation cancel-update-stack --stack-name {state.name}`",
        ) from None


def wait_for_whoever_is_at_it(workshop: Workshop, name: str) -> StackState | None:
    """Let somebody end what they do to a stack, who came in between; the stack after it, which may be of any status.

    What they are about to begin is waited for as well, for some looks: they may be between a change set and its
    execution.
    """
    for look in workshop.pace.looks():
        state = ask(workshop, lambda: describe(workshop.cloudformation, name))
        if state is None or state.status != REVIEW or look == _LOOKS:
            break
    return wait_for_others(workshop, state) if state and state.in_progress else state


def finish_rollback(workshop: Workshop, state: StackState) -> StackState | None:
    """Take back an update that stopped half-way, or take up such a rollback again.

    What is named by the recovery's ``skip_resources`` is skipped if it failed. Raises ``StackyardError`` with the cause
    and what could be skipped when the rollback does not end.
    """
    workshop.observer.note(f"finishing the rollback of {state.name} ({state.status})")
    mark = ask(workshop, lambda: newest_event(workshop.cloudformation, state.stack_id))
    watch = Watch(workshop, state.stack_id, after=mark, started=False)
    workshop.pace.go_on()
    try:
        _roll_back(workshop, state)
    except ClientError as error:
        if not about_request(error):
            raise
        now = ask(workshop, lambda: describe(workshop.cloudformation, state.stack_id))
        if now is None or now.status != state.status:  # somebody else was faster
            return now
        raise _stuck(workshop, state, message_of(error)) from error
    settled = watch.until_settled()
    if settled is None or (way_out(settled.status) in (WayOut.USE, WayOut.CONTINUE) and settled.status != state.status):
        return settled
    raise _stuck(workshop, settled, watch.cause or settled.reason or "no reason given")


def _roll_back(workshop: Workshop, state: StackState) -> None:
    cloudformation, token = workshop.cloudformation, new_token()
    if way_out(state.status) is WayOut.ROLL_BACK:
        ask(workshop, lambda: cloudformation.rollback_stack(StackName=state.name, ClientRequestToken=token))
        return
    skipped = [
        one.resource
        for one in _failed(workshop, state)
        if allows(workshop.recovery.skip_resources, one.name(workshop.target.prefix))
    ]
    if skipped:
        workshop.observer.note(f"{state.name}: skipping {', '.join(skipped)}, which stay as they are")
    given = {"ResourcesToSkip": skipped} if skipped else {}
    ask(
        workshop,
        lambda: cloudformation.continue_update_rollback(StackName=state.name, ClientRequestToken=token, **given),
    )


def _failed(workshop: Workshop, state: StackState) -> list[Remain]:
    """What a rollback could not bring back: nothing else may be skipped."""
    return [
        one for one in remains(workshop, state.name, state.stack_id) if one.status in ("UPDATE_FAILED", "DELETE_FAILED")
    ]


def _stuck(workshop: Workshop, state: StackState, cause: str) -> StackyardError:
    names = ",".join(one.name(workshop.target.prefix) for one in _failed(workshop, state))
    skip = f"; or go on without what cannot be rolled back: -e skip_resources={names}" if names else ""
    return StackyardError(
        f"the rollback of {state.name} does not end",
        given=f"{cause} ({state.status})",
        remedy=f"mend what the reason names, then run the same command again{skip}",
    )


def _no_way(state: StackState) -> StackyardError:
    """Explain a status from which CloudFormation offers no call that would lose nothing."""
    return StackyardError(
        f"stack {state.name} cannot be deployed as it stands",
        given=f"{state.status}: {state.reason or 'no reason given'}",
        remedy=f"`aws cloudformation describe-stack-events --stack-name {state.name}` tells what failed; mend it, then "
        "continue the operation in the console, or ask AWS Support, and run the same command again",
    )
