"""The words of an estimate: what costs something, how much of it there is, and what nobody can tell.

Plain frozen values. Quantities are of one month; they come from templates and from a usage profile, never from prices,
so that a preview can keep what it counted and be priced later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Resource:
    """A resource of a template with its parameters filled in.

    ``kind`` is its type ("AWS::SQS::Queue"), ``properties`` are as ``plan.resolve.Reader`` gives them.
    """

    system: str
    stack: str
    name: str
    kind: str
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """How people find it: "api.GetTestFunction" is what a profile calls it, with its system before."""
        return f"{self.system}/{self.stack}.{self.name}"


@dataclass(frozen=True)
class Driver:
    """One thing of a resource that is paid for: so many units of a dimension a month.

    ``dimension`` is a name of the price file ("sqs.requests"); ``fixed`` says that it costs the same whatever happens;
    ``quantity`` is ``None`` where the profile does not say how often, or where a value is known after deploy only;
    ``how`` says where the quantity comes from.
    """

    place: str
    dimension: str
    fixed: bool
    quantity: Decimal | None
    how: str = ""


@dataclass(frozen=True)
class Counted:
    """Everything that templates make somebody pay for, and what nobody here knows the costs of.

    ``strange`` are resources whose type no rule knows, as "system/stack.Name (type)"; ``notes`` say what of the profile
    could not be used.
    """

    drivers: tuple[Driver, ...] = ()
    strange: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Counted) -> Counted:
        notes = tuple(dict.fromkeys((*self.notes, *other.notes)))
        return Counted((*self.drivers, *other.drivers), (*self.strange, *other.strange), notes)
