"""Functions' contents and plans of an invented system, for tests of what comes after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stackyard.compose.model import ComposedFunction
from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.layering import FunctionPlan, lay_out
from stackyard.package.model import Entry, PackageSet, Platform

PLATFORM = Platform("x86_64", "python3.13")


@dataclass(frozen=True)
class Packages:
    """A set of packages with these files; its digest follows from its name, so that it can be named uninstalled."""

    label: str
    files: tuple[Entry, ...] = ()
    size: int | None = None

    @property
    def digest(self) -> str:
        return f"digest of {self.label}"

    def entries(self) -> tuple[Entry, ...]:
        return self.files

    def unpacked_bytes(self) -> int:
        return sum(entry.size for entry in self.files) if self.size is None else self.size


def file(name: str, size: int = 1, place: str = "/own") -> Entry:
    return Entry(name, Path(place) / name, size, f"sha256 of {name} in {place} with {size}")


def packages(label: str, *names: str, size: int = 1) -> Packages:
    return Packages(label, tuple(file(name, size, f"/cache/{label}") for name in names))


def content(
    name: str = "buy",
    dependencies: PackageSet | None = None,
    shared: Sequence[Entry] = (),
    own: Sequence[Entry] = (),
    *,
    stack: str = "api",
    system: str = "shop",
    platform: Platform = PLATFORM,
    layers: int = 0,
) -> FunctionContent:
    logical_id = f"{name.capitalize()}Function"
    function = ComposedFunction(
        name, system, f"/lambdas/{system}/{name}", stack, logical_id, "handler.handler", "", "", layers
    )
    return FunctionContent(function, platform, tuple(own) or (file("handler.py"),), tuple(shared), dependencies)


def planned(*contents: FunctionContent, threshold: int = 1000, bytecode: str = "") -> list[FunctionPlan]:
    return lay_out(contents, threshold, lambda _: bytecode)
