"""Reads what a module of an installed package refers to: what it imports, and the names in its strings.

A package may be written in a newer Python than the kit runs on. Such a module is searched by pattern, which may find
too much (an import in a docstring) but hardly too little: too much costs kilobytes here, too little an ImportError.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

_IMPORTING = r"(?:^|[;:])[ \t]*"
_REST = r"(?:[^\n\\]|\\\r?\n)*"  # of the line, continued lines included
_FROM = re.compile(rf"{_IMPORTING}from[ \t]+([.\w]+)[ \t]+import[ \t]*(\([^)]*\)|{_REST})", re.MULTILINE)
_IMPORT = re.compile(rf"{_IMPORTING}import[ \t]+({_REST})", re.MULTILINE)
_QUOTED = re.compile(r"""'([^'\n]*)'|"([^"\n]*)\"""")


@dataclass(frozen=True)
class Mentions:
    """Dotted names that a module imports (``from a import b`` is "a.b"), and its strings but documentation."""

    imported: frozenset[str]
    strings: frozenset[str]


def mentions_of(source: bytes, package: str) -> Mentions:
    """Read one module; ``package`` is the dotted name of the package that it lies in, "" for none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a package's doubtful escapes are its author's
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        text = source.decode("utf-8", "replace")
        quoted = frozenset(first or second for first, second in _QUOTED.findall(text))
        return Mentions(frozenset(_imports_by_pattern(text, package)), quoted)
    return _mentions(tree, package)


def in_package(module: str, package: str) -> str:
    """Resolve the dots that a relative name begins with: "..tests" in "numpy.linalg" is "numpy.tests"."""
    name = module.lstrip(".")
    level = len(module) - len(name)
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([name] if name else [])])


def _mentions(tree: ast.Module, package: str) -> Mentions:
    imported: set[str] = set()
    strings: set[str] = set()
    documentation: set[int] = set()
    for node in ast.walk(tree):  # which comes to a statement before its parts
        if isinstance(node, ast.Expr):
            documentation.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            strings.add(node.value)
        elif isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = in_package("." * node.level + (node.module or ""), package)
            imported.update(f"{module}.{alias.name}".strip(".") for alias in node.names)
    return Mentions(frozenset(imported), frozenset(strings))


def _imports_by_pattern(text: str, package: str) -> Iterator[str]:
    for modules in _IMPORT.findall(text):
        yield from re.findall(r"\w+(?:\.\w+)*", modules)
    for module, names in _FROM.findall(text):
        absolute = in_package(module, package)
        yield absolute
        yield from (f"{absolute}.{name}".strip(".") for name in re.findall(r"\w+", names))
