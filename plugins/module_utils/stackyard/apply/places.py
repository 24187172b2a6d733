"""Finds the line that a failed resource comes from: in the file somebody wrote, not in what was composed of it.

Only a failure asks for it, so the sources are read then. What compose makes itself (methods of an API, permissions) has
no line of its own there; then the line of the composed template is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import StackyardError
from ..plan.model import StackSpec
from ..settings.environment import ROOT
from ..templates.documents import Section, read


@dataclass(frozen=True)
class Places:
    """Gives, for logical ids of one stack, ``file:line`` relative to the repository; empty where there is none."""

    spec: StackSpec
    root: Path = ROOT

    def __call__(self, resource: str) -> str:
        """Look through the stack's frame, its functions' fragments and at last the template itself."""
        for path in (*self._sources(), Path(self.spec.template.path)):
            place = self._in_file(path, resource)
            if place:
                return place
        return ""

    def _sources(self) -> Iterator[Path]:
        yield self.root / "templates" / self.spec.system / f"{self.spec.stack}.yaml"
        yield from sorted((self.root / "lambdas" / self.spec.system).glob("*/resources.yaml"))

    def _in_file(self, path: Path, resource: str) -> str:
        if not path.is_file():
            return ""
        with suppress(StackyardError):  # somebody is editing it just now
            document = read(path, self.root)
            resources = document.get("Resources")
            if isinstance(resources, Section) and resource in resources and self._belongs(document):
                return document.place("Resources", resource)
        return ""

    def _belongs(self, document: Section) -> bool:
        """Whether a fragment is one of this stack (a frame or template says nothing about it)."""
        settings: object = document.get("Metadata", {})
        for key in ("Stackyard", "Stack"):
            settings = settings.get(key, {}) if isinstance(settings, Section) else {}
        return settings in ({}, self.spec.stack)
