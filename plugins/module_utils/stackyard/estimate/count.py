"""Counts what resources make somebody pay for, by the rules and a usage profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from .model import Counted, Resource
from .rules import MEASURES, drivers_of, is_known
from .usage import Usage

_QUEUE, _MAPPING = "AWS::SQS::Queue", "AWS::Lambda::EventSourceMapping"
_ARN = re.compile(r"\$\{(\w+)\.Arn\}")


def resources_of(system: str, stack: str, resources: Mapping[str, Mapping[str, Any]]) -> list[Resource]:
    """Take the resources of a stack as ``plan.resolve.Reader.resources`` gives them.

    What a mapping asks all day costs as its queue does, so a mapping has the queue's ``FifoQueue``.
    """
    found = {
        name: Resource(system, stack, name, str(one.get("Type", "")), _mapping(one.get("Properties")))
        for name, one in resources.items()
    }
    return [_like_its_queue(one, found) if one.kind == _MAPPING else one for one in found.values()]


def _like_its_queue(mapping: Resource, resources: Mapping[str, Resource]) -> Resource:
    arn = _ARN.fullmatch(str(mapping.properties.get("EventSourceArn", "")))
    queue = resources.get(arn[1]) if arn else None
    if queue is None or queue.kind != _QUEUE or "FifoQueue" not in queue.properties:
        return mapping
    return replace(mapping, properties={**mapping.properties, "FifoQueue": queue.properties["FifoQueue"]})


def count(resources: Iterable[Resource], usage: Usage) -> Counted:
    """Count the resources of any stacks. Types that no rule knows are named, never taken for free."""
    every = list(resources)
    drivers = tuple(driver for one in every for driver in drivers_of(one, usage.of(one)))
    return Counted(drivers, tuple(f"{one.place} ({one.kind})" for one in every if not is_known(one.kind)))


def misfits(documents: Mapping[tuple[str, str], Mapping[str, Any]], usage: Usage) -> list[str]:
    """Say what in a profile fits nothing; ``documents`` are templates by system and stack, all conditions included."""
    declared = {
        f"{system}/{stack}.{name}": str(_mapping(one).get("Type", ""))
        for (system, stack), document in documents.items()
        for name, one in _mapping(document.get("Resources")).items()
    }
    return usage.misfits(declared, MEASURES)


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}
