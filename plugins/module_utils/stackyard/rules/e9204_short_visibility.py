"""A queue that shows messages again while a function still works on them, so that they are done twice and given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .document import Document, Possible, Resource
from .event_sources import QUEUE, Mapping, mappings
from .rule import Found, KitRule
from .settled import settled, together
from .visibility import DEFAULT_TIMEOUT, DEFAULT_VISIBILITY, ID, REMEDY, needed


class ShortVisibility(KitRule):
    """Flags queues whose visibility timeout is below six times the timeout of the function that works them off."""

    id = ID
    shortdesc = "A message that becomes visible while it is worked on is done twice, and given up too early"
    remedy = REMEDY

    def find(self, document: Document) -> Iterator[Found]:
        """Compare each queue with the function that works it off, where both stand in the template."""
        for mapping in mappings(document):
            queue, function = mapping.source, mapping.function
            if queue is not None and queue.kind == QUEUE and function is not None:
                yield from self._of(document, mapping, queue, function)

    def _of(self, document: Document, mapping: Mapping, queue: Resource, function: Resource) -> Iterator[Found]:
        windows = numbers(document, mapping.resource, "MaximumBatchingWindowInSeconds", 0)
        window = min((int(one.value) for one in windows), default=0)
        for timeout in numbers(document, function, "Timeout", DEFAULT_TIMEOUT):
            for visible in numbers(document, queue, "VisibilityTimeout", DEFAULT_VISIBILITY):
                enough = needed(int(timeout.value), window)
                if together(timeout, visible) and int(visible.value) < enough:
                    yield Found(
                        visible.path if "VisibilityTimeout" in visible.path else queue.path,
                        f"{queue.name} hides messages for {visible.value} s, "
                        f"{function.name} may take {timeout.value} s: {enough} are needed",
                    )
                    return


def numbers(document: Document, resource: Resource, key: str, default: int) -> list[Possible]:
    """Give what a property is by literal or by a parameter's default, in seconds; the service's default without it."""
    if key not in resource.properties:
        return [Possible(resource.path, default)]
    found: dict[Any, Possible] = {one.path: replace(one, value=default) for one in document.left_out(resource, key)}
    for one in settled(document, resource, key):
        if str(one.value).isdecimal():
            found.setdefault(one.path, one)  # the first is the default; allowed values are chosen together with others
    return list(found.values())
