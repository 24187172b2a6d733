"""Says which files of installed packages never reach Lambda, and why.

Packages bring along what only their authors and compilers need: half of numpy's Python files are tests. The rules go by
names, and names can mislead (``django.test`` is imported by Django itself), so what the rules pick is given back when
something that travels refers to it. A function that needs more asks for it with ``Include`` (see ``patterns``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from .reached import reached

TESTS, DOCUMENTATION, BYTECODE = "tests", "documentation", "bytecode of the installer"
# What importlib.metadata answers from: versions, entry points, and which distribution brings which module.
_METADATA = r"METADATA|entry_points\.txt|top_level\.txt"
_COMPILED = r"c|cc|cpp|cxx|h|hh|hpp|hxx|pxd|pxi|pyx|f|f90|a|la|lib|o|obj"
# The first rule that fits a name gives the reason.
_RULES = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"(.*/)?__pycache__/|.*\.py[co]$", BYTECODE),
        (r"bin/", "programs"),
        (rf"[^/]+\.dist-info/(?!({_METADATA})$)", "notes of the installer and licences"),
        (r"(.*/)?(tests?/|conftest\.py$)", TESTS),
        (r"[^/]+-stubs/|.*\.pyi$|(.*/)?py\.typed$", "type stubs"),
        (rf"include/|.*\.({_COMPILED})$", "sources, headers and libraries for compilers"),
        (r"(.*/)?(cmake|pkgconfig)/|.*\.(cmake|pc)$|(.*/)?(meson\.build|CMakeLists\.txt)$", "files of build tools"),
        (r"share/(man|info|doc|applications|icons|bash-completion|zsh|fish)/", "manual pages and desktop files"),
        (r"(.*/)?(docs?|examples)/", DOCUMENTATION),
        # Beside the packages, where each distribution would overwrite the others'.
        (
            r"(?i:licen[cs]e|copying|notice|readme|changelog|changes)(\.(?i:md|rst|txt))?$",
            DOCUMENTATION,
        ),
    )
)
_CODE = (".py", ".so")
# Folders whose name alone says too little, and what they must hold (or must not) for their rule to hold.
_TEST_FOLDER, _DOCUMENTATION_FOLDER = re.compile(r"(?:.*?/)??tests?/"), re.compile(r"(?:.*?/)??(?:docs?|examples)/")


def left_out(files: Mapping[str, Path]) -> dict[str, str]:
    """Give the files that need not travel, by name, each with the reason.

    ``files`` are those of one set of installed packages: names below the folder that is imported from ("numpy/fft/
    __init__.py"), and where they can be read.
    """
    reasons = {name: reason for name in files if (reason := _reason(name))}
    tested = _folders_with_code(files, _TEST_FOLDER)
    documented = _folders_with_code(files, _DOCUMENTATION_FOLDER)
    for name, reason in list(reasons.items()):
        without_tests = reason == TESTS and name.rpartition("/")[2] != "conftest.py" and not _within(name, tested)
        is_code = _is_code(name, files) if reason == BYTECODE else _within(name, documented)
        if without_tests or (reason in {BYTECODE, DOCUMENTATION} and is_code):
            del reasons[name]
    for name in reached(files, frozenset(reasons)):
        del reasons[name]
    return reasons


def _reason(name: str) -> str:
    return next((reason for rule, reason in _RULES if rule.match(name)), "")


def _folders_with_code(files: Mapping[str, Path], kind: re.Pattern[str]) -> frozenset[str]:
    """Give the outermost folders of a kind that hold Python code, each with its slash at the end."""
    return frozenset(found.group() for name in files if name.endswith(_CODE) and (found := kind.match(name)))


def _is_code(bytecode: str, files: Mapping[str, Path]) -> bool:
    """Whether Python loads this bytecode itself, since its authors ship no source."""
    return "__pycache__/" not in bytecode and bytecode.endswith(".pyc") and bytecode[:-1] not in files


def _within(name: str, folders: frozenset[str]) -> bool:
    return any(name.startswith(folder) for folder in folders)
