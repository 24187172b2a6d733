"""A stream that stands still at a record which cannot be done, until it and all behind it are too old."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document
from .event_sources import mappings
from .rule import Found, KitRule


class StreamStandsStill(KitRule):
    """Flags mappings of streams without a limit of tries or age, and without a destination of what they give up."""

    id = "E9226"
    shortdesc = "A record that cannot be done holds up its shard until records behind it are lost for their age"
    remedy = (
        "write MaximumRetryAttempts or MaximumRecordAgeInSeconds, and "
        "`DestinationConfig: {OnFailure: {Destination: ...}}`"
    )

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each mapping of a stream."""
        for mapping in mappings(document):
            resource = mapping.resource
            if mapping.kind != "stream":
                continue
            limits = ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds")
            if not any(any(document.possible(resource, limit)) for limit in limits):
                yield Found(resource.path, f"{resource.name} tries a record until it is too old")
            elif not any(document.possible(resource, "DestinationConfig", "OnFailure", "Destination")):
                yield Found(resource.path, f"{resource.name} forgets the records that it gives up")
