"""Joins the ``openapi.yaml`` files of a system into the one document that its clients read.

Paths are shared between functions, methods are not; shared components may stand in several files when they are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .model import Document
from .openapi import API_KEY, API_KEY_SCHEME, MODEL
from .openapi_shape import METHODS

OPENAPI_VERSION = "3.0.3"


def join(system: str, documents: Iterable[Section], faults: Faults) -> Document:
    """Join the documents of a system's functions; methods and components that differ are noted in ``faults``."""
    paths, components = _Joined("paths", faults), _Joined("components", faults)
    for document in documents:
        for path, item in _entries(document.get("paths")):
            paths.add(path, _own_item(document, item), document)
        for kind, entries in _entries(document.get("components")):
            components.add(kind, entries, document)
    if _uses_api_key(paths.content):
        components.content.setdefault("securitySchemes", {}).setdefault(API_KEY, dict(API_KEY_SCHEME))
    joined: Document = {"openapi": OPENAPI_VERSION, "info": {"title": system, "version": "1"}}
    joined["paths"] = {path: _for_clients(paths.content[path]) for path in sorted(paths.content)}
    return joined | ({"components": components.content} if components.content else {})


def _for_clients(value: Any) -> Any:
    """Leave out what is said to compose only."""
    if isinstance(value, list):
        return [_for_clients(one) for one in value]
    return (
        {key: _for_clients(one) for key, one in value.items() if key != MODEL} if isinstance(value, Mapping) else value
    )


@dataclass
class _Joined:
    """One section of the joined document: two levels of names, and where each of them was first written."""

    section: str
    faults: Faults
    content: dict[str, Document] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, group: str, entries: Any, document: Section) -> None:
        """Take over the entries of one path, or of one kind of component, from a function's document."""
        into = self.content.setdefault(group, {})
        for name, value in _entries(entries):
            place = document.place(self.section, group, name)
            first = self.places.setdefault((group, name), place)
            if name not in into:
                into[name] = value
            elif self.section == "paths" and name in METHODS:
                given = f"{name.upper()} {group}; the other one: {first}"
                remedy = "let one function serve it, or change the path or method of the other"
                self.faults.add("another function serves this path already", place=place, given=given, remedy=remedy)
            elif into[name] != value:
                problem, given = f"{name} is described differently elsewhere", f"the other one: {first}"
                self.faults.add(problem, place=place, given=given, remedy="write both alike, or rename one of them")


def _own_item(document: Section, item: Any) -> Document:
    """Give a path's entries, with the file's own default of ``security`` written into each method."""
    entries = dict(_entries(item))
    if "security" in document:
        for method in METHODS:
            if isinstance(entries.get(method), dict):
                entries[method] = {"security": document["security"], **entries[method]}
    return entries


def _uses_api_key(paths: Mapping[str, Document]) -> bool:
    bodies = [body for item in paths.values() for body in item.values() if isinstance(body, dict)]
    return any(API_KEY in requirement for body in bodies for requirement in body.get("security", []))


def _entries(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []
