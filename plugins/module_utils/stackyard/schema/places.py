"""Finds where variables are set: in which file and line, and what is written there.

Ansible's own answer to "what is it" has forgotten that. YAML's nodes know their lines, so the files are read once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..errors import StackyardError
from ..files import relative

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_READ_BY_ANSIBLE = frozenset({"", ".yml", ".yaml", ".json"})
COMMAND_LINE = "-e"


@dataclass(frozen=True)
class Place:
    """A variable as it is written somewhere; ``layer`` names the group or host (``all``, ``dev``), or ``-e``."""

    name: str
    raw: Any
    layer: str
    file: str = ""
    line: int = 0
    tagged: bool = False  # `!vault` and the like: only Ansible can read it

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else "given by -e"

    @property
    def computed(self) -> bool:
        """Whether Ansible has to say what its value is: a template gives it, or part of it, or it is encrypted."""
        return self.tagged or "{{" in str(self.raw) or "{%" in str(self.raw)


def in_file(path: Path, root: Path, layer: str) -> Iterator[Place]:
    """Give the variables of a file of group_vars or host_vars. Raises ``StackyardError`` when it is no mapping."""
    node = _composed(path, root)
    if node is not None:
        yield from _variables(node, relative(path, root), layer)


def in_folder(folder: Path, name: str, root: Path) -> Iterator[Place]:
    """Give the variables of ``group_vars/<name>`` or ``host_vars/<name>`` in the order in which Ansible reads them."""
    for path in _files(folder / name, folder):
        yield from in_file(path, root, name)


def in_inventory(path: Path, root: Path) -> dict[tuple[str, str], list[Place]]:
    """Give the variables of an inventory's file by ``("group", name)`` and ``("host", name)``."""
    found: dict[tuple[str, str], list[Place]] = {}
    node = _composed(path, root)
    for group, inner in _pairs(node):
        _walk(group.value, inner, relative(path, root), found)
    return found


def _walk(group: str, node: yaml.Node | None, file: str, found: dict[tuple[str, str], list[Place]]) -> None:
    for key, part in _pairs(node):
        if key.value == "vars":
            found.setdefault(("group", group), []).extend(_variables(part, file, group))
        elif key.value == "hosts":
            for host, own in _pairs(part):
                found.setdefault(("host", host.value), []).extend(_variables(own, file, host.value))
        elif key.value == "children":
            for child, inner in _pairs(part):
                _walk(child.value, inner, file, found)


def _files(place: Path, folder: Path) -> Iterator[Path]:
    for suffix in ("", ".yml", ".yaml", ".json"):
        found = folder / f"{place.name}{suffix}"
        if found.is_dir():
            yield from _inside(found)
        elif found.is_file():
            yield found


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") or path.name.endswith("~")
        if path.is_dir() and not hidden:
            yield from _inside(path)
        elif path.is_file() and not hidden and path.suffix in _READ_BY_ANSIBLE:
            yield path


def _composed(path: Path, root: Path) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StackyardError(
            f"{relative(path, root)} is no YAML",
            given=" ".join(str(error).split()),
            remedy="mend what the message names",
        ) from None
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise StackyardError(
            f"{relative(path, root)} does not set variables",
            given=path.read_text(encoding="utf-8")[:80],
            remedy="write one variable a line, `name: value`",
        )
    return node


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))


def _variables(node: yaml.Node | None, file: str, layer: str) -> Iterator[Place]:
    for key, value in _pairs(node):
        yield Place(key.value, _plain(value), layer, file, key.start_mark.line + 1, value.tag.startswith("!"))


def _plain(node: yaml.Node) -> Any:
    """What a node says; what is tagged for Ansible (``!vault``, ``!unsafe``) as text."""
    loader = _Tolerant("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


class _Tolerant(yaml.SafeLoader):
    """Reads values with tags of other programs, too."""


def _text(loader: _Tolerant, suffix: str, node: yaml.Node) -> Any:
    del suffix
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else str(node.value)


_Tolerant.add_multi_constructor("!", _text)


def given_by_hand(variables: Mapping[str, Any]) -> Iterator[Place]:
    """Give what was given by ``-e`` as places."""
    yield from (Place(str(name), value, COMMAND_LINE) for name, value in variables.items())
