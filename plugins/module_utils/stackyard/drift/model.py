"""The words for drift: plain frozen values, with secrets masked before they get in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What a comparison of a resource came to, as CloudFormation names it."""

    IN_SYNC = "IN_SYNC"
    MODIFIED = "MODIFIED"
    DELETED = "DELETED"
    NOT_CHECKED = "NOT_CHECKED"
    UNKNOWN = "UNKNOWN"
    UNSUPPORTED = "UNSUPPORTED"


@dataclass(frozen=True)
class PropertyDrift:
    """One value that is not as the stack made it; ``path`` as in ``Tags[3].Value``, an empty side means "none"."""

    path: str
    expected: str
    actual: str


@dataclass(frozen=True)
class ResourceDrift:
    """One resource. ``reason`` says why it is ``UNKNOWN``."""

    logical_id: str
    type: str
    status: Status
    physical_id: str = ""
    properties: tuple[PropertyDrift, ...] = ()
    reason: str = ""

    @property
    def drifted(self) -> bool:
        """Whether it is changed, or gone."""
        return self.status in (Status.MODIFIED, Status.DELETED)


@dataclass(frozen=True)
class StackDrift:
    """One stack, every resource of it. ``failure``: why it could not be compared, wholly or in part; mostly empty."""

    name: str
    resources: tuple[ResourceDrift, ...] = ()
    failure: str = ""

    @property
    def drifted(self) -> tuple[ResourceDrift, ...]:
        """The resources that are changed, or gone."""
        return tuple(one for one in self.resources if one.drifted)

    @property
    def compared(self) -> int:
        """How many resources were really compared."""
        return sum(one.drifted or one.status is Status.IN_SYNC for one in self.resources)
