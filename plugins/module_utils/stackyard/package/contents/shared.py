"""Finds the shared modules that a function really imports: of its system, of all systems, of the kit's own library.

Shipping whole packages with each function would change every artifact whenever one module changes. Imports are
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

KIT, KIT_FOLDER = "stackyard", Path("plugins/module_utils")


class SharedPackages:
    """What functions of a system share; parses each module once, for all of them.

    That is the package ``lambdas/<system>/shared/<system>``, all packages of ``lambdas/shared``, which functions of
    every system share, and the kit's library ``stackyard``, by which a few functions do the kit's own work.
    """

    def __init__(self, root: Path, system: str) -> None:
        self.root = root
        self.own, self.of_all = root / "lambdas" / system / SHARED, root / "lambdas" / SHARED
        self.of_kit = root / KIT_FOLDER
        kit = {KIT: self.of_kit} if (self.of_kit / KIT).is_dir() else {}
        self._folders = {**kit, **dict.fromkeys(_packages(self.of_all), self.of_all), system: self.own}
        self._of_systems = {path.name for path in (root / "lambdas").glob(f"*/{SHARED}/*/") if _is_systems(path)}
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
        self._check_hidden(faults)
        waiting, found = list(sources), dict[Path, None]()
        while waiting:
            with faults.collecting():
                new = [path for path in self._imported(waiting.pop(0), runtime, faults) if path not in found]
                found.update(dict.fromkeys(new))
                waiting.extend(new)
        faults.raise_if_any()
        files = {*found, *self._riding_along({path.parent for path in found})}
        for path in files - self._inside:
            check_inside(path, self._home(path))
        self._inside |= files
        return [entry(path.relative_to(self._home(path)).as_posix(), path) for path in sorted(files)]

    def _check_hidden(self, faults: Faults) -> None:
        """Note packages of the system's own called like one that all systems share: one would hide the other."""
        for name in sorted({*_packages(self.own)} & {*_packages(self.of_all)}):
            faults.add(
                f"hides the package {name} that all systems share",
                place=relative(self.own / name, self.root),
                given=relative(self.of_all / name, self.root),
                remedy="rename the system's own",
            )

    def _folder_of(self, path: Path) -> Path | None:
        """Give the folder that a shared module's name begins below; ``None`` for a function's own file."""
        return next((one for one in (self.own, self.of_all, self.of_kit) if path.is_relative_to(one)), None)

    def _home(self, shared: Path) -> Path:
        folder = self._folder_of(shared)
        assert folder  # noqa: S101 - nobody asks about a function's own files
        return folder

    def _imported(self, source: Path, runtime: str, faults: Faults) -> list[Path]:
        """Give the files of the package that one source file imports; its faults are told to the first who asks."""
        if (source, runtime) not in self._loads:
            self._loads[source, runtime] = []
            self._loads[source, runtime] = self._follow(source, runtime, faults)
        return self._loads[source, runtime]

    def _follow(self, source: Path, runtime: str, faults: Faults) -> list[Path]:
        folder = self._folder_of(source)
        package = ".".join(source.relative_to(folder).parent.parts) if folder else ""
        files: list[Path] = []
        for one in self._facts(source, runtime).imports(package):
            top, place = one.module.split(".")[0], f"{relative(source, self.root)}:{one.line}"
            if folder == self.of_all and top in self._of_systems:
                remedy = f"let callers hand in what it needs, or move the module to lambdas/{top}/{SHARED}/"
                faults.add(f"what all systems share cannot import {top}", place=place, given=one.module, remedy=remedy)
            elif top in self._folders:
                with faults.collecting():
                    files.extend(self._loaded(one, place, runtime))
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
        path = self._folders[parts[0]].joinpath(*parts)
        return path.with_suffix(".py").is_file() or path.is_dir()

    def _file(self, parts: list[str], place: str) -> list[Path]:
        """Give the file of one module; a folder without ``__init__.py`` is a package without a file."""
        folder = self._folders[parts[0]]
        path = folder.joinpath(*parts)
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                return [file]
        if path.is_dir():
            return []
        raise StackyardError(
            f"{place}: there is no module {'.'.join(parts)}",
            given=f"not in {relative(folder, self.root)}",
            remedy="write it, or correct the import",
        )

    def _riding_along(self, folders: set[Path]) -> Iterator[Path]:
        for folder in folders:
            beside = (path for path in folder.iterdir() if path.is_dir() and not any(path.glob("**/*.py")))
            yield from (path for path in folder.iterdir() if path.is_file() and _is_data(path))
            yield from (path for data in beside for path in walk(data, within=self._folder_of(folder)))

    def _facts(self, source: Path, runtime: str) -> ModuleFacts:
        if (source, runtime) not in self._read:
            text, place = read_text(source, self.root), relative(source, self.root)
            self._read[source, runtime] = read_module(text, place, runtime, self._interpreters, self._kept)
        return self._read[source, runtime]


def _packages(folder: Path) -> list[str]:
    """Name what can be imported from a folder: packages and single modules."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    names = [path.name if path.is_dir() else path.stem for path in found if path.is_dir() or path.suffix == ".py"]
    return [name for name in names if name.isidentifier() and name != "__pycache__"]


def _is_systems(package: Path) -> bool:
    return package.name == package.parents[1].name


def _is_data(path: Path) -> bool:
    return path.suffix not in {".py", ".pyc"} and not path.name.startswith(".")
