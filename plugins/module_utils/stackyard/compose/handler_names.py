"""Tells whether a function's module still has the handler that its template names; nothing is imported or composed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..files import relative
from ..python.interpreters import Interpreters
from ..python.kept_facts import KeptFacts
from ..python.source import read_module
from .model import ComposedFunction


def has_handler(function: ComposedFunction, sources: Mapping[Path, str], root: Path) -> bool:
    """Whether the handler is bound in its module, one of ``sources`` (by their paths); ``root`` is the repository.

    Raises ``StackyardError`` for a module that does not parse.
    """
    module, _, name = function.handler.rpartition(".")
    path = Path(function.folder, f"{module}.py")
    if path not in sources:
        return False
    return binds(name, sources[path], relative(path, root), function.runtime, root)


def binds(name: str, source: str, place: str, runtime: str, root: Path) -> bool:
    """Whether a module binds a name at its top level; arguments as ``read_module`` takes them."""
    return name in read_module(source, place, runtime, Interpreters.found_in(root), KeptFacts.of(root)).bound
