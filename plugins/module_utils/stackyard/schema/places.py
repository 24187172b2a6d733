"""Finds where variables are set: in which file and line, and what is written there.

Ansible's own answer to "what is it" has forgotten that. YAML's nodes know their lines, so the files are read once more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..errors import StackyardError
from ..files import relative
from ..settings.written import composed, files_of, is_encrypted, pairs, refuse_twice

COMMAND_LINE = "-e"
# Gives the variables of a file that is encrypted as a whole; raises `StackyardError` without its password.
Decrypt = Callable[[Path], Mapping[str, Any]]


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


def in_file(path: Path, root: Path, layer: str, decrypt: Decrypt | None = None) -> Iterator[Place]:
    """Give the variables of a file of group_vars or host_vars. Raises ``StackyardError`` when it is no mapping.

    What ``decrypt`` gives of a file that is encrypted as a whole has no lines; without it, nothing is known of those.
    """
    node = composed(path, root)
    if decrypt and is_encrypted(path, root):
        yield from (Place(str(name), "", layer, relative(path, root), 1, tagged=True) for name in decrypt(path))
    if node is not None:
        yield from _variables(node, relative(path, root), layer)


def in_folder(folder: Path, name: str, root: Path, decrypt: Decrypt | None = None) -> Iterator[Place]:
    """Give the variables of ``group_vars/<name>`` or ``host_vars/<name>`` in the order in which Ansible reads them."""
    for path in files_of(folder, name):
        yield from in_file(path, root, name, decrypt)


def in_inventory(path: Path, root: Path) -> dict[tuple[str, str], list[Place]]:
    """Give the variables of an inventory's file by ``("group", name)`` and ``("host", name)``."""
    found: dict[tuple[str, str], list[Place]] = {}
    node = composed(path, root)
    for group, inner in pairs(node):
        _walk(group.value, inner, relative(path, root), found)
    return found


def _walk(group: str, node: yaml.Node | None, file: str, found: dict[tuple[str, str], list[Place]]) -> None:
    for key, part in pairs(node):
        if key.value == "vars":
            found.setdefault(("group", group), []).extend(_variables(part, file, group))
        elif key.value == "hosts":
            for host, own in pairs(part):
                found.setdefault(("host", host.value), []).extend(_variables(own, file, host.value))
        elif key.value == "children":
            for child, inner in pairs(part):
                _walk(child.value, inner, file, found)


def _variables(node: yaml.Node | None, file: str, layer: str) -> Iterator[Place]:
    for key, value in pairs(node):
        line = key.start_mark.line + 1
        _refuse_merge(key, f"{file}:{line}")
        try:
            raw = _plain(value)
            json.dumps(raw, default=str, skipkeys=True)  # refuses what holds itself (`&a [*a]`)
        except (yaml.YAMLError, ValueError) as error:  # a tag of another program, a day that no month has
            given = " ".join(str(error).split())
            remedy = "write it in quotes if it is a text, else mend what the message names"
            raise StackyardError(f"{file}:{line}: {key.value} cannot be read", given=given, remedy=remedy) from None
        refuse_twice(value, f"{file}:{line}: {key.value}", file)
        yield Place(key.value, raw, layer, file, line, value.tag.startswith("!"))


def _refuse_merge(key: yaml.ScalarNode, place: str) -> None:
    if key.tag == "tag:yaml.org,2002:merge":
        problem = f"{place}: settings that come by a merge stand in no line of their own"
        raise StackyardError(problem, given="<<", remedy="write each of them out; within a value, `<<` is fine")


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
