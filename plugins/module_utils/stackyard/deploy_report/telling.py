"""Applies something, and sees to it that its report and its task tell the same, whichever way it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..apply.deploy import Applied
from ..apply.failures import DeployError
from ..apply.report import applied_lines
from ..apply.results import applied_result
from .model import Run
from .story import Story

STOPPED = "the run was stopped before its end"


def reported(story: Story, apply: Callable[[], Sequence[Applied]], way_on: str = "") -> tuple[dict[str, Any], Run]:
    """Apply, and write the page; the task's result and the run.

    ``way_on`` says after a failure what to do about stacks that were changed all the same.
    """
    applied: Sequence[Applied] = ()
    error = STOPPED
    try:
        applied = apply()
        result, error = applied_result(applied), ""
    except DeployError as failure:
        applied = failure.applied
        error = "\n\n".join([str(failure), *left_changed(failure, way_on)])
        result = applied_result(applied) | {"failed": True, "msg": error, "failed_stacks": [*failure.failed]}
    except Exception as failure:
        error = str(failure)
        raise
    finally:
        run = story.end(applied, error)
    report = str(story.path or "")
    if error and report:
        result["msg"] += f"\n\nreport: {report}"
    return result | {"report": report}, run


def left_changed(failure: DeployError, way_on: str = "") -> list[str]:
    """Say which stacks a failed run changed: they stay as it left them."""
    changed = [one for one in failure.applied if one.done in ("created", "updated")]
    if not changed:
        return []
    lines = ["done all the same:", *(f"  {line}" for line in applied_lines(changed))]
    if way_on and any(one.done == "updated" for one in changed):
        lines.append(f"  remedy: {way_on}")
    return ["\n".join(lines)]
