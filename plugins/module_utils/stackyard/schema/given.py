"""What ``-e`` of a command gives, with file and line where it comes from a file (``-e @file``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..errors import StackyardError
from .places import COMMAND_LINE, Decrypt, Place, in_file


def given_by_hand(variables: Mapping[str, Any], places: Mapping[str, Place] | None = None) -> Iterator[Place]:
    """Give what was given by ``-e`` as places; ``places`` are those that stand in files, by names."""
    known = places or {}
    for name, value in variables.items():
        yield known.get(str(name)) or Place(str(name), value, COMMAND_LINE)


def read_given(texts: Iterable[str], root: Path) -> dict[str, Any]:
    """Read values of ``-e``: ``name=value``, where mappings and lists are YAML, or ``@file``.

    Raises ``StackyardError`` for anything else.
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if text.startswith("@"):
            found |= {place.name: place.raw for place in in_file(_file(text), root, COMMAND_LINE)}
        elif sign and name.isidentifier() and (not value.startswith(("{", "[")) or _is_yaml(value)):
            found[name] = yaml.safe_load(value) if value.startswith(("{", "[")) else value
        else:
            problem, remedy = "-e takes a setting and its value", "write it as -e name=value"
            raise StackyardError(problem, given=f"-e {text}", remedy=remedy)
    return found


def _is_yaml(text: str) -> bool:
    try:
        yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return True


def _file(text: str) -> Path:
    return Path(text.removeprefix("@")).expanduser()


def in_given_files(texts: Iterable[str], root: Path, decrypt: Decrypt | None = None) -> dict[str, Place]:
    """Give the variables that files have the last word on; ``texts`` are all values of ``-e`` in their order."""
    found: dict[str, Place] = {}
    for text in texts:
        if text.startswith("@"):
            places = in_file(_file(text), root, COMMAND_LINE, decrypt)
            found |= {place.name: place for place in places}
        else:
            for name in _named(text):
                found.pop(name, None)
    return found


def _named(text: str) -> Iterator[str]:
    """Name what a value of ``-e`` sets: of ``a=1 b=2``, or of a mapping."""
    if text.lstrip().startswith("{"):
        yield from (str(name) for name in yaml.safe_load(text))
    else:
        yield from (word.partition("=")[0] for word in text.split() if "=" in word)
