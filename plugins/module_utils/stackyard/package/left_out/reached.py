"""Finds what the code of installed packages reaches among the files that were to be left out.

Packages are read, never imported. A search for words comes first, so that a thousand modules take a tenth of a second:
only those that mention a test folder or the name of a left-out file are read closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .mentions import in_package, mentions_of

# Both are searched from a plain word backwards: a pattern for the whole would be ten times slower over all of botocore.
_TEST = re.compile(rb"tests?\b")
# Where the word can be part of a dotted name, stand in a list of imported names, or begin a string.
_BEFORE_TEST, _LONGEST_BEFORE = re.compile(rb"""(?:[.'"]|\b(?:import|from)\s+|[,(\\]\s*|\bconf)$"""), 80
_FILE_NAME_AT_END, _LONGEST_FILE_NAME = re.compile(rb"[\w.+-]+$"), 255
_DOTTED = re.compile(r"\.*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_FILE_NAME = re.compile(r"[\w.+-]+\.\w+")
# lazy_loader reads the stub beside a module to know what the module is to import.
_READS_ITS_STUB = b"attach_stub"
# Type checkers and editors' helpers read whatever stubs they carry.
_READS_STUBS = re.compile(rb"""['"]\.?pyi['"]""")
# Nobody imports a package of this name by a string; it is listed, for plugins like ``ansible.plugins.test``.
_LISTED = ".test"
_ENTRY_POINT = re.compile(r"=\s*([\w.]+)")


def reached(files: Mapping[str, Path], left_out: frozenset[str]) -> frozenset[str]:
    """Give those names of ``left_out`` that the rest of ``files`` imports, names in a string or reads as a stub."""
    search = _Search(files, left_out)
    for name in sorted(files.keys() - left_out):
        if name.endswith(".py"):
            search.read(name)
        elif name.endswith(".dist-info/entry_points.txt"):
            search.read_entry_points(name)
    search.follow()
    return frozenset(search.found)


class _Search:
    """One search: ``found`` grows, and every module found is itself searched for what it imports."""

    def __init__(self, files: Mapping[str, Path], left_out: frozenset[str]) -> None:
        self.files = files
        self.left_out = left_out
        self.found: set[str] = set()
        self._waiting: list[str] = []
        self._modules = {_module(name): name for name in left_out if name.endswith(".py")}
        self._data: dict[str, list[str]] = {}  # by file name
        for name in left_out - set(self._modules.values()):
            if ".dist-info/" not in name:
                self._data.setdefault(name.rpartition("/")[2], []).append(name)
        self._suffixes = _suffixes(self._data)

    def read(self, name: str) -> None:
        """Search a module that travels."""
        text = self.files[name].read_bytes()
        if _READS_ITS_STUB in text:
            self._find(f"{name}i")
        if b"pyi" in text and _READS_STUBS.search(text):
            self._find_all(name.partition("/")[0] + "/", ".pyi")
        if (self._modules and _names_tests(text)) or self._names_data(text):
            self._read_closely(name, text)

    def read_entry_points(self, name: str) -> None:
        """Search the modules that a distribution offers to others."""
        for module in _ENTRY_POINT.findall(self.files[name].read_text(encoding="utf-8", errors="replace")):
            self._import(module)

    def follow(self) -> None:
        """Search what was found, until nothing new comes up."""
        while self._waiting:
            name = self._waiting.pop()
            text = self.files[name].read_bytes()
            self._read_closely(name, text)
            self._find_beside(name, text)

    def _names_data(self, text: bytes) -> bool:
        ends = (found.end() for found in self._suffixes.finditer(text))
        words = (_FILE_NAME_AT_END.search(text, max(0, end - _LONGEST_FILE_NAME), end) for end in ends)
        return any(word is not None and word.group().decode() in self._data for word in words)

    def _read_closely(self, name: str, text: bytes) -> None:
        package = _module(name) if name.endswith("__init__.py") else _module(name).rpartition(".")[0]
        mentions = mentions_of(text, package)
        for dotted in mentions.imported:
            self._import(dotted)
        for text_in_it in mentions.strings:
            if _DOTTED.fullmatch(text_in_it):
                self._import(in_package(text_in_it, package))
                if text_in_it.endswith(_LISTED):
                    self._find_all(in_package(text_in_it, package).replace(".", "/") + "/", ".py")
            self._find_data(text_in_it, name.partition("/")[0] + "/")

    def _import(self, dotted: str) -> None:
        """Find every module that Python loads for a dotted name."""
        parts = dotted.split(".")
        for depth in range(1, len(parts) + 1):
            self._find(self._modules.get(".".join(parts[:depth]), ""))

    def _find_data(self, text: str, package: str) -> None:
        """Find the files of the package that a string names."""
        for file_name in _FILE_NAME.findall(text):
            for name in self._data.get(file_name, ()):
                if name.startswith(package):
                    self._find(name)

    def _find_beside(self, module: str, text: bytes) -> None:
        """Find the data beside a module, where the module's text names the file or the folder that holds it."""
        folder = module.rpartition("/")[0] + "/"
        beside = [name for name in self.left_out if name.startswith(folder) and not name.endswith(".py")]
        tops = {name: name.removeprefix(folder).partition("/")[0] for name in beside}
        named = {top for top in set(tops.values()) if re.search(rf"\b{re.escape(top)}\b".encode(), text)}
        for name in beside:
            if tops[name] in named:
                self._find(name)

    def _find_all(self, folder: str, suffix: str) -> None:
        for name in self.left_out:
            if name.startswith(folder) and name.endswith(suffix):
                self._find(name)

    def _find(self, name: str) -> None:
        if name in self.left_out and name not in self.found:
            self.found.add(name)
            if name.endswith(".py"):
                self._waiting.append(name)


def _names_tests(text: bytes) -> bool:
    starts = (found.start() for found in _TEST.finditer(text))
    return any(_BEFORE_TEST.search(text, max(0, start - _LONGEST_BEFORE), start) for start in starts)


def _suffixes(file_names: Iterable[str]) -> re.Pattern[bytes]:
    """Match the suffixes of these names."""
    found = sorted({re.escape(name.rpartition(".")[2]).encode() for name in file_names if "." in name})
    return re.compile(rb"\.(?:%s)\b" % b"|".join(found) if found else rb"(?!)")


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
