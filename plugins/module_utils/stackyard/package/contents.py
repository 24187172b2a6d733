"""Decides what each function ships; the pure half of packaging, before anything is zipped or uploaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..compose.model import ComposedFunction
from ..errors import StackyardError
from ..faults import Faults
from ..files import relative
from .dependencies import DependencyCache
from .files import function_entries
from .model import Artifact, Entry, PackageSet, Platform
from .requirements import locked_requirements
from .shared import SharedPackage

UNPACKED_LIMIT = 250 * 1024 * 1024  # bytes; Lambda's own, layers included
_NAMED_IN_ERROR = 3


@dataclass(frozen=True)
class FunctionContent:
    """What one function is made of: its own files, the shared modules that it imports, its packages."""

    function: ComposedFunction
    platform: Platform
    own: tuple[Entry, ...]
    shared: tuple[Entry, ...]
    dependencies: PackageSet | None = None


class Contents:
    """What functions of the repository at ``root`` ship; shared modules are parsed once for all of them."""

    def __init__(self, root: Path, cache: DependencyCache) -> None:
        self.root = root
        self.cache = cache
        self._shared: dict[str, SharedPackage] = {}

    def of_all(self, functions: Iterable[ComposedFunction], platform: Platform) -> list[Artifact]:
        """Give the artifact of each function. Raises ``StackyardError`` telling the faults of all of them."""
        faults, artifacts = Faults("the functions' code"), []
        for function in functions:
            with faults.collecting():
                artifacts.append(self.of(function, _platform_of(function, platform)))
        faults.raise_if_any()
        return artifacts

    def of(self, function: ComposedFunction, platform: Platform) -> Artifact:
        """Give one function's artifact: its own files, the shared modules it imports, its packages."""
        folder = Path(function.folder)
        own = list(function_entries(folder))
        shared = self._shared.setdefault(function.system, SharedPackage(self.root, function.system))
        entries = [*own, *shared.entries([entry.path for entry in own if entry.path.suffix == ".py"])]
        requirements = locked_requirements(folder, self.root)
        if requirements:
            entries += self.cache.entries(requirements, platform)
        place = relative(folder, self.root)
        _check_names(entries, place)
        artifact = Artifact(f"{function.system}/{function.name}", tuple(entries), (), platform)
        _check_size(artifact, place)
        return artifact


def _platform_of(function: ComposedFunction, default: Platform) -> Platform:
    """What a function says itself goes before what the environment says."""
    return Platform(function.architecture or default.architecture, function.runtime or default.runtime)


def _check_names(entries: list[Entry], place: str) -> None:
    paths: dict[str, Path] = {}
    for entry in entries:
        if not entry.name.isprintable():
            raise StackyardError(
                f"{place}: the name of a file cannot be printed",
                given=ascii(entry.name),
                remedy="rename it in plain UTF-8",
            )
        other = paths.setdefault(entry.name, entry.path)
        if other != entry.path:
            raise StackyardError(
                f"{place}: two files would have the same name in the artifact",
                given=f"{entry.name}: {other} and {entry.path}",
                remedy="rename the function's own file",
            )


def _check_size(artifact: Artifact, place: str) -> None:
    if artifact.unpacked_bytes <= UNPACKED_LIMIT:
        return
    sizes: dict[str, int] = {}
    for entry in artifact.entries():
        top = entry.name.split("/")[0]
        sizes[top] = sizes.get(top, 0) + entry.size
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:_NAMED_IN_ERROR]
    raise StackyardError(
        f"{place}: the function is {megabytes(artifact.unpacked_bytes)} unpacked, above Lambda's limit of 250 MB",
        given="largest parts: " + ", ".join(f"{name} {megabytes(size)}" for name, size in largest),
        remedy="drop packages, split the function, or deploy it as a container image",
    )


def megabytes(size: int) -> str:
    """Write a size in bytes for people: "12.3 MB"."""
    return f"{size / 1024 / 1024:.1f} MB"
