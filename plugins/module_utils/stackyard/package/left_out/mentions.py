"""Reads what a module of an installed package refers to: what it imports, and the names in its strings.

Packages may be written in a newer Python than the kit runs on, and two machines must come to the same result whatever
Python theirs is. So nothing is parsed: strings and comments are told from code, which no version of Python changed
much, and imports are looked for in the code. Finding too much costs kilobytes here, finding too little an ImportError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LITERAL = re.compile(
    r"""
    \#[^\n]*
    | (?P<long>\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{3} | '{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3})
    | (?P<short>"[^"\\\n]*(?:\\.[^"\\\n]*)*" | '[^'\\\n]*(?:\\.[^'\\\n]*)*')
    """,
    re.VERBOSE | re.DOTALL,
)
_AT_START_OF_LINE = re.compile(r"(?:^|\n)[ \t]*[rRuU]?$")
_IMPORTING = r"(?:^|[;:])[ \t]*"
_REST = r"(?:[^\n\\;]|\\\r?\n)*"  # of the statement, continued lines included
_SPACE = r"(?:[ \t]|\\\r?\n)"
_FROM = re.compile(rf"{_IMPORTING}from{_SPACE}*([.\w]+){_SPACE}*import{_SPACE}*(\([^)]*\)|{_REST})", re.MULTILINE)
_IMPORT = re.compile(rf"{_IMPORTING}import{_SPACE}+({_REST})", re.MULTILINE)
_LONGEST_INDENT = 200


@dataclass(frozen=True)
class Mentions:
    """Dotted names that a module imports (``from a import b`` is "a.b"), and its strings but documentation."""

    imported: frozenset[str]
    strings: frozenset[str]


def mentions_of(source: bytes, package: str) -> Mentions:
    """Read one module; ``package`` is the dotted name of the package that it lies in, "" for none."""
    text = source.decode("utf-8", "replace")
    literals = list(_LITERAL.finditer(text))
    strings = (_string(found, text) for found in literals)
    return Mentions(frozenset(_imports(_LITERAL.sub('""', text), package)), frozenset(filter(None, strings)))


def in_package(module: str, package: str) -> str:
    """Resolve the dots that a relative name begins with: "..tests" in "numpy.linalg" is "numpy.tests"."""
    name = module.lstrip(".")
    level = len(module) - len(name)
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([name] if name else [])])


def _string(found: re.Match[str], text: str) -> str:
    """Give what a string holds; "" for comments, and for long strings that stand alone, which are documentation."""
    if long := found["long"]:
        alone = _AT_START_OF_LINE.search(text, max(0, found.start() - _LONGEST_INDENT), found.start())
        return "" if alone else long[3:-3]
    return (found["short"] or "")[1:-1]


def _imports(code: str, package: str) -> Iterator[str]:
    for modules in _IMPORT.findall(code):
        yield from re.findall(r"\w+(?:\.\w+)*", modules)
    for module, names in _FROM.findall(code):
        absolute = in_package(module, package)
        yield absolute
        yield from (f"{absolute}.{name}".strip(".") for name in re.findall(r"\w+", names))
