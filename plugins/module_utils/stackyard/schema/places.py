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
from ..files import read_text, relative

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_READ_BY_ANSIBLE = ("", ".yml", ".yaml", ".json")
_ENCRYPTED = "$ANSIBLE_VAULT;"
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
    node = _composed(path, root)
    if decrypt and _is_encrypted(path, root):
        yield from (Place(str(name), "", layer, relative(path, root), 1, tagged=True) for name in decrypt(path))
    if node is not None:
        yield from _variables(node, relative(path, root), layer)


def in_folder(folder: Path, name: str, root: Path, decrypt: Decrypt | None = None) -> Iterator[Place]:
    """Give the variables of ``group_vars/<name>`` or ``host_vars/<name>`` in the order in which Ansible reads them."""
    for path in _files(folder / name, folder):
        yield from in_file(path, root, name, decrypt)


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
    # Ansible takes the first of these and leaves the others, such as dev.yml beside a folder dev.
    found = next((path for suffix in _READ_BY_ANSIBLE if (path := folder / f"{place.name}{suffix}").exists()), None)
    if found is not None and found.is_dir():
        yield from files_in(found)
    elif found is not None:
        yield found


def files_in(folder: Path) -> Iterator[Path]:
    """Give the files of a folder of variables, and of folders in it, that Ansible reads, in its order."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.is_dir() and not path.suffix:
            yield from files_in(path)
        elif path.is_file() and path.suffix in _READ_BY_ANSIBLE:
            yield path


def _composed(path: Path, root: Path) -> yaml.Node | None:
    text = read_text(path, root)
    if _is_encrypted(path, root):
        return None
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise StackyardError(
            f"{relative(path, root)} is no YAML",
            given=" ".join(str(error).split()),
            remedy="mend what the message names",
        ) from None
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise StackyardError(
            f"{relative(path, root)} does not set variables",
            given=text[:80],
            remedy="write one variable a line, `name: value`",
        )
    return node


def _is_encrypted(path: Path, root: Path) -> bool:
    """Whether only Ansible can read a file."""
    return read_text(path, root).startswith(_ENCRYPTED)


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))


def _variables(node: yaml.Node | None, file: str, layer: str) -> Iterator[Place]:
    for key, value in _pairs(node):
        line = key.start_mark.line + 1
        try:
            raw = _plain(value)
            json.dumps(raw, default=str, skipkeys=True)  # refuses what holds itself (`&a [*a]`)
        except (yaml.YAMLError, ValueError) as error:  # a tag of another program, a day that no month has
            given = " ".join(str(error).split())
            remedy = "write it in quotes if it is a text, else mend what the message names"
            raise StackyardError(f"{file}:{line}: {key.value} cannot be read", given=given, remedy=remedy) from None
        yield Place(key.value, raw, layer, file, line, value.tag.startswith("!"))


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
