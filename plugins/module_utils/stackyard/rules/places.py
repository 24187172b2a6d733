"""Leads from a place in a composed template to the line that somebody wrote: in a frame, fragment or state machine.

What compose makes itself, of an OpenAPI document for instance, has no such line and keeps its place in the template.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import yaml

from ..files import relative
from .document import Path as Keys

_STATE_MACHINE = ".asl.json"
_FIRST_LINE = 1


class Places:
    """The written files of one stack of the repository at ``root``: its frame, and the fragments of its functions."""

    def __init__(self, root: Path, system: str, stack: str) -> None:
        self.root, self.system, self.stack = root, system, stack

    def of(self, keys: Keys) -> tuple[str, int] | None:
        """File and line of what stands at a path of the composed template; ``None`` where nobody wrote it."""
        if not keys:
            return f"templates/{self.system}/{self.stack}.yaml", _FIRST_LINE
        for path, document in self._written.items():
            if _has(document, keys[:2]):
                found, line = _walk(path, document, keys)
                return relative(found, self.root), line
        return None

    @cached_property
    def _written(self) -> dict[Path, yaml.Node]:
        frame = self.root / "templates" / self.system / f"{self.stack}.yaml"
        found = {frame: node} if (node := _node(frame)) else {}
        for path in sorted((self.root / "lambdas" / self.system).glob("*/resources.yaml")):
            node = _node(path)
            stack = _step(_step(_step(node, "Metadata"), "Stackyard"), "Stack")
            if node and isinstance(stack, yaml.ScalarNode) and stack.value == self.stack:
                found[path] = node
        return found


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


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    yield from node.value
