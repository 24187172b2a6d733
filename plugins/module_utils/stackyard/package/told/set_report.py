"""Tells what the sets of packages hold: what weighs most, what stays behind and why, and which patterns do nothing.

Only installed packages can tell it, so it is for ``--explain`` alone: what is not installed yet is installed for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...compose.folders import SHARED
from ...text.lists import functions, short_names, wrapped, wrapped_words
from ...text.units import MEGABYTE, readable
from ..contents.files import walk
from ..installed.dependency_set import DependencySet, distinct_sets
from ..installed.model import Installed
from ..installed.provided import explain
from ..layers.layering import FunctionPlan
from ..left_out.patterns import Patterns

_MOST = 5  # packages, folders and reasons that are named
_DEPTH = 2  # of the folders that are named: numpy/_core
_EXCLUDED = "excluded in resources.yaml"


def set_lines(plans: Sequence[FunctionPlan]) -> list[str]:
    """Tell each distinct set of packages of these functions. Raises ``StackyardError`` when one cannot be installed."""
    sets = sorted(distinct_sets(plan.content.dependencies for plan in plans), key=lambda one: one.label)
    alone, users = short_names(plan.name for plan in plans), defaultdict[str, list[str]](list)
    for plan in plans:
        if plan.content.dependencies:
            users[plan.content.dependencies.digest].append(alone[plan.name])
    return [line for one in sets for line in _of_set(one, users[one.digest])]


def unused_patterns(plans: Sequence[FunctionPlan]) -> list[str]:
    """Tell the patterns that match no file today: of the function, of shared modules, or of packages."""
    alone, lines = short_names(plan.name for plan in plans), []
    for plan in plans:
        function = plan.content.function
        names = _names(plan) if function.include or function.exclude else []
        for kind, patterns in (("Include", Patterns(function.include)), ("Exclude", Patterns((), function.exclude))):
            unused = patterns.unused(names)
            lines += [f'`{alone[plan.name]}`: {kind} "{pattern}" matches nothing' for pattern in unused]
    return lines


def _of_set(one: DependencySet, users: Sequence[str]) -> Iterator[str]:
    installed = one.cache.get(one.lock, one.platform)
    travelling = {entry.name for entry in one.entries()}
    packages, folders = Counter[str](), Counter[str]()
    for file in installed.files:
        if file.entry.name in travelling:
            packages[file.distribution or "no package"] += file.entry.size
            folders["/".join(file.entry.name.split("/")[:-1][:_DEPTH]) or file.entry.name] += file.entry.size
    used_by = users[0] if len(users) == 1 else functions(len(users))
    yield from wrapped(f"{one.label} ({used_by}): ", _biggest(packages) or ["nothing travels"])
    if packages.total() >= MEGABYTE:
        yield from wrapped("    most of it in ", _biggest(folders))
    if behind := _left_behind(installed, travelling, one.left_to_runtime):
        yield from wrapped("    left out: ", _biggest(behind))
    if said := explain(one.lock, installed, one.runtime_boto3):
        yield from wrapped_words(f"    {said}")


def _left_behind(installed: Installed, travelling: set[str], provided: frozenset[str]) -> Counter[str]:
    behind = Counter[str]()
    for file in installed.files:
        if file.entry.name not in travelling and file.distribution not in provided:
            behind[file.left_out or _EXCLUDED] += file.entry.size
    return behind


def _biggest(sizes: Counter[str]) -> list[str]:
    """Name the biggest parts with their sizes, and sum up the rest; nothing is said of parts of no size."""
    ordered = [(name, size) for name, size in sizes.most_common() if size]
    rest = ordered[_MOST:]
    more = [f"{len(rest)} more {readable(sum(size for _, size in rest))}"] if rest else []
    return [f"{name} {readable(size)}" for name, size in ordered[:_MOST]] + more


def _names(plan: FunctionPlan) -> list[str]:
    """Give the names of all files that a function's patterns could match, those that do not travel included."""
    folder = Path(plan.content.function.folder)
    folders = [folder, folder.parent / SHARED, folder.parents[1] / SHARED]
    names = [
        path.relative_to(place).as_posix() for place in folders if place.is_dir() for path in walk(place, hidden=True)
    ]
    for one in distinct_sets([plan.content.dependencies]):
        names += [file.entry.name for file in one.cache.get(one.lock, one.platform).files]
    return names
