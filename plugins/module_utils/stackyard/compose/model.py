"""What compose hands over: the documents of a system, and where each function's code lives.

The later stages (package, plan, apply) and the playbooks know systems only in this form. ``facts`` and ``from_facts``
carry it through Ansible's variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Document = dict[str, Any]
PACKAGED = ".packaged.yaml"  # ends the name of a template that packaging made of a composed one


@dataclass(frozen=True)
class ComposedFunction:
    """One function folder and the resource that it became.

    ``runtime`` ("python3.13") and ``architecture`` ("arm64") are empty when a parameter of the template decides them.
    An architecture that nobody names is "x86_64", as on Lambda. ``layers`` is how many layers the function declares
    itself. ``include`` and ``exclude`` are its patterns of files that are to travel, or not (see
    ``stackyard.package.left_out.patterns``).
    """

    name: str
    system: str
    folder: str
    stack: str
    logical_id: str
    handler: str
    runtime: str = ""
    architecture: str = ""
    layers: int = 0
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):  # lists, where they came through Ansible or JSON
            object.__setattr__(self, name, tuple(getattr(self, name)))


@dataclass(frozen=True)
class ComposedStack:
    """One CloudFormation document: where it was written, and the names of the functions in it.

    ``composed`` is what was written, where it is at hand.
    """

    name: str
    template: str
    functions: tuple[str, ...] = ()
    composed: Document = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def document(self) -> Document:
        """The document itself, read from its file where it is not at hand."""
        from ..templates.documents import read  # noqa: PLC0415 - whoever finds everything as it was needs no document

        path = Path(self.template)
        return self.composed or read(path, path.parent)


@dataclass(frozen=True)
class ComposedSystem:
    """Everything that compose made of one system; ``openapi`` is empty when no function serves an API."""

    name: str
    stacks: Mapping[str, ComposedStack]
    functions: Mapping[str, ComposedFunction]
    openapi: str = ""

    def facts(self) -> dict[str, Any]:
        """Give the plain form: ``{stacks: {name: {template, functions}}, functions: {name: {...}}, openapi}``."""
        stacks = {
            name: {"template": stack.template, "functions": list(stack.functions)}
            for name, stack in self.stacks.items()
        }
        functions = {name: asdict(function) for name, function in self.functions.items()}
        return {"stacks": stacks, "functions": functions, "openapi": self.openapi}

    @classmethod
    def from_facts(cls, name: str, facts: Mapping[str, Any]) -> ComposedSystem:
        """Take the plain form back; the documents themselves stay in their files."""
        stacks = {
            stack: ComposedStack(stack, found["template"], tuple(found["functions"]))
            for stack, found in facts["stacks"].items()
        }
        functions = {function: ComposedFunction(**found) for function, found in facts["functions"].items()}
        return cls(name, stacks, functions, facts.get("openapi", ""))
