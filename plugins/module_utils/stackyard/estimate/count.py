"""Counts what resources make somebody pay for, by the rules and a usage profile."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from .model import Counted, Resource
from .rules import MEASURES, drivers_of, is_known
from .rules_extras import extras_of
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
    strange = [f"{one.place} ({one.kind})" for one in every if not is_known(one.kind)]
    besides = [f"{one.place} ({one.kind}: {what})" for one in every for what in extras_of(one)]
    return Counted(drivers, (*strange, *besides))


def left_open(
    system: str, stack: str, document: Mapping[str, Any], unknown: Collection[str], there: Container[str]
) -> Counted:
    """Name resources of a template that are not ``there``, but may be: parameters that are ``unknown`` yet decide."""
    asked = {name for name in _mapping(document.get("Conditions")) if _asks(document, name, unknown)}
    strange = (
        f"{system}/{stack}.{name} ({one.get('Type', '')}, if {one['Condition']} holds)"
        for name, one in _mapping(document.get("Resources")).items()
        if name not in there and isinstance(one, Mapping) and one.get("Condition") in asked
    )
    return Counted(strange=tuple(strange))


def _asks(document: Mapping[str, Any], condition: str, unknown: Collection[str], within: tuple[str, ...] = ()) -> bool:
    """Whether a condition, or one that it is made of, asks for a parameter whose value is not known."""

    def found(given: Any) -> bool:
        if isinstance(given, Mapping):
            if given.get("Ref") in unknown or "Fn::ImportValue" in given:
                return True
            name = given.get("Condition")
            if isinstance(name, str) and name not in within:
                return _asks(document, name, unknown, (*within, condition))
            return any(map(found, given.values()))
        return isinstance(given, list) and any(map(found, given))

    return found(_mapping(document.get("Conditions")).get(condition))


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
