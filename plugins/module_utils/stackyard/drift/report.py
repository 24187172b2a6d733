"""Drift as people read it, on 80 columns: what differs, as expected → actual, and what nobody could compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..preview.lines import WIDTH, change_lines, printable, shortened, words
from ..text.words import counted
from .model import ResourceDrift, StackDrift, Status

_SIGNS = {Status.MODIFIED: "~", Status.DELETED: "-"}


def drift_lines(stacks: Sequence[StackDrift]) -> list[str]:
    """Write what was found: a block per stack that drifted or failed, then one line on all, then what was left out."""
    parts = [list(_stack(one)) for one in stacks if one.drifted or one.failure]
    lines = [line for part in parts for line in (*part, "")]
    return [*lines, *words("", summary(stacks)), *_left_out(stacks)]


def summary(stacks: Sequence[StackDrift]) -> str:
    """Say in one sentence what a comparison came to."""
    drifted = sum(len(one.drifted) for one in stacks)
    compared = sum(one.compared for one in stacks)
    found = f"{drifted} drifted" if drifted else "none drifted"
    failed = sum(bool(one.failure) for one in stacks)
    trouble = f"; {counted(failed, 'stack')} not wholly compared" if failed else ""
    return f"{counted(compared, 'resource')} of {counted(len(stacks), 'stack')} compared, {found}{trouble}"


def document(stacks: Sequence[StackDrift]) -> list[dict[str, Any]]:
    """Give the same as plain data; resources that are as they should be are only counted."""
    return [
        {
            "stack": one.name,
            "compared": one.compared,
            "failure": one.failure,
            "drifted": [_resource_document(resource) for resource in one.drifted],
            "not_compared": [resource.logical_id for resource in _not_compared(one)],
        }
        for one in stacks
    ]


def _resource_document(resource: ResourceDrift) -> dict[str, Any]:
    return {
        "logical_id": resource.logical_id,
        "type": resource.type,
        "physical_id": resource.physical_id,
        "status": str(resource.status),
        "properties": [vars(one) for one in resource.properties],
    }


def _stack(stack: StackDrift) -> Iterator[str]:
    yield from words("", f"{stack.name}: {counted(len(stack.drifted), 'resource')} drifted")
    if stack.failure:
        yield from words("  ", stack.failure)
    for resource in stack.drifted:
        head = f"  {_SIGNS[resource.status]} {printable(resource.logical_id)}"
        gone = ", DELETED" if resource.status is Status.DELETED else ""
        tail = f"{printable(resource.type.removeprefix('AWS::'))}{gone}"
        room = WIDTH - len(head) - 2
        yield f"{head}  {shortened(tail, room):>{room}}" if room > len(gone) else head
        for one in resource.properties:
            yield from change_lines("      ", one.path, one.expected, one.actual)
    for resource in stack.resources:
        if resource.status is Status.UNKNOWN:
            yield from words("  ? ", f"{resource.logical_id}: {resource.reason or 'could not be compared'}")


def _left_out(stacks: Iterable[StackDrift]) -> list[str]:
    """Name the types that were not compared, with how many there are of each."""
    kinds = Counter(resource.type for stack in stacks for resource in _not_compared(stack))
    if not kinds:
        return []
    told = ", ".join(f"{kind.removeprefix('AWS::')} ({count})" for kind, count in sorted(kinds.items()))
    return words("", f"not compared, because CloudFormation cannot: {told}")


def _not_compared(stack: StackDrift) -> list[ResourceDrift]:
    """Resources that CloudFormation has no comparison for; a nested stack is compared by itself."""
    skipped = (Status.NOT_CHECKED, Status.UNSUPPORTED)
    return [one for one in stack.resources if one.status in skipped and one.type != "AWS::CloudFormation::Stack"]
