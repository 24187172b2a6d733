"""Finds what each function is made of; the pure half of packaging, before anything is installed, zipped or uploaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ...compose.model import ComposedFunction
from ...errors import StackyardError
from ...faults import Faults
from ...files import relative
from ...python.kept_facts import KeptFacts
from ..left_out.patterns import Patterns, patterns_of
from ..locks.requirements import Lock, read_lock
from ..model import Entry, PackageSet, Platform
from .files import function_entries
from .shared import SharedPackages

# Makes the set of a lock's packages for a platform, as a function's patterns leave it.
SetOf = Callable[[Lock, Platform, Patterns], PackageSet]


@dataclass(frozen=True)
class FunctionContent:
    """What one function is made of: its own files, the shared modules that it imports, its packages."""

    function: ComposedFunction
    platform: Platform
    own: tuple[Entry, ...]
    shared: tuple[Entry, ...]
    dependencies: PackageSet | None = None


class Contents:
    """What functions of the repository at ``root`` are made of; shared modules are parsed once for all of them."""

    def __init__(self, root: Path, set_of: SetOf) -> None:
        self.root = root
        self.set_of = set_of
        self._shared: dict[str, SharedPackages] = {}

    def of_all(self, functions: Iterable[ComposedFunction], platform: Platform) -> list[FunctionContent]:
        """Give the content of each function. Raises ``StackyardError`` telling the faults of all of them."""
        faults, contents = Faults("the functions' code"), []
        for function in functions:
            with faults.collecting():
                contents.append(self.of(function, platform))
        KeptFacts.of(self.root).save()
        faults.raise_if_any()
        return contents

    def of(self, function: ComposedFunction, default: Platform) -> FunctionContent:
        """Give one function's content; ``default`` counts where it does not name a platform. Nothing is installed."""
        folder = Path(function.folder)
        place = relative(folder, self.root)
        platform = _platform_of(function, default, place)
        patterns = patterns_of(function, f"{place}/resources.yaml")
        own = tuple(function_entries(folder, patterns))
        _check_names(own, place)
        shared = self._shared.setdefault(function.system, SharedPackages(self.root, function.system))
        sources = [entry.path for entry in own if entry.path.suffix == ".py"]
        used = tuple(one for one in shared.entries(sources, platform.runtime) if patterns.keeps(one.name))
        lock = read_lock(folder, self.root)
        return FunctionContent(function, platform, own, used, self.set_of(lock, platform, patterns) if lock else None)


def _platform_of(function: ComposedFunction, default: Platform, place: str) -> Platform:
    """What a function says itself goes before what the environment says."""
    try:
        return Platform(function.architecture or default.architecture, function.runtime or default.runtime)
    except StackyardError as error:
        raise StackyardError(f"{place}: {error.problem}", given=error.given, remedy=error.remedy) from None


def _check_names(entries: Iterable[Entry], place: str) -> None:
    for entry in entries:
        if not entry.name.isprintable():
            given = ascii(entry.name)
            raise StackyardError(
                f"{place}: the name of a file cannot be printed", given=given, remedy="rename it in plain UTF-8"
            )
