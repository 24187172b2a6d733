"""Leads from a place in a composed template to the line that somebody wrote: in a frame, fragment or state machine.

What was made for a resource leads to that resource. What compose makes of an OpenAPI document has no such line, and
keeps its place in the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import yaml

from ..files import relative
from .document import Path as Keys

_STATE_MACHINE = ".asl.json"
_FIRST_LINE = 1
_RESOURCES = "Resources"


class Places:
    """The files that a template was made of, the first of them its frame; ``root`` is the repository."""

    def __init__(self, root: Path, written: Iterable[Path]) -> None:
        self.root, self.written = root, list(written)

    @classmethod
    def of_stack(cls, root: Path, system: str, stack: str) -> Places:
        """The places of one stack of a system: in its frame, and in the fragments of its functions."""
        fragments = sorted((root / "lambdas" / system).glob("*/resources.yaml"))
        own = (path for path in fragments if _stack_of(_node(path)) == stack)
        return cls(root, [root / "templates" / system / f"{stack}.yaml", *own])

    def of(self, keys: Keys) -> tuple[str, int] | None:
        """File and line of what stands at a path of the deployed template; ``None`` where nobody wrote it."""
        if not keys:
            return relative(self.written[0], self.root), _FIRST_LINE
        for path, document in self._documents.items():
            if _has(document, keys[:2]):
                found, line = _walk(path, document, keys)
                return relative(found, self.root), line
        return self._maker(str(keys[1])) if len(keys) > 1 and keys[0] == _RESOURCES else None

    def _maker(self, name: str) -> tuple[str, int] | None:
        """The resource that another one was made for, by an alias or from SAM form: its name begins the other's."""
        made_for = [
            (len(logical_id.value), path, logical_id.start_mark.line + 1)
            for path, document in self._documents.items()
            for logical_id, _ in _pairs(_step(document, _RESOURCES))
            if re.match(rf"{re.escape(logical_id.value)}[A-Z0-9]", name)
        ]
        longest = max(made_for, default=None)
        return (relative(longest[1], self.root), longest[2]) if longest else None

    @cached_property
    def _documents(self) -> dict[Path, yaml.Node]:
        return {path: node for path in self.written if (node := _node(path))}


def _stack_of(node: yaml.Node | None) -> str:
    stack = _step(_step(_step(node, "Metadata"), "Stackyard"), "Stack")
    return str(stack.value) if isinstance(stack, yaml.ScalarNode) else ""


def _node(path: Path) -> yaml.Node | None:
    return yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader) if path.is_file() else None


def _has(document: yaml.Node | None, keys: Keys) -> bool:
    for key in keys:
        document = _step(document, key)
    return document is not None


def _walk(path: Path, node: yaml.Node, keys: Keys) -> tuple[Path, int]:
    """Go as far along a path as the file has it; gives the file, which may change on the way, and the line."""
    line = node.start_mark.line
    for at, key in enumerate(keys):
        inner = _step(node, key)
        if inner is None:
            break
        line, node = _line(node, inner, key), inner
        if isinstance(node, yaml.ScalarNode) and node.value.endswith(_STATE_MACHINE) and at + 1 < len(keys):
            definition = path.parent / node.value
            inside = _node(definition)
            return _walk(definition, inside, keys[at + 1 :]) if inside else (path, line + 1)
    return path, line + 1


def _step(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    """What a key leads to; a short tag (``!Sub``) is the function that composing writes out."""
    if node is not None and isinstance(key, str) and node.tag in (f"!{key.removeprefix('Fn::')}", f"!{key}"):
        return node
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        found: yaml.Node = node.value[key]
        return found
    return None


def _line(node: yaml.Node, inner: yaml.Node, key: str | int) -> int:
    """The line of a key, or of an entry of a list."""
    if isinstance(node, yaml.MappingNode) and node is not inner:
        return next(int(name.start_mark.line) for name, _ in _pairs(node) if name.value == key)
    return int(inner.start_mark.line)


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    yield from node.value if isinstance(node, yaml.MappingNode) else ()
