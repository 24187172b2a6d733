"""Follows the functions of an environment while their sources are edited, and updates those that were changed.

A session begins with one whole plan, which tells what travels in layers; those stay as they are deployed. After that
only code is looked at: a function whose sources do not parse keeps its old code and does not hold the others up, and
one whose packages changed is left to a deployment. After a deployment the plan is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..compose.model import ComposedFunction
from ..compose.sources import SHARED
from ..errors import StackyardError
from ..package.contents.function import FunctionContent
from ..package.layers.layering import FunctionPlan
from ..package.model import Artifact
from .deployed import DeployedFunction

_PARALLEL = 8  # updates at once, when a shared module changed

# Reads what one function is made of now. Raises StackyardError.
ReadContent = Callable[[ComposedFunction], FunctionContent]


class GoneError(StackyardError):
    """What was deployed is not there any more under its name."""


@dataclass(frozen=True)
class Situation:
    """What there is: every function that is followed, those that are deployed, and labels of those updated in place."""

    plans: tuple[FunctionPlan, ...]
    deployed: Mapping[str, DeployedFunction]
    hot: Collection[str] = ()


class Surroundings(Protocol):
    """All that a session needs of the world."""

    def situation(self) -> Situation:
        """Plan, and read what is deployed. Raises ``StackyardError``."""

    def reader(self) -> ReadContent:
        """Give what reads functions as they are at this moment."""

    def turn(self) -> AbstractContextManager[bool]:
        """Keep deployments out, and tell whether there was one since the last turn."""

    def update(self, function: DeployedFunction, code: Artifact) -> None:
        """Give a function other code. Raises ``GoneError`` when it is not there, ``StackyardError`` for the rest."""


@dataclass(frozen=True)
class Outcome:
    """What became of some functions, named by labels: they run new code, or ``error`` says why they keep the old."""

    labels: tuple[str, ...]
    text: str = ""
    error: StackyardError | None = None


@dataclass
class _Followed:
    """One function: its plan, and digests of the code that it runs ("" for unknown) and that was last seen in files."""

    plan: FunctionPlan
    deployed: DeployedFunction | None
    running: str
    seen: str
    fault: str = ""  # why it keeps its old code, as it was told

    @property
    def folder(self) -> Path:
        return Path(self.plan.content.function.folder)

    @property
    def shared(self) -> tuple[Path, Path]:
        """Where modules lie that it may import: those of its system, and those of all systems."""
        return self.folder.parent / SHARED, self.folder.parents[1] / SHARED


class HotSession:
    """The functions that can be updated in place; ``hot`` are labels of those that were, by whichever session."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.hot: set[str] = set()
        self._followed: dict[str, _Followed] = {}
        self._outdated = False

    def begin(self) -> None:
        """Take in what there is. Raises ``StackyardError``."""
        with self.surroundings.turn():
            self._take_in(self.surroundings.situation())

    @property
    def labels(self) -> list[str]:
        """The functions that are followed."""
        return sorted(self._followed)

    @property
    def missing(self) -> list[str]:
        """Functions that are not deployed yet."""
        return sorted(label for label, one in self._followed.items() if not one.deployed)

    @property
    def different(self) -> list[str]:
        """Functions whose sources are not what is deployed."""
        return sorted(label for label, one in self._followed.items() if one.deployed and one.running != one.seen)

    def sync(self, saved: Collection[Path]) -> Iterator[Outcome]:
        """Update the functions that ``saved`` files changed, and those that could not be updated before."""
        with self.surroundings.turn() as deployed_meanwhile:
            if deployed_meanwhile or self._outdated:
                yield from self._renewed()
            read = self.surroundings.reader()
            changed: dict[str, Artifact] = {}
            faults: dict[str, tuple[StackyardError, list[str]]] = {}
            for label, one, own in self._touched(saved):
                try:
                    code = _changed(one, read, own=own)
                except StackyardError as error:
                    if one.fault != str(error) or own:
                        faults.setdefault(str(error), (error, []))[1].append(label)
                    one.fault = str(error)
                    continue
                if code:
                    changed[label] = code
                elif one.fault:
                    one.fault = ""
                    yield Outcome((label,), "is mended, and runs this code already")
            yield from (Outcome(tuple(labels), error=error) for error, labels in faults.values())
            yield from self._update_all(changed)

    def _take_in(self, situation: Situation) -> None:
        before, self._followed = self._followed, {}
        self.hot = set(situation.hot)
        for plan in situation.plans:
            known, deployed = before.get(plan.name), situation.deployed.get(plan.name)
            seen, running = _code(plan.content, plan).digest, ""
            if deployed and plan.name not in self.hot and _is_deployed(plan, deployed):
                running = seen
            elif known and known.deployed == deployed and plan.name in self.hot:
                running = known.running
            fault = known.fault if known else ""
            self._followed[plan.name] = _Followed(plan, deployed, running, known.seen if known else seen, fault)
        self._outdated = False

    def _renewed(self) -> Iterator[Outcome]:
        """Take in what a deployment changed; while that cannot be read, what was known before has to do."""
        try:
            self._take_in(self.surroundings.situation())
        except StackyardError as error:
            self._outdated = True
            yield Outcome((), error=error)

    def _touched(self, saved: Iterable[Path]) -> list[tuple[str, _Followed, bool]]:
        """Give the functions that may have changed, and whether a file of their own was saved."""
        paths = list(saved)
        found = []
        for label, one in self._followed.items():
            own = any(path.is_relative_to(one.folder) for path in paths)
            shared = any(path.is_relative_to(folder) for path in paths for folder in one.shared)
            if own or one.fault or shared:
                found.append((label, one, own))
        return found

    def _update_all(self, changed: Mapping[str, Artifact], *, again: bool = True) -> Iterator[Outcome]:
        gone = []
        with ThreadPoolExecutor(_PARALLEL) as pool:
            for label, error in zip(changed, pool.map(self._update, changed, changed.values()), strict=True):
                if isinstance(error, GoneError) and again:
                    gone.append(label)
                else:
                    yield self._updated(label, changed[label], error)
        if gone:
            yield from self._renewed()
            yield from self._update_all({label: changed[label] for label in gone}, again=False)

    def _update(self, label: str, code: Artifact) -> StackyardError | None:
        deployed = self._followed[label].deployed if label in self._followed else None
        if not deployed:
            return StackyardError("is not deployed", remedy="run bin/deploy, which brings it")
        try:
            self.surroundings.update(deployed, code)
        except StackyardError as error:
            return error
        self.hot.add(label)  # here, in the pool's thread, which Ctrl-C lets finish
        return None

    def _updated(self, label: str, code: Artifact, error: StackyardError | None) -> Outcome:
        one = self._followed.get(label)
        if error or not one or not one.deployed:
            if one:
                one.fault = str(error)
            return Outcome((label,), error=error)
        one.running, one.fault = code.digest, ""
        aliases = "".join(f"; alias {alias} keeps its code" for alias in one.deployed.aliases)
        return Outcome((label,), f"updated in place{aliases}")


def _changed(one: _Followed, read: ReadContent, *, own: bool) -> Artifact | None:
    """Give a function's code when it is to be updated. A shared module that it does not import is no reason."""
    content = read(one.plan.content.function)
    code = _code(content, one.plan)
    before, one.seen = one.seen, code.digest
    if code.digest == one.running or not (own or one.fault or code.digest != before):
        return None
    _check_packages(content, one)
    return code


def _is_deployed(plan: FunctionPlan, deployed: DeployedFunction) -> bool:
    return plan.artifact.key == deployed.code_key and {one.key for one in plan.layers} <= deployed.layer_keys


def _code(content: FunctionContent, plan: FunctionPlan) -> Artifact:
    """Give what travels in an update: everything but layers of packages, which the function has already.

    Shared modules travel even where a layer holds them: Python looks into the function's own folder first. There is no
    bytecode, which would take longer to make than it saves.
    """
    return Artifact(plan.name, (*content.own, *content.shared), plan.artifact.sets, content.platform)


def _check_packages(content: FunctionContent, one: _Followed) -> None:
    """Refuse what an update of code cannot bring: other packages than those deployed."""
    before, now = one.plan.content.dependencies, content.dependencies
    layers = {layer.key for layer in one.plan.layers if layer.sets}
    same = (now.digest if now else "") == (before.digest if before else "")
    if one.deployed and not (same and layers <= one.deployed.layer_keys):
        raise StackyardError(
            "its packages are not those that are deployed",
            given="an update in place brings code only",
            remedy="run bin/deploy; after that bin/watch goes on by itself",
        )
