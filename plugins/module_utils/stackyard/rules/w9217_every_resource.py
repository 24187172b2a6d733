"""A policy that allows an action on everything there is, though the action could be allowed on just what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import filter as matching
from functools import cache
from typing import Any

import cfnlint.data.AdditionalSpecs
from cfnlint.helpers import load_resource

from .document import Document
from .rule import Found, KitRule
from .statements import Statement, allowing

# Actions that cfn-lint's table names resources for, though naming one narrows nothing or breaks the call. By the page
# "Amazon CloudWatch permissions reference", DescribeAlarms and DescribeAlarmHistory tell nothing of composite alarms
# unless they are allowed on everything; and the only dataset of metrics that there may be (GetDataset) is `default`.
_KNOWS_NONE = frozenset(
    f"cloudwatch:{action}"
    for action in ("describealarmhistory", "describealarms", "getmetricdata", "listmetrics", "putmetricdata")
)


class EveryResource(KitRule):
    """Flags statements with resource `*` whose actions know narrower ones, unless a condition narrows them."""

    id = "W9217"
    shortdesc = "An action on every resource of the account reaches those of other systems and environments"
    remedy = "name the resources, or allow this on the resource with a reason"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each statement that allows something on everything."""
        for statement in allowing(document):
            if statement.body.get("Condition"):
                continue
            if "*" in statement.texts("Resource"):
                yield from self._of(statement, "Resource", "every resource")
            elif "NotResource" in statement.body:
                yield from self._of(statement, "NotResource", "every resource but a few")

    def _of(self, statement: Statement, key: str, which: str) -> Iterator[Found]:
        narrower = [action for action in statement.texts("Action") if _knows_narrower(action)]
        if narrower:
            yield Found((*statement.path, key), f"{statement.of.name} allows {', '.join(narrower)} on {which}")


def _knows_narrower(action: str) -> bool:
    """Whether an action can be allowed on less; of several that a pattern means, most of them (all: see W9216)."""
    service, _, pattern = action.lower().partition(":")
    actions = _services().get(service, {}).get("Actions", {})
    meant = matching(actions, pattern) if pattern.strip("*") else []
    narrower = [name for name in meant if actions[name].get("Resources") and f"{service}:{name}" not in _KNOWS_NONE]
    return 2 * len(narrower) > len(meant)


@cache
def _services() -> dict[str, Any]:
    """Give the table by which cfn-lint judges resources of statements."""
    found: dict[str, Any] = load_resource(cfnlint.data.AdditionalSpecs, "Policies.json")
    return found
