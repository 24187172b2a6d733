"""What tasks hand on of an application: facts for the tasks after them, and words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .deploy import Applied
from .report import applied_lines

Outputs = dict[str, dict[str, dict[str, str]]]


def applied_result(applied: Sequence[Applied]) -> dict[str, Any]:
    """A task's result from what was done to each stack."""
    return {
        "changed": any(one.done != "unchanged" for one in applied),
        "msg": "\n".join(applied_lines(applied)),
        "actions": {one.spec.name: one.done for one in applied},
        "changes": {one.spec.name: [str(change) for change in one.changes] for one in applied if one.changes},
        "outputs": outputs_by_system((one.spec.key, one.outputs) for one in applied),
    }


def outputs_by_system(stacks: Iterable[tuple[tuple[str, str], Mapping[str, str]]]) -> Outputs:
    """Outputs by system and stack, from those of each stack by its key."""
    found: Outputs = {}
    for (system, stack), values in stacks:
        found.setdefault(system, {})[stack] = dict(values)
    return found
