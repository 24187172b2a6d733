"""What a change set says about one resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Change:
    """One resource that a change set touches; ``told`` is all that the change set says of it."""

    action: str  # Add, Modify, Remove...
    resource: str
    resource_type: str
    replacement: bool
    scope: tuple[str, ...]
    told: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def parse(cls, change: Mapping[str, Any]) -> Change:
        """Make a change from a ``ResourceChange`` of a ``describe_change_set`` answer."""
        return cls(
            action=change.get("Action", ""),
            resource=change.get("LogicalResourceId", ""),
            resource_type=change.get("ResourceType", ""),
            replacement=change.get("Replacement") == "True",
            scope=tuple(change.get("Scope") or ()),
            told=change,
        )

    @property
    def worth_telling(self) -> bool:
        """Whether more than the tags changes: digest and commit reach every resource with each update."""
        return self.action != "Modify" or set(self.scope) != {"Tags"}

    def __str__(self) -> str:
        sign = {"Add": "+", "Remove": "-"}.get(self.action, "~")
        return f"{sign} {self.resource} ({self.resource_type}){' REPLACED' if self.replacement else ''}"
