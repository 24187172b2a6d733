"""A queue without a dead-letter queue: a message that a function cannot do comes back until SQS deletes it."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document
from .event_sources import QUEUE, mappings
from .rule import Found, KitRule


class NeverGivenUp(KitRule):
    """Flags queues that a function works off and that give nothing up."""

    id = "E9214"
    shortdesc = "A message that cannot be done is tried for days, at a price, and lost in the end"
    remedy = "add `RedrivePolicy: {deadLetterTargetArn: !GetAtt <queue>.Arn, maxReceiveCount: 5}`"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each queue of the template that a function works off."""
        sources = {one.source.name: one.source for one in mappings(document) if one.source is not None}
        for queue in sources.values():
            if queue.kind == QUEUE and not any(document.possible(queue, "RedrivePolicy")):
                yield Found(queue.path, f"{queue.name} never gives up a message")
