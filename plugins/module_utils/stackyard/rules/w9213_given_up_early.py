"""A queue that gives a message up after a few tries: throttling alone, which is no failure, uses them up."""

from __future__ import annotations

from collections.abc import Iterator

from .dead_letters import redrive_policies
from .document import Document
from .event_sources import QUEUE, mappings
from .rule import Found, KitRule
from .settled import known

_FEWEST = 5


class GivenUpEarly(KitRule):
    """Flags queues of functions whose messages may be received less than five times."""

    id = "W9213"
    shortdesc = "Each throttled call counts as a try, so that few tries are used up while nothing is wrong"
    remedy = f"write `maxReceiveCount: {_FEWEST}` or more"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each queue that a function of the template works off."""
        sources = {one.source.name: one.source for one in mappings(document) if one.source is not None}
        for queue in (source for source in sources.values() if source.kind == QUEUE):
            for policy in redrive_policies(document, queue):
                counts = known(document, policy.value.get("maxReceiveCount", _FEWEST))
                few = [count for count in counts if str(count).isdecimal() and int(count) < _FEWEST]
                if few:
                    yield Found(policy.path, f"{queue.name} gives messages up after {few[0]} tries")
