"""Says what a module's source imports and binds, as plain data.

This file imports nothing but the standard library and runs on every Python that functions run on: where the kit's own
Python is too old for a source, ``source`` starts this file as a program under the function's Python. As a
program it answers one line of JSON on standard output for each line of JSON on standard input.
"""

from __future__ import annotations

import ast
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

# What is wrong with a text that is no Python at all: null bytes; expressions nested beyond all measure.
NO_SOURCE = (ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Import:
    """One imported name and its line; ``module`` begins with a dot for each level of a relative import.

    ``name`` is "" for a plain ``import module``.
    """

    module: str
    name: str
    line: int


@dataclass(frozen=True)
class ModuleFacts:
    """What a module imports, without what only type checkers do, and the names that it binds at its top level."""

    imported: tuple[Import, ...]
    bound: frozenset[str]

    def imports(self, package: str = "") -> Iterator[Import]:
        """Give the imports with relative ones resolved against ``package``, the dotted package of the module."""
        for one in self.imported:
            near = one.module.lstrip(".")
            level = len(one.module) - len(near)
            yield Import(_absolute(near, level, package), one.name, one.line) if level else one

    def plain(self) -> dict[str, Any]:
        """Give the form that JSON can carry."""
        return {"imported": [list(asdict(one).values()) for one in self.imported], "bound": sorted(self.bound)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> ModuleFacts:
        """Take the plain form back."""
        return cls(tuple(Import(*one) for one in plain["imported"]), frozenset(plain["bound"]))


@dataclass(frozen=True)
class SourceFault:
    """Why a Python, named by its full version, refuses a source; ``text`` is the line, empty where there is none."""

    message: str
    line: int
    text: str
    version: str


def facts_of(source: str, place: str, minor: int = 0) -> ModuleFacts | SourceFault:
    """Read the source of the file ``place``; ``minor`` is an older Python 3 that it must suit, 0 for this one."""
    try:
        tree = ast.parse(source, place, feature_version=(3, minor) if minor else None)
        compile(tree, place, "exec", dont_inherit=True)  # finds what the grammar alone does not: `return` outside, ...
    except SyntaxError as error:
        line = error.lineno or 1
        text = "".join(source.splitlines()[line - 1 : line])  # not every error brings it
        return SourceFault(error.msg, line, text.strip(), platform.python_version())
    except NO_SOURCE as error:
        message = f"is no Python source ({str(error) or type(error).__name__})"
        return SourceFault(message, 1, "", platform.python_version())
    return ModuleFacts(tuple(_imports(tree)), frozenset(_bound(tree)))


def _imports(tree: ast.Module) -> Iterator[Import]:
    nodes: list[ast.AST] = list(tree.body)
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (Import(module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            nodes.extend(node.orelse)
        else:
            nodes.extend(ast.iter_child_nodes(node))


def _absolute(near: str, level: int, package: str) -> str:
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([near] if near else [])])


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _bound(tree: ast.Module) -> Iterator[str]:
    """Give every name that is bound at the top level, in whatever block or statement."""
    nodes: list[ast.AST] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif not isinstance(node, ast.Lambda | ast.comprehension):  # these keep their names to themselves
            nodes.extend(ast.iter_child_nodes(node))


def main() -> None:
    """Answer ``[source, place]`` with ``{"facts": ...}`` or ``{"fault": ...}`` until standard input ends."""
    for line in sys.stdin:
        found = facts_of(*json.loads(line))
        answer = {"fault": asdict(found)} if isinstance(found, SourceFault) else {"facts": found.plain()}
        print(json.dumps(answer), flush=True)  # noqa: T201  # standard output is the interface


if __name__ == "__main__":
    main()
