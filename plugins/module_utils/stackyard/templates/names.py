"""Finds what a part of a template depends on: resources and parameters by their names, and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_VARIABLE = re.compile(r"\$\{([^!${}][^${}]*)\}")


def referred(value: Any) -> set[str]:
    """Give the names that a value refers to by ``Ref``, ``Fn::GetAtt`` and ``Fn::Sub``, however deep."""
    return set(_referred(value))


def _referred(value: Any) -> Iterator[str]:
    for key, item in _entries(value):
        if key == "Ref" and isinstance(item, str):
            yield item
        elif key == "Fn::GetAtt" and item and isinstance(item, str | list):
            yield item.split(".")[0] if isinstance(item, str) else str(item[0])
        elif key == "Fn::Sub" and isinstance(item, str):
            yield from _variables(item)
        elif key == "Fn::Sub" and isinstance(item, list) and item:
            text, *own = item
            yield from _variables(str(text)) - {name for given in own for name in given}
            yield from _referred(own)
        else:
            yield from _referred(item)


def conditions_of(value: Any, declared: Mapping[str, Any]) -> set[str]:
    """Give the ``declared`` conditions of a template that a value depends on, also those behind other conditions."""
    reached: set[str] = set()
    names = set(_conditions(value))
    while more := (names & declared.keys()) - reached:
        reached |= more
        names = set(_conditions([declared[name] for name in more]))
    return reached


def _conditions(value: Any) -> Iterator[str]:
    for key, item in _entries(value):
        if key == "Condition" and isinstance(item, str):
            yield item
        if key == "Fn::If" and isinstance(item, list) and item and isinstance(item[0], str):
            yield item[0]
        yield from _conditions(item)


def _variables(text: str) -> set[str]:
    return {name.split(".")[0] for name in _VARIABLE.findall(text)}


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Give what a mapping or list holds; entries of lists have no key."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from (("", item) for item in value)
