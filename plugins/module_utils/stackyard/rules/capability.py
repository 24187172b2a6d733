"""What the rules about capabilities share: what some partition lacks must be what an environment can leave out.

It can where a condition decides it that asks a parameter, a region or a partition; where a parameter gives it, unless
that allows nothing else; and where a mapping gives it, by region or partition or unless it has nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .document import Document, Possible, Resource, branches
from .pieces import is_by_place, looked_up
from .rule import Found, KitRule

Offends = Callable[[Any], bool]


@dataclass(frozen=True)
class Use:
    """A property that takes something to be had: ``keys`` lead to it, ``*`` through every entry of a list."""

    kind: str
    keys: tuple[str, ...]
    offends: Offends


class CapabilityRule(KitRule):
    """Subclasses give ``what`` (in words), ``uses`` of it, and ``kinds`` that are it altogether."""

    what: str = ""
    uses: tuple[Use, ...] = ()
    kinds: tuple[str, ...] = ()

    def find(self, document: Document) -> Iterator[Found]:
        """Look at every use that no environment could leave out."""
        for use in self.uses:
            for resource in document.resources(use.kind):
                for one in _values(document, resource, use.keys):
                    if always(document, one.value, use.offends) and not document.is_guarded(one):
                        yield Found(one.path, f"{resource.name} always has {self.what}")
        for resource in document.resources(*self.kinds) if self.kinds else ():
            if not any(map(document.is_guarded, document.possible(resource))):
                yield Found(resource.path, f"{resource.name} always is {self.what}")


def anything(value: Any) -> bool:
    """Whatever is given is something to be had."""
    return value not in (None, "", [], {})


def is_true(value: Any) -> bool:
    """A truth in any of the forms that CloudFormation takes."""
    return str(value).lower() == "true"


def equals(*wanted: str) -> Offends:
    """Make a judge of plain values; of a list, if one of its entries is wanted."""
    return lambda value: str(value) in wanted


def _values(document: Document, resource: Resource, keys: tuple[str, ...]) -> Iterator[Possible]:
    """Give the values that ``keys`` lead to; entries of a list each."""
    before, listed, after = _parted(keys)
    for one in document.possible(resource, *before):
        entries = one.value if isinstance(one.value, list) else [one.value]
        inside = [replace(one, path=(*one.path, number), value=entry) for number, entry in enumerate(entries)]
        for entry in (found for item in inside for found in branches(item)) if isinstance(one.value, list) else [one]:
            yield from _below(entry, after) if listed else [entry]


def _parted(keys: tuple[str, ...]) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
    if "*" not in keys:
        return keys, False, ()
    at = keys.index("*")
    return keys[:at], True, keys[at + 1 :]


def _below(whole: Possible, keys: tuple[str, ...]) -> Iterator[Possible]:
    if not keys:
        yield whole
    elif isinstance(whole.value, Mapping) and keys[0] in whole.value:
        inner = replace(whole, path=(*whole.path, keys[0]), value=whole.value[keys[0]])
        for one in branches(inner):
            yield from _below(one, keys[1:])


def always(document: Document, value: Any, offends: Offends) -> bool:
    """Tell whether a value offends whatever is given; an empty answer of a parameter is no offence of the template."""
    if not isinstance(value, Mapping):
        return offends(value)
    parameter = document.section("Parameters").get(str(value.get("Ref")))
    if isinstance(parameter, Mapping):
        allowed = parameter.get("AllowedValues")
        return isinstance(allowed, list) and bool(allowed) and all(map(offends, allowed))
    if "Fn::FindInMap" in value:
        look_up = value["Fn::FindInMap"]
        found = looked_up(look_up, document.section("Mappings"))
        return bool(found) and not is_by_place(look_up) and all(map(offends, found))
    return offends is anything
