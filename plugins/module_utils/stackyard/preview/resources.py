"""What happens to each resource of a stack: CloudFormation's word on the effect, and the values before and after.

Where CloudFormation sends the values with a change (``IncludePropertyValues``), they are taken from there. Where it
does not, or where they would hold a secret or a stand-in, both templates are compared instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..masks import MASK
from ..plan.model import COMMIT_TAG, DIGEST_TAG
from ..plan.resolve import text_of
from .differences import differences
from .echoes import without_echoes
from .model import KNOWN_LATER, Effect, PropertyChange, ResourceChange
from .sides import Sides

_ATTRIBUTES = ("DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy")
_EFFECTS = {"Add": Effect.ADD, "Remove": Effect.REMOVE, "Import": Effect.IMPORT}
RETAINS = ("Retain", "RetainExceptOnCreate", "Snapshot")
_NOT_YET = "{{changeSet:KNOWN_AFTER_APPLY}}"  # how CloudFormation writes it


@dataclass(frozen=True)
class Comparison:
    """The resources of a stack on both sides."""

    sides: Sides

    @cached_property
    def before(self) -> Mapping[str, Mapping[str, Any]]:
        """Resources as deployed."""
        return self.sides.before().resources()

    @cached_property
    def after(self) -> Mapping[str, Mapping[str, Any]]:
        """Resources as wanted."""
        return self.sides.after().resources()

    def told(self, changes: Iterable[Mapping[str, Any]]) -> tuple[ResourceChange, ...]:
        """Give what a change set's ``ResourceChange`` entries say; what only gets new tags of the kit is left out."""
        told = [one for change in without_echoes(changes) if (one := self._told(change))]
        names = {one.logical_id for one in told}
        later = [one for one in self._later() if one.logical_id not in names]
        return tuple(sorted([*told, *later], key=_order))

    def _later(self) -> list[ResourceChange]:
        """What values change that are known later: a change set has but stand-ins for them, and cannot say it."""
        if not self.sides.planned.unknown:
            return []
        modified = (one for one in self.guessed() if one.effect is Effect.MODIFY)
        return [one for one in modified if any(KNOWN_LATER in change.after for change in one.properties)]

    def guessed(self) -> tuple[ResourceChange, ...]:
        """Give what the templates alone say: whether a change replaces a resource only its service knows."""
        found = (self._guessed(name) for name in {**self.before, **self.after})
        return tuple(sorted(filter(None, found), key=_order))

    def _told(self, change: Mapping[str, Any]) -> ResourceChange | None:
        name, action = change["LogicalResourceId"], change.get("Action", "")
        replacement = change.get("Replacement") if action in ("Modify", "Dynamic") else ""
        replaced = Effect.REPLACE if replacement in ("True", "Conditional") else Effect.MODIFY
        effect = _EFFECTS.get(action, replaced)
        properties = () if action in _EFFECTS else self._properties(change)
        if effect is Effect.MODIFY and not properties and set(change.get("Scope") or ()) <= {"Tags"}:
            return None
        return ResourceChange(
            logical_id=name,
            type=change.get("ResourceType", ""),
            effect=effect,
            physical_id=change.get("PhysicalResourceId", ""),
            properties=properties,
            maybe=replacement == "Conditional" or action == "Dynamic",
            retained=self._retained(name, effect, change.get("PolicyAction", "")),
        )

    def _guessed(self, name: str) -> ResourceChange | None:
        before, after = self.before.get(name), self.after.get(name)
        one = after or before or {}
        kind = str(one.get("Type", ""))
        if before is None or after is None:
            effect = Effect.ADD if before is None else Effect.REMOVE
            return ResourceChange(name, kind, effect, retained=self._retained(name, effect, ""))
        properties = self._compared(name)
        if before.get("Type") != after.get("Type"):
            retained = self._retained(name, Effect.REPLACE, "")
            return ResourceChange(name, kind, Effect.REPLACE, properties=properties, retained=retained)
        return ResourceChange(name, kind, Effect.MODIFY, properties=properties) if properties else None

    def _retained(self, name: str, effect: Effect, policy: str) -> bool:
        if policy:
            return policy.endswith(("Retain", "Snapshot"))
        if effect is Effect.REMOVE:
            return self.before.get(name, {}).get("DeletionPolicy") in RETAINS
        return effect is Effect.REPLACE and self.after.get(name, {}).get("UpdateReplacePolicy") in RETAINS

    def _properties(self, change: Mapping[str, Any]) -> tuple[PropertyChange, ...]:
        name, details = change["LogicalResourceId"], change.get("Details") or ()
        found = self._sent(name, change) or self._compared(name)
        recreating = {
            detail["Target"].get("Name", "")
            for detail in details
            if detail.get("Target", {}).get("RequiresRecreation") in ("Always", "Conditionally")
        }
        marked = [replace(one, replaces=_top(one.path) in recreating) for one in found]
        return (*marked, *self._unexplained(details, {_top(one.path) for one in found}, recreating))

    def _unexplained(
        self, details: Iterable[Mapping[str, Any]], explained: set[str], recreating: set[str]
    ) -> Iterable[PropertyChange]:
        """Properties that CloudFormation names and that look alike on both sides: they follow another resource."""
        causes: dict[str, str] = {}
        for detail in details:
            name = detail.get("Target", {}).get("Name", "")
            if name and name not in explained:
                causes[name] = causes.get(name) or detail.get("CausingEntity", "")
        for name, cause in causes.items():
            if cause:
                secret = f"{MASK} " if cause in self.sides.planned.spec.template.secret else ""
                follows = f"{secret}(follows {cause})"
                yield PropertyChange(name, follows, follows, name in recreating)

    def _sent(self, name: str, change: Mapping[str, Any]) -> tuple[PropertyChange, ...]:
        """What CloudFormation sent of both sides; nothing where it may not be shown as it is."""
        if self.sides.planned.unknown or MASK in text_of([self.before.get(name, {}), self.after.get(name, {})]):
            return ()
        before, after = (_context(change.get(side)) for side in ("BeforeContext", "AfterContext"))
        if before is None or after is None:
            return ()
        return self._differing(before, after)

    def _compared(self, name: str) -> tuple[PropertyChange, ...]:
        return self._differing(self.before.get(name, {}), self.after.get(name, {}))

    def _differing(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[PropertyChange, ...]:
        old, new = (self._without_own_tags(side.get("Properties") or {}) for side in (before, after))
        attributes = [one for name in _ATTRIBUTES for one in differences(before.get(name), after.get(name), name)]
        return (*differences(old, new), *attributes)

    def _without_own_tags(self, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        """Leave out the tags that the stack hands on, which change with every commit."""
        own = {*self.sides.planned.spec.tags, COMMIT_TAG, DIGEST_TAG}
        tags = properties.get("Tags")
        if isinstance(tags, list):
            tags = [tag for tag in tags if not (isinstance(tag, Mapping) and tag.get("Key") in own)] or None
        elif isinstance(tags, Mapping):
            tags = {key: value for key, value in tags.items() if key not in own} or None
        rest = {key: value for key, value in properties.items() if key != "Tags"}
        return {**rest, "Tags": tags} if tags else rest


def _context(text: str | None) -> Mapping[str, Any] | None:
    if not text:
        return None
    try:
        found = json.loads(text.replace(_NOT_YET, KNOWN_LATER))
    except ValueError:
        return None
    return found if isinstance(found, Mapping) else None


def _top(path: str) -> str:
    return path.replace("[", ".").partition(".")[0]


_RANKS = {effect: rank for rank, effect in enumerate((Effect.REPLACE, Effect.REMOVE, Effect.MODIFY, Effect.ADD))}


def _order(change: ResourceChange) -> tuple[int, str]:
    """What may hurt comes first."""
    return _RANKS.get(change.effect, len(_RANKS)), change.logical_id
