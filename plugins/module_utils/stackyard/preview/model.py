"""The words for what a deployment would change, before it does: what people read, rails judge and files keep.

Plain frozen values, made from change sets or from two templates. Whatever is secret is masked before it gets in
here, so that nobody who prints, saves or compares them has to think of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..estimate.changes import Costs

KNOWN_LATER = "(known after deploy)"
"""Stands for a value that a stack not yet deployed will give."""


class Effect(StrEnum):
    """What a deployment does to one resource."""

    ADD = "add"
    MODIFY = "modify"
    REPLACE = "replace"
    REMOVE = "remove"
    IMPORT = "import"


@dataclass(frozen=True)
class PropertyChange:
    """One value, before and after; ``path`` as in ``Policies[0].PolicyName``, an empty side means "none".

    ``replaces``: this change alone makes a new resource (whether surely or only perhaps says the resource).
    """

    path: str
    before: str
    after: str
    replaces: bool = False


@dataclass(frozen=True)
class ResourceChange:
    """What happens to one resource.

    ``maybe``: it is replaced only if a value that is known later really differs. ``retained``: it leaves the stack
    (removed, or its old self when it is replaced) but stays in the account, as its policy says.
    """

    logical_id: str
    type: str
    effect: Effect
    physical_id: str = ""
    properties: tuple[PropertyChange, ...] = ()
    maybe: bool = False
    retained: bool = False


@dataclass(frozen=True)
class StackPreview:
    """What happens to one stack.

    ``name`` is its full CloudFormation name, ``stack`` the short one, ``action`` a ``plan.Action``, ``reason`` why.
    ``note`` says when the service could not be asked and templates were compared instead, and why.
    """

    name: str
    system: str
    stack: str
    action: str
    reason: str
    resources: tuple[ResourceChange, ...] = ()
    parameters: tuple[PropertyChange, ...] = ()
    change_set_id: str = ""
    note: str = ""


@dataclass(frozen=True, order=True)
class PermissionChange:
    """One thing that somebody may do from now on, or no longer.

    ``role``: who, in words of the templates (``trainings.api/GetTestRole``); ``action`` as in a policy
    (``dynamodb:PutItem``, ``not s3:*``), ``resource`` readable (``arn:aws:s3:::${Bucket}/*``).
    """

    role: str
    gained: bool
    action: str
    resource: str
    condition: str = ""
    denied: bool = False


@dataclass(frozen=True)
class TargetPreview:
    """What happens to a target: its stacks in their order, who may do what, and why functions get new code.

    ``code``: function (``trainings/get_test``) to the reasons in words. ``costs`` are counted where somebody
    asks for them.
    """

    stacks: tuple[StackPreview, ...]
    permissions: tuple[PermissionChange, ...] = ()
    code: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    costs: Costs = field(default_factory=Costs)
