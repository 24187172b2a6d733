"""Refuses names that would hide each other, whichever way a function's parts travel.

Python finds ``/var/task`` before ``/opt/python``, and in one folder a package before a module: a function's own
``numpy.py`` hides the numpy of a layer, and is hidden by a vendored one. Both are told alike, so that a set which
becomes a layer tomorrow breaks no function.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from ...errors import StackyardError
from ...faults import Faults
from ..layers.layering import FunctionPlan
from ..model import Artifact, Entry

# Top-level names that can be imported: whether it is a module or a package with ``__init__``, and a file that shows it.
_Modules = Mapping[str, tuple[bool, Entry]]
_SOURCES = (".py", ".so")


def check_clashes(plans: Iterable[FunctionPlan]) -> None:
    """Check functions whose sets are installed (else they will be).

    Raises ``StackyardError``, all clashes together, each with the function's folder and both files.
    """
    faults, modules = Faults("the names in artifacts"), dict[str, _Modules]()
    for plan in plans:
        with faults.collecting():
            _check_files([plan.artifact], plan)
            _check_files(plan.layers, plan)
            _check_modules(_sources(plan, modules), plan)
    faults.raise_if_any()


def _check_files(together: Iterable[Artifact], plan: FunctionPlan) -> None:
    """Refuse two files of one name in one folder: the function's own, or ``/opt``, where layers are merged."""
    found: dict[str, Entry] = {}
    for artifact in together:
        for entry in artifact.entries():
            other = found.setdefault(entry.name, entry)
            if other.path != entry.path:
                raise _clash(plan, "two files would have the same name in the artifact", entry.name, other, entry)


def _sources(plan: FunctionPlan, known: dict[str, _Modules]) -> list[_Modules]:
    """Give the modules of each source of names: own, shared, packages; those of a set are looked for once."""
    content = plan.content
    sources = [_modules(content.own), _modules(content.shared)]
    packages = content.dependencies
    if packages is not None:
        if packages.digest not in known:
            known[packages.digest] = _modules(packages.entries())
        sources.append(known[packages.digest])
    return sources


def _check_modules(sources: Iterable[_Modules], plan: FunctionPlan) -> None:
    """Refuse a name of two sources, unless both are parts of one namespace package."""
    for first, second in combinations(sources, 2):
        for name in sorted(first.keys() & second.keys()):
            (whole, one), (other_whole, other) = first[name], second[name]
            if whole or other_whole:
                raise _clash(plan, "one module would hide another of the same name", name, one, other)


def _modules(entries: Iterable[Entry]) -> _Modules:
    modules: dict[str, tuple[bool, Entry]] = {}
    for entry in entries:
        if not entry.name.endswith(_SOURCES):
            continue
        top, _, inner = entry.name.partition("/")
        whole = not inner or inner.split(".")[0] == "__init__"
        name = top if inner else top.split(".")[0]
        if whole or name not in modules:
            modules[name] = (whole, entry)
    return modules


def _clash(plan: FunctionPlan, problem: str, name: str, one: Entry, other: Entry) -> StackyardError:
    function = plan.content.function
    return StackyardError(
        f"lambdas/{function.system}/{function.name}: {problem}",
        given=f"{name}: {one.path} and {other.path}",
        remedy="rename the function's own file",
    )
