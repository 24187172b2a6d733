"""Reads files of settings as they are written: which of them Ansible reads, and whether they are YAML at all.

Ansible says that YAML is broken without saying where, and of a name that stands twice it takes the last one. So these
files are read before it reads them. YAML's nodes know their lines, which its values have forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def files_of(folder: Path, name: str) -> Iterator[Path]:
    """Give the files of ``group_vars/<name>`` or ``host_vars/<name>`` in the order in which Ansible reads them."""
    yield from _files(folder / name, folder)


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


def composed(path: Path, root: Path) -> yaml.Node | None:
    """Give what a file of variables says; ``None`` for one that says nothing, or is encrypted.

    Raises ``StackyardError`` when it cannot be read, is no YAML, or no mapping.
    """
    text = read_text(path, root)
    if is_encrypted(path, root):
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
    if "end of stream" in str(getattr(error, "problem", "")):  # what is left open began somewhere before
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:  # of a character that is none, there is no line
        return StackyardError(f"{name} is no YAML", given=" ".join(str(error).split()), remedy=_MEND)
    lines = text.splitlines()
    number = min(mark.line, len(lines) - 1)
    line = lines[number]
    tabbed = re.match(r"[ ]*\t", line)
    remedy = "indent with spaces: YAML takes no tabs" if tabbed else _MEND
    said = ", ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
    return StackyardError(f"{name}:{number + 1} is no YAML", given=f"{line.strip()[:_SHOWN]} ({said})", remedy=remedy)


def is_encrypted(path: Path, root: Path) -> bool:
    """Whether only Ansible can read a file."""
    return read_text(path, root).startswith(_ENCRYPTED)


def pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Give the names of a mapping with what they are; nothing for any other node."""
    if isinstance(node, yaml.MappingNode):
        yield from ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))


def refuse_twice(node: yaml.Node | None, where: str, file: str) -> None:
    """Refuse a mapping within a value that names something twice: YAML's readers take the last one silently."""
    _refuse_twice(node, where, file, set())


def _refuse_twice(node: yaml.Node | None, where: str, file: str, looked_at: set[int]) -> None:
    if id(node) in looked_at:  # an alias of what was looked at, which may even hold itself
        return
    looked_at.add(id(node))
    seen: dict[str, int] = {}
    for key, value in pairs(node):
        line = key.start_mark.line + 1
        if key.value in seen:
            given = f"{key.value} ({file}:{seen[key.value]} and {file}:{line})"
            problem = f"{where} names something twice, and only the last one counts"
            raise StackyardError(problem, given=given, remedy="take one of them out")
        seen[key.value] = line
        _refuse_twice(value, where, file, looked_at)
    for part in node.value if isinstance(node, yaml.SequenceNode) else ():
        _refuse_twice(part, where, file, looked_at)
