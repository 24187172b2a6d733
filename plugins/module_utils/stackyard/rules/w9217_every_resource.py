"""A policy that allows an action on everything there is, though the action could be allowed on just what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import cfnlint.data.AdditionalSpecs
from cfnlint.helpers import load_resource

from .document import Document
from .rule import Found, KitRule
from .statements import Statement, allowing

# cfn-lint's table names a resource, but CloudWatch asks for none, and for all alarms whichever of them are named.
_KNOWS_NONE = frozenset({"cloudwatch:putmetricdata", "cloudwatch:describealarms"})


class EveryResource(KitRule):
    """Flags statements with resource `*` whose actions know narrower ones, unless a condition narrows them."""

    id = "W9217"
    shortdesc = "An action on every resource of the account reaches those of other systems and environments"
    remedy = "name the resources, or allow this on the resource with a reason"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each statement that allows something on everything."""
        for statement in allowing(document):
            if "*" in statement.texts("Resource") and not statement.body.get("Condition"):
                yield from self._of(statement)

    def _of(self, statement: Statement) -> Iterator[Found]:
        narrower = [action for action in statement.texts("Action") if _knows_narrower(action)]
        if narrower:
            path = (*statement.path, "Resource")
            yield Found(path, f"{statement.of.name} allows {', '.join(narrower)} on every resource")


def _knows_narrower(action: str) -> bool:
    service, _, name = action.lower().partition(":")
    known = _services().get(service, {}).get("Actions", {}).get(name, {})
    return action.lower() not in _KNOWS_NONE and bool(known.get("Resources"))


@cache
def _services() -> dict[str, Any]:
    """Give the table by which cfn-lint judges resources of statements."""
    found: dict[str, Any] = load_resource(cfnlint.data.AdditionalSpecs, "Policies.json")
    return found
