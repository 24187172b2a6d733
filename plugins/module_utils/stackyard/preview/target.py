"""The preview of a whole target: every stack that would change, asked about side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial

from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..faults import Faults
from ..plan.model import Plan, PlannedStack
from .change_sets import Asking
from .code import code_changes
from .model import StackPreview, TargetPreview
from .moving import Answer, look_at
from .permissions import permission_changes
from .sides import Sides, deployed_of
from .stack import compare_stack, preview_stack, unchanged

_AT_ONCE = 8  # change sets that are asked for side by side


def preview_plan(
    workshop: Workshop,
    plan: Plan,
    reasons: Mapping[str, Sequence[str]] | None = None,
    artifacts: Mapping[str, str] | None = None,
) -> TargetPreview:
    """Preview what applying a plan would change; the account is as before when this returns, however it returns.

    ``reasons``: why functions ("system/function") were packaged anew; ``artifacts``: function by key of its artifact.
    Raises ``StackyardError`` with everything that CloudFormation would refuse.
    """
    answers = look_at(plan, partial(_all_answers, workshop))
    faults, by_name = Faults("this deployment"), dict[str, StackPreview]()
    for _, answer in answers:
        with faults.collecting():
            if isinstance(answer, StackyardError):
                raise answer
            by_name[answer.name] = answer
    faults.raise_if_any()
    stacks = tuple(by_name.get(one.spec.name) or unchanged(one) for one in plan.stacks)
    permissions = permission_changes(sides for sides, _ in answers)
    return TargetPreview(stacks, permissions, code_changes(stacks, reasons or {}, artifacts or {}))


def compare_plan(
    workshop: Workshop, plan: Plan, reasons: Mapping[str, Sequence[str]], artifacts: Mapping[str, str]
) -> TargetPreview:
    """Preview by templates alone: one read for each stack that exists and changes, and nothing is made.

    What a change replaces only its change set says. Arguments as those of ``preview_plan``.
    """
    answers = look_at(plan, partial(_all_compared, workshop))
    by_name = {end.name: end for _, end in answers if isinstance(end, StackPreview)}
    stacks = tuple(by_name.get(one.spec.name) or unchanged(one) for one in plan.stacks)
    permissions = permission_changes(sides for sides, _ in answers)
    return TargetPreview(stacks, permissions, code_changes(stacks, reasons, artifacts))


def _all_compared(workshop: Workshop, changes: Sequence[PlannedStack]) -> list[Answer]:
    """Compare the templates of every stack."""
    with ThreadPoolExecutor(_AT_ONCE, "compare") as pool:
        return [(sides, compare_stack(sides)) for sides in pool.map(partial(_sides, workshop), changes)]


def _all_answers(workshop: Workshop, changes: Sequence[PlannedStack]) -> list[Answer]:
    """Ask about every stack. Whatever ends this early waits until each thread has removed what it made."""
    asking = Asking(workshop)
    pool = ThreadPoolExecutor(_AT_ONCE, "preview")
    try:
        jobs = [pool.submit(partial(_answer, asking, planned)) for planned in changes]
        for job in wait(jobs, return_when=FIRST_EXCEPTION).done:
            job.result()
        return [job.result() for job in jobs]
    finally:
        _close(asking, pool)


def _close(asking: Asking, pool: ThreadPoolExecutor) -> None:
    """Have every thread end, and wait for it, whoever presses Ctrl-C once more meanwhile."""
    with suppress(KeyboardInterrupt):
        asking.close()
        pool.shutdown(cancel_futures=True)
        return
    _close(asking, pool)


def _answer(asking: Asking, planned: PlannedStack) -> Answer:
    sides = _sides(asking.workshop, planned)
    try:
        return sides, preview_stack(asking, sides)
    except StackyardError as error:
        return sides, error


def _sides(workshop: Workshop, planned: PlannedStack) -> Sides:
    sides = Sides(planned, workshop.target)
    if not sides.lasting:
        return sides
    return Sides(planned, sides.target, deployed_of(workshop, sides.lasting))
