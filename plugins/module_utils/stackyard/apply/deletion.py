"""Deletes stacks: those to be started over, after a look at what they hold, and any other when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from ..buckets import empty_bucket
from ..errors import StackyardError
from ..plan.model import StackState
from .asking import ask
from .events import REVIEW, first_failure, read_events
from .recovery import allows
from .remains import Remain, alive, holds_data, left_behind, remains
from .watch import Watch, newest_event
from .workshop import Workshop

BUCKET = "AWS::S3::Bucket"


class StuckError(StackyardError):
    """A stack that CloudFormation could not delete: as it is now, and what of it could not go."""

    def __init__(self, text: StackyardError, state: StackState, stuck: Sequence[Remain]) -> None:
        super().__init__(text.problem, given=text.given, remedy=text.remedy)
        self.state, self.stuck = state, tuple(stuck)


def start_over(workshop: Workshop, state: StackState) -> None:
    """Delete a stack that never worked. Raises ``StackyardError`` when that would lose data, or does not succeed."""
    workshop.observer.note(f"removing {state.name} ({state.status}){_old_cause(workshop, state)}")
    found = [] if state.status == REVIEW else remains(workshop, state.name, state.stack_id)
    kept = [one for one in alive(found) if allows(workshop.recovery.retain_resources, _name(workshop, one))]
    spare_data(workshop, state, [one for one in alive(found) if one not in kept])
    for one in left_behind(found):
        workshop.observer.note(f"{state.name}: {one} is left in the account, outside of any stack")
    if state.protected:
        cloudformation, stack_id = workshop.cloudformation, state.stack_id
        ask(
            workshop,
            lambda: cloudformation.update_termination_protection(StackName=stack_id, EnableTerminationProtection=False),
        )
    delete_stack(workshop, state, retain=[one.resource for one in kept])


def spare_data(workshop: Workshop, state: StackState, doomed: Sequence[Remain]) -> None:
    """Empty the buckets that may be emptied. Raises ``StackyardError`` naming everything else that holds data."""
    filled = [one for one in doomed if holds_data(workshop, one)]
    spared = [one for one in filled if not allows(workshop.recovery.discard_data, _name(workshop, one))]
    if spared:
        names = ",".join(_name(workshop, one) for one in spared)
        raise StackyardError(
            f"stack {state.name} has to be made anew ({state.status}), but it holds data",
            given=", ".join(map(str, spared)),
            remedy=f"keep it outside of the stack: -e retain_resources={names}; or lose it: -e discard_data={names}",
        )
    for one in filled:
        if one.resource_type == BUCKET:
            workshop.observer.note(f"{state.name}: emptying {one}")
            empty_bucket(workshop.s3, one.physical_id)


def delete_stack(workshop: Workshop, state: StackState, *, retain: Sequence[str] = ()) -> None:
    """Delete a stack and wait until it is gone; ``retain`` are logical ids of what is to stay in the account.

    Raises ``StuckError`` with the first resource that stays.
    """
    # CloudFormation lets resources be retained only once a deletion has failed.
    now = retain if state.status == "DELETE_FAILED" else ()
    watch, left = _deleted(workshop, state, now)
    if left and retain and not now:
        watch, left = _deleted(workshop, state, retain)
    if left is None:
        return
    raise _stuck(workshop, left, watch.cause or left.reason or "no reason given")


def _stuck(workshop: Workshop, state: StackState, cause: str) -> StuckError:
    stuck = [one for one in alive(remains(workshop, state.name, state.stack_id)) if one.status == "DELETE_FAILED"]
    names = ",".join(_name(workshop, one) for one in stuck)
    give_up = f"; or leave it in the account: add -e retain_resources={names}" if names else ""
    told = StackyardError(
        f"stack {state.name} cannot be deleted",
        given=f"{cause} ({state.status})",
        remedy=f"remove what the reason names, then run the same command again{give_up}",
    )
    return StuckError(told, state, stuck)


def _deleted(workshop: Workshop, state: StackState, retain: Sequence[str]) -> tuple[Watch, StackState | None]:
    """Delete a stack; how that went, and what the stack is like after it."""
    cloudformation = workshop.cloudformation
    mark = ask(workshop, lambda: newest_event(cloudformation, state.stack_id))
    watch = Watch(workshop, state.stack_id, after=mark, started=False)
    workshop.pace.go_on()
    kept = {"RetainResources": list(retain)} if retain else {}
    ask(workshop, lambda: cloudformation.delete_stack(StackName=state.stack_id, **kept))
    return watch, watch.until_settled()


def _old_cause(workshop: Workshop, state: StackState) -> str:
    """Why it came to this, as its events still tell."""
    if state.status == REVIEW:
        return ""
    failure = first_failure(ask(workshop, lambda: read_events(workshop.cloudformation, state.stack_id)))
    return f"; it failed by {failure.resource} ({failure.resource_type}): {failure.reason}" if failure else ""


def _name(workshop: Workshop, one: Remain) -> str:
    return one.name(workshop.target.prefix)
