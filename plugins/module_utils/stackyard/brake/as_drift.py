"""What stopping changes of functions is drift to CloudFormation, and nothing that anybody should take back there.

Whoever takes back the note forgets what its function had. So drift is told without what the brake has done, and none is
taken back while an environment is stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..drift.model import PropertyDrift, ResourceDrift, StackDrift, Status
from ..errors import StackyardError
from .notes import TAG
from .status import Stopped

_RESERVE = "ReservedConcurrentExecutions"


def apart_from(stopped: Stopped, found: Iterable[StackDrift]) -> list[StackDrift]:
    """Leave out what stopping did to the functions that are stopped."""
    return [
        replace(
            stack, resources=tuple(_apart(one) if one.physical_id in stopped.names else one for one in stack.resources)
        )
        for stack in found
    ]


def refuse_while(stopped: Stopped, environment: str) -> None:
    """Raise ``StackyardError`` where functions are stopped: their notes would be taken back, too."""
    if stopped.count:
        raise StackyardError(
            "drift cannot be taken back while functions are stopped: what they had before would be forgotten",
            given=f"{stopped.count} of {environment} carry the tag {TAG}",
            remedy=f"bin/resume {environment}, then the same command again",
        )


def _apart(one: ResourceDrift) -> ResourceDrift:
    if one.status is not Status.MODIFIED:
        return one
    left = tuple(each for each in one.properties if not _is_of_the_brake(each))
    return replace(one, properties=left, status=Status.MODIFIED if left else Status.IN_SYNC)


def _is_of_the_brake(one: PropertyDrift) -> bool:
    """Whether it is the note, by its name or as a whole entry, or the reserve of nothing."""
    noted = one.path.startswith(f"Tags[{TAG}]") or (one.path.startswith("Tags[") and f'"{TAG}"' in one.actual)
    return noted or (one.path == _RESERVE and one.actual == "0")
