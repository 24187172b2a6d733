"""Surroundings of a session that a test scripts: sources, what is deployed, and what Lambda answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stackyard.compose.model import ComposedFunction
from stackyard.errors import StackyardError
from stackyard.hot.deployed import DeployedFunction
from stackyard.hot.session import ReadContent, Situation
from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.layering import FunctionPlan
from stackyard.package.model import Artifact, Entry, PackageSet

from tests.unit.package.plans import content, file, planned

BUY, SELL = Path("/lambdas/shop/buy"), Path("/lambdas/shop/sell")
SHARED = Path("/lambdas/shop/shared/shop")


@dataclass
class FakeSurroundings:
    """Functions of the system ``shop`` by name; ``broken`` holds faults of their sources, ``refused`` of updates."""

    contents: dict[str, FunctionContent]
    deployed: dict[str, DeployedFunction] = field(default_factory=dict)
    hot: set[str] = field(default_factory=set)
    broken: dict[str, StackyardError] = field(default_factory=dict)
    refused: dict[str, list[StackyardError]] = field(default_factory=dict)
    unreadable: StackyardError | None = None
    updates: list[tuple[str, Artifact]] = field(default_factory=list)
    was_deployed: bool = False

    def write(self, name: str, size: int = 2, shared: Sequence[Entry] = (), packages: PackageSet | None = None) -> None:
        """Change a function's sources; other sizes are other contents."""
        self.contents[name] = content(name, packages, shared, [file("handler.py", size)])

    def deploy(self, **aliases: tuple[str, ...]) -> None:
        """Bring the account to what the sources say."""
        self.deployed = {plan.name: _deployed(plan, aliases) for plan in planned(*self.contents.values())}
        self.hot, self.was_deployed = set(), True

    def situation(self) -> Situation:
        if self.unreadable:
            raise self.unreadable
        return Situation(tuple(planned(*self.contents.values())), dict(self.deployed), frozenset(self.hot))

    def reader(self) -> ReadContent:
        return self._read

    def _read(self, function: ComposedFunction) -> FunctionContent:
        if function.name in self.broken:
            raise self.broken[function.name]
        return self.contents[function.name]

    @contextmanager
    def turn(self) -> Iterator[bool]:
        was, self.was_deployed = self.was_deployed, False
        yield was

    def update(self, function: DeployedFunction, code: Artifact) -> None:
        if self.refused.get(function.label):
            raise self.refused[function.label].pop(0)
        self.hot.add(function.label)
        self.updates.append((function.physical_name, code))

    @property
    def updated(self) -> list[str]:
        """Physical names of functions that were updated since this was asked last."""
        names = [name for name, _ in self.updates]
        self.updates.clear()
        return sorted(names)


def _deployed(plan: FunctionPlan, aliases: dict[str, tuple[str, ...]]) -> DeployedFunction:
    name, layers = plan.name.split("/")[1], frozenset(layer.key for layer in plan.layers)
    return DeployedFunction(plan.name, f"physical-{name}", plan.artifact.key, layers, aliases.get(name, ()))
