"""Finds the modules of a system's shared package that a function really imports.

Shipping the whole package with each function would change every artifact whenever one module changes. Imports are
followed through the source, so what is found is exactly what Python would load; files that are no modules (mail
templates, tables) ride with the package folder they stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...compose.folders import SHARED
from ...errors import StackyardError
from ...faults import Faults
from ...files import read_text, relative
from ...python.facts import Import, ModuleFacts
from ...python.interpreters import Interpreters
from ...python.kept_facts import KeptFacts
from ...python.source import read_module
from ..model import Entry
from .files import check_inside, entry, walk


class SharedPackage:
    """The package ``lambdas/<system>/shared/<system>``; parses each module once, for all functions."""

    def __init__(self, root: Path, system: str) -> None:
        self.root = root
        self.system = system
        self.folder = root / "lambdas" / system / SHARED
        self._interpreters = Interpreters.found_in(root)
        self._kept = KeptFacts.of(root)
        self._read: dict[tuple[Path, str], ModuleFacts] = {}
        self._loads: dict[tuple[Path, str], list[Path]] = {}
        self._inside: set[Path] = set()

    def entries(self, sources: Iterable[Path], runtime: str = "") -> list[Entry]:
        """Give what a function with these source files needs of the package; ``runtime`` as ``read_module`` takes it.

        Raises ``StackyardError`` (all faults together) for sources that do not parse and imports that lead nowhere.
        """
        faults = Faults("the function's sources")
        waiting, found = list(sources), dict[Path, None]()
        while waiting:
            with faults.collecting():
                new = [path for path in self._imported(waiting.pop(0), runtime, faults) if path not in found]
                found.update(dict.fromkeys(new))
                waiting.extend(new)
        faults.raise_if_any()
        files = {*found, *self._riding_along({path.parent for path in found})}
        for path in files - self._inside:
            check_inside(path, self.folder)
        self._inside |= files
        return [entry(path.relative_to(self.folder).as_posix(), path) for path in sorted(files)]

    def _imported(self, source: Path, runtime: str, faults: Faults) -> list[Path]:
        """Give the files of the package that one source file imports; its faults are told to the first who asks."""
        if (source, runtime) not in self._loads:
            self._loads[source, runtime] = []
            self._loads[source, runtime] = self._follow(source, runtime, faults)
        return self._loads[source, runtime]

    def _follow(self, source: Path, runtime: str, faults: Faults) -> list[Path]:
        inside = source.is_relative_to(self.folder)
        package = ".".join(source.relative_to(self.folder).parent.parts) if inside else ""
        files: list[Path] = []
        for one in self._facts(source, runtime).imports(package):
            if one.module.split(".")[0] == self.system:
                with faults.collecting():
                    files.extend(self._loaded(one, f"{relative(source, self.root)}:{one.line}", runtime))
        return files

    def _loaded(self, asked: Import, place: str, runtime: str) -> Iterator[Path]:
        """Give the files that Python loads for ``import module`` or ``from module import name``."""
        parts, name = asked.module.split("."), asked.name
        for depth in range(1, len(parts) + 1):
            yield from self._file(parts[:depth], place)
        if not name or name == "*":
            return
        if self._exists([*parts, name]):
            yield from self._file([*parts, name], place)
            return
        holder = next(iter(self._file(parts, place)), None)
        if holder is None or not {name, "__getattr__"} & {"__file__", *self._facts(holder, runtime).bound}:
            given = f"from {asked.module} import {name}"
            raise StackyardError(f"{place}: {asked.module} has no {name}", given=given, remedy="correct the import")

    def _exists(self, parts: list[str]) -> bool:
        path = self.folder.joinpath(*parts)
        return path.with_suffix(".py").is_file() or path.is_dir()

    def _file(self, parts: list[str], place: str) -> list[Path]:
        """Give the file of one module; a folder without ``__init__.py`` is a package without a file."""
        path = self.folder.joinpath(*parts)
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                return [file]
        if path.is_dir():
            return []
        raise StackyardError(
            f"{place}: there is no module {'.'.join(parts)}",
            given=f"not in {relative(self.folder, self.root)}",
            remedy="write it, or correct the import",
        )

    def _riding_along(self, folders: set[Path]) -> Iterator[Path]:
        for folder in folders:
            beside = (path for path in folder.iterdir() if path.is_dir() and not any(path.glob("**/*.py")))
            yield from (path for path in folder.iterdir() if path.is_file() and _is_data(path))
            yield from (path for data in beside for path in walk(data, within=self.folder))

    def _facts(self, source: Path, runtime: str) -> ModuleFacts:
        if (source, runtime) not in self._read:
            text, place = read_text(source, self.root), relative(source, self.root)
            self._read[source, runtime] = read_module(text, place, runtime, self._interpreters, self._kept)
        return self._read[source, runtime]


def _is_data(path: Path) -> bool:
    return path.suffix not in {".py", ".pyc"} and not path.name.startswith(".")
