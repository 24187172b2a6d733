"""Leaves out of a change set what only seems to change.

CloudFormation counts everything that refers to a changed resource as changing, too: a role that gets one more action
makes its function "may be modified", and methods that call the function, and so on. But a resource that is not replaced
keeps its name, its id and its ARN, and whoever refers to one of those gets what it had.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

IDENTITY = re.compile(r"(Arn|ARN|Id|Name|Url|URL)$")
"""Attributes that a resource keeps while it is not replaced."""

_BY_REFERENCE = ("ResourceReference", "ResourceAttribute")

Change = Mapping[str, Any]


def without_echoes(changes: Iterable[Change]) -> list[Change]:
    """Give the ``ResourceChange`` entries of a change set without what follows resources that stay what they are."""
    now = list(changes)
    while True:
        moving = {one["LogicalResourceId"] for one in now if one.get("Action") != "Modify" or _replaced(one)}
        changing = {one["LogicalResourceId"] for one in now if set(one.get("Scope") or ()) != {"Tags"}}
        reduced = [found for found in (_reduced(one, moving, changing) for one in now) if found]
        if reduced == now:
            return now
        now = reduced


def _reduced(change: Change, moving: set[str], changing: set[str]) -> Change | None:
    """The change without its echoes; ``None`` when it was nothing else."""
    details: Sequence[Mapping[str, Any]] = change.get("Details") or ()
    kept = [detail for detail in details if not _is_echo(detail, moving, changing)]
    if len(kept) == len(details):
        return change
    if not kept:
        return None
    recreating = any(detail["Target"].get("RequiresRecreation") in ("Always", "Conditionally") for detail in kept)
    reduced = {**change, "Details": kept, "Scope": sorted({detail["Target"]["Attribute"] for detail in kept})}
    if change.get("Replacement") == "Conditional" and not recreating:
        reduced["Replacement"] = "False"
    return reduced


def _is_echo(detail: Mapping[str, Any], moving: set[str], changing: set[str]) -> bool:
    if detail.get("ChangeSource") not in _BY_REFERENCE:
        return False
    cause, _, attribute = str(detail.get("CausingEntity", "")).partition(".")
    if not cause or cause in moving:
        return False
    return cause not in changing or not attribute or bool(IDENTITY.search(attribute))


def _replaced(change: Change) -> bool:
    return change.get("Replacement") in ("True", "Conditional")
