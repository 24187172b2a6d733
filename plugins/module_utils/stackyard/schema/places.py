"""Finds where variables are set: in which file and line, and what is written there.

Ansible's own answer to "what is it" has forgotten that. YAML's nodes know their lines, so the files are read once more.
"""

from __future__ import annotations

import json
import re
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
_NOTHING = "tag:yaml.org,2002:null"  # what a file says that has nothing but `---` and comments
_SHOWN = 80  # characters of what is wrong
_MEND = "mend what the message names"
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


def files_of(folder: Path, name: str) -> Iterator[Path]:
    """Give the files of ``group_vars/<name>`` or ``host_vars/<name>`` in the order in which Ansible reads them."""
    yield from _files(folder / name, folder)


def in_folder(folder: Path, name: str, root: Path, decrypt: Decrypt | None = None) -> Iterator[Place]:
    """Give the variables of ``group_vars/<name>`` or ``host_vars/<name>`` in the order in which Ansible reads them."""
    for path in files_of(folder, name):
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


def unread_in(folder: Path) -> Iterator[Path]:
    """Give what stands in ``group_vars`` or ``host_vars`` like settings, and Ansible passes over without a word.

    That is a folder with a suffix, a link to nothing, and what stands beside a folder or file of the same name.
    """
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        beside = path.parent == folder and path.is_file() and path not in files_of(folder, path.stem)
        if (path.is_dir() and path.suffix) or not path.exists() or (beside and path.suffix in _READ_BY_ANSIBLE):
            yield path


def _composed(path: Path, root: Path) -> yaml.Node | None:
    text = read_text(path, root)
    if _is_encrypted(path, root):
        return None
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _no_yaml(error, text, relative(path, root)) from None
    if node is None or node.tag == _NOTHING:
        return None
    if not isinstance(node, yaml.MappingNode):
        raise StackyardError(
            f"{relative(path, root)} does not set variables",
            given=" ".join(text[:_SHOWN].split()),
            remedy="write one variable a line, `name: value`",
        )
    return node


def _no_yaml(error: yaml.YAMLError, text: str, name: str) -> StackyardError:
    """Say in which line a text stops being YAML, and what YAML says to that."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:  # of a character that is none, there is no line
        return StackyardError(f"{name} is no YAML", given=" ".join(str(error).split()), remedy=_MEND)
    lines = text.splitlines()
    number = min(mark.line, len(lines) - 1)  # what is left open shows at the end only
    line = lines[number]
    tabbed = re.match(r"[ ]*\t", line)
    remedy = "indent with spaces: YAML takes no tabs" if tabbed else _MEND
    said = ", ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
    return StackyardError(f"{name}:{number + 1} is no YAML", given=f"{line.strip()[:_SHOWN]} ({said})", remedy=remedy)


def _is_encrypted(path: Path, root: Path) -> bool:
    """Whether only Ansible can read a file."""
    return read_text(path, root).startswith(_ENCRYPTED)


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))


def _variables(node: yaml.Node | None, file: str, layer: str) -> Iterator[Place]:
    for key, value in _pairs(node):
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


def refuse_twice(node: yaml.Node | None, where: str, file: str) -> None:
    """Refuse a mapping within a value that names something twice: YAML's readers take the last one silently."""
    seen: dict[str, int] = {}
    for key, value in _pairs(node):
        line = key.start_mark.line + 1
        if key.value in seen:
            given = f"{key.value} ({file}:{seen[key.value]} and {file}:{line})"
            problem = f"{where} names something twice, and only the last one counts"
            raise StackyardError(problem, given=given, remedy="take one of them out")
        seen[key.value] = line
        refuse_twice(value, where, file)
    for part in node.value if isinstance(node, yaml.SequenceNode) else ():
        refuse_twice(part, where, file)


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
