"""How a fault is planted: one small change of a composed template, or of a source, as a careless hand would make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Plant = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Fault:
    """A fault of a composed template, ``place`` as "trainings/scoring"; ``rule`` is the id that must catch it."""

    what: str
    rule: str
    place: str
    plant: Plant


@dataclass(frozen=True)
class SourceFault:
    """A fault of a source: ``new`` in place of ``old``, or at the end where ``old`` is empty."""

    what: str
    rule: str
    place: str
    new: str
    old: str = ""

    def planted(self, text: str) -> str:
        """Change the text of the source; the place of the change must be there."""
        if not self.old:
            return text + self.new
        assert self.old in text, f"{self.place} has no {self.old!r}"
        return text.replace(self.old, self.new, 1)


def setting(path: str, value: Any) -> Plant:
    """Write a value at a path such as ``Resources.Api.Properties.Name``; numbers lead into lists.

    Where the last key is a number one past the end, the list grows.
    """

    def plant(template: dict[str, Any]) -> None:
        parent, key = _parent(template, path)
        if isinstance(parent, list) and key == len(parent):
            parent.append(value)
        else:
            parent[key] = value

    return plant


def without(path: str) -> Plant:
    """Remove what stands at a path; it must be there."""

    def plant(template: dict[str, Any]) -> None:
        parent, key = _parent(template, path)
        del parent[key]

    return plant


def adding(name: str, kind: str, **properties: Any) -> Plant:
    """Declare one more resource."""

    def plant(template: dict[str, Any]) -> None:
        assert name not in template["Resources"]
        template["Resources"][name] = {"Type": kind, "Properties": properties}

    return plant


def everywhere(old: str, new: str, resource: str) -> Plant:
    """Replace a part of every text in a resource; it must be there."""

    def plant(template: dict[str, Any]) -> None:
        changed = _replaced(template["Resources"][resource], old, new)
        assert changed != template["Resources"][resource], f"{resource} has no {old!r}"
        template["Resources"][resource] = changed

    return plant


def both(*plants: Plant) -> Plant:
    """Make several changes, one after the other."""

    def plant(template: dict[str, Any]) -> None:
        for one in plants:
            one(template)

    return plant


def _parent(template: dict[str, Any], path: str) -> tuple[Any, Any]:
    inside: Any = template
    *way, last = path.split(".")
    for key in way:
        inside = inside[int(key) if isinstance(inside, list) else key]
    return inside, int(last) if isinstance(inside, list) else last


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    return [_replaced(item, old, new) for item in value] if isinstance(value, list) else value
