"""A mapping by which one bad message makes its whole batch come back, until good ones are given up with it."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document, Possible
from .event_sources import Mapping, mappings
from .rule import Found, KitRule
from .settled import entries, known

_REPORTS = "ReportBatchItemFailures"


class WholeBatchesFail(KitRule):
    """Flags mappings of queues and streams that do not take a report of single failures."""

    id = "E9205"
    shortdesc = "Without a report of single failures one bad message drags its whole batch into the dead-letter queue"
    remedy = f"write `FunctionResponseTypes: [{_REPORTS}]`, and let the function answer with batchItemFailures"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each mapping whose batches are of more than one message."""
        told = set()
        for mapping in mappings(document):
            if mapping.kind and mapping.resource.name not in told and not _is_alone(document, mapping):
                told.add(mapping.resource.name)
                if not _reports(document, mapping):
                    yield Found(
                        mapping.resource.path, f"{mapping.resource.name} does not take reports of single failures"
                    )


def _is_alone(document: Document, mapping: Mapping) -> bool:
    """Whether each batch is one message, so that there is nothing to tell apart."""
    sizes = [size for one in document.possible(mapping.resource, "BatchSize") for size in known(document, one.value)]
    return bool(sizes) and all(str(size) == "1" for size in sizes)


def _reports(document: Document, mapping: Mapping) -> bool:
    """Whether it does so always: a condition that leaves it out makes whole batches fail wherever that holds."""
    said = list(document.possible(mapping.resource, "FunctionResponseTypes"))
    is_left_out = any(document.left_out(mapping.resource, "FunctionResponseTypes"))
    return bool(said) and not is_left_out and all(_REPORTS in _named(document, one) for one in said)


def _named(document: Document, said: Possible) -> list[object]:
    always = (entry for entry in entries(said) if entry.conditions == said.conditions)
    return [value for entry in always for value in known(document, entry.value)]
