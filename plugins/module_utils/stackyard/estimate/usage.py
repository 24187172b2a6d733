"""A usage profile: how often a month each resource does what is paid for, as group_vars work it out.

``{system: {"stack.Resource": {measure: number}}}``. What it does not say is unknown and stays so: half a profile gives
half an estimate, and the other half is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..text.alike import alike
from .model import Resource
from .numbers import quantity


@dataclass(frozen=True)
class Measures:
    """What the profile says of one resource."""

    given: Mapping[str, Any] = field(default_factory=dict)

    def of(self, name: str) -> Decimal | None:
        """Give a measure; ``None`` where the profile does not say it, or says no number."""
        return quantity(self.given.get(name))


@dataclass(frozen=True)
class Usage:
    """The profile of an environment."""

    systems: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    def of(self, resource: Resource) -> Measures:
        """Give what the profile says of a resource; nothing for one that it does not name."""
        found = self._system(resource.system).get(f"{resource.stack}.{resource.name}")
        return Measures(found if isinstance(found, Mapping) else {})

    def _system(self, name: str) -> Mapping[str, Any]:
        found = self.systems.get(name)
        return found if isinstance(found, Mapping) else {}

    def misfits(self, declared: Mapping[str, str], measures: Mapping[str, Iterable[str]]) -> list[str]:
        """Say what in the profile fits nothing.

        ``declared`` is the type of each resource that a template declares, by "system/stack.Name"; ``measures`` are the
        names that may be said of a type.
        """
        systems = {place.split("/", 1)[0] for place in declared}
        shapeless = [name for name, given in self.systems.items() if not isinstance(given, Mapping)]
        return [f"{name}_usage: write stack.Resource with measures below it" for name in shapeless] + [
            fault
            for system in self.systems
            if system in systems
            for name, given in self._system(system).items()
            for fault in _faults(f"{system}/{name}", given, declared, measures)
        ]


def _faults(
    place: str, given: Any, declared: Mapping[str, str], measures: Mapping[str, Iterable[str]]
) -> Iterator[str]:
    if place not in declared:
        mine = [one for one in sorted(declared) if one.startswith(f"{place.split('/', 1)[0]}/")]
        yield f"{place}: no template has it; perhaps {', '.join(alike(place, mine))}"
        return
    known = sorted(measures.get(declared[place], ()))
    if not isinstance(given, Mapping):
        yield f"{place}: write measures below it: {', '.join(known) or 'it has none'}"
        return
    for name, value in given.items():
        if name not in known:
            yield f"{place}: {declared[place]} has no measure {name}; it has {', '.join(known) or 'none'}"
        elif value not in (None, "") and quantity(value) is None:
            yield f"{place}: {name} is no number of 0 or more: {value}"
