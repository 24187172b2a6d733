"""The words that plan and apply share: what is wanted, what is there, and what will be done about the difference.

They are plain frozen values, so that a plan can be made, printed and tested without an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .statuses import WayOut, way_out
from .template import Template

ENVIRONMENT_TAG = "stackyard:environment"
SYSTEM_TAG = "stackyard:system"
COMMIT_TAG = "stackyard:commit"
DIGEST_TAG = "stackyard:digest"
EXPIRES_TAG = "stackyard:expires"
CLAIM_TAG = "stackyard:claim"


class Action(StrEnum):
    """What a plan intends for one stack."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    RECOVER = "recover"  # an earlier run left it half-way: wait, roll back or delete first, then decide again


@dataclass(frozen=True, order=True)
class OutputRef:
    """A parameter's value that an output of another stack gives."""

    system: str
    stack: str
    output: str

    @property
    def producer(self) -> tuple[str, str]:
        """Key of the stack that has the output."""
        return (self.system, self.stack)

    def __str__(self) -> str:
        return f"{self.system}.{self.stack}.{self.output}"


class Unread(str):
    """Stands for a parameter's value that could not be read: that is told, and nothing more is said of it."""

    __slots__ = ()


@dataclass(frozen=True)
class StackSpec:
    """A stack as it is wanted.

    ``name`` is its full CloudFormation name; ``parameters`` are the explicit ones, which the template must declare;
    ``common`` goes to those parameters that the template happens to declare. ``tags`` lack digest and commit.
    ``previous`` names parameters that keep the value they are deployed with.
    """

    system: str
    stack: str
    name: str
    template: Template
    parameters: Mapping[str, str | OutputRef] = field(default_factory=dict)
    common: Mapping[str, str | OutputRef] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False
    previous: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """System and short name: how other stacks refer to this one."""
        return (self.system, self.stack)


@dataclass(frozen=True)
class StackState:
    """A stack as the account has it.

    ``exports`` are the names by which it exports some of its outputs. ``root`` is the id of the stack at the very top
    that it is nested in.
    """

    name: str
    stack_id: str
    status: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False
    reason: str = ""
    changed_at: datetime | None = None
    exports: Mapping[str, str] = field(default_factory=dict)
    root: str = ""

    @property
    def in_progress(self) -> bool:
        """Whether CloudFormation is at work on it (a stack under review only waits)."""
        return way_out(self.status) is WayOut.WAIT

    @property
    def usable(self) -> bool:
        """Whether it can be updated by a change set as it stands."""
        return way_out(self.status) is WayOut.USE


@dataclass(frozen=True)
class PlannedStack:
    """One stack's part of a plan.

    ``parameters`` are the values known now; ``unknown`` are those that a stack not yet deployed will give.
    """

    spec: StackSpec
    state: StackState | None
    action: Action
    reason: str
    parameters: Mapping[str, str]
    unknown: Mapping[str, OutputRef]


@dataclass(frozen=True)
class Plan:
    """What will be done, in the order in which it will be done."""

    stacks: tuple[PlannedStack, ...]

    @property
    def changes(self) -> tuple[PlannedStack, ...]:
        """The stacks that are not as they are wanted."""
        return tuple(planned for planned in self.stacks if planned.action is not Action.UNCHANGED)
