"""A rule that asks for a property: most of what a checklist says is that something is not left to a default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from .document import Document, Resource
from .rule import Found, KitRule


class RequiredProperty(KitRule):
    """Subclasses name ``kinds``, the ``ways`` to properties of which one must be there, and what is ``missing``."""

    kinds: ClassVar[Sequence[str]] = ()
    ways: ClassVar[Sequence[tuple[str, ...]]] = ()
    missing: ClassVar[str] = ""

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each resource of those types."""
        for resource in document.resources(*self.kinds):
            if self.concerns(document, resource) and not any(
                any(document.possible(resource, *way)) for way in self.ways
            ):
                yield Found(resource.path, f"{resource.name} {self.missing}")

    def concerns(self, document: Document, resource: Resource) -> bool:  # noqa: ARG002 - rules that ask more use them
        """Whether a resource must have the property; every one, unless a rule knows better."""
        return True
