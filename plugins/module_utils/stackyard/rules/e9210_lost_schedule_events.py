"""A target that cannot be called: EventBridge tries for a day and forgets the event, unless a queue may have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .document import Document, Resource
from .e9207_schedule_expression import RULE, SCHEDULE
from .rule import Found, KitRule
from .settled import entries


class LostScheduleEvents(KitRule):
    """Flags targets of schedules and rules without a dead-letter queue."""

    id = "E9210"
    shortdesc = "An event whose target cannot be called is forgotten after a day when no queue may have it"
    remedy = "give the target `DeadLetterConfig: {Arn: !GetAtt <queue>.Arn}`, and the sender the right to send there"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at the target of each schedule, and at each target of a rule."""
        for resource in document.resources(RULE, SCHEDULE):
            yield from self._of(document, resource)

    def _of(self, document: Document, resource: Resource) -> Iterator[Found]:
        key = "Target" if resource.kind == SCHEDULE else "Targets"
        for held in document.possible(resource, key):
            for one in entries(held):
                if isinstance(one.value, Mapping) and not one.value.get("DeadLetterConfig"):
                    yield Found(one.path, f"{resource.name} has a target without a dead-letter queue")
