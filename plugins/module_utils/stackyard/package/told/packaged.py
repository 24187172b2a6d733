"""What packaging gives back: what became of every function and layer, and the templates that name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ...compose.model import ComposedSystem
from ...text.units import readable
from ..layers.layering import FunctionPlan
from ..layers.rewrite import packaged_template
from .sizes import Measured

UPLOADED, BUILT, PLANNED, UNCHANGED = "uploaded", "built", "planned", "unchanged"


@dataclass(frozen=True)
class PackagedFunction:
    """What became of one function.

    ``state`` is uploaded (its zip or a layer of it, now), built (there is no bucket yet), planned (not done yet) or
    unchanged; ``packed_bytes`` are those of the zips that were made for it, ``layers`` the keys of its layers.
    """

    key: str
    state: str
    unpacked_bytes: int
    packed_bytes: int = 0
    layers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packaged:
    """Result for all systems: functions and templates, each by system and then by name.

    ``zipped`` holds the packed bytes by key of every zip that was made, each counted once; ``reasons`` says by
    "system/function" why it is packaged anew (empty: it is not); ``notes`` are for people.
    """

    functions: Mapping[str, Mapping[str, PackagedFunction]]
    templates: Mapping[str, Mapping[str, Path]]
    plans: tuple[FunctionPlan, ...] = ()
    zipped: Mapping[str, int] = field(default_factory=dict)
    measured: Measured = field(default_factory=Measured)
    reasons: Mapping[str, list[str]] = field(default_factory=dict)
    hot: frozenset[str] = frozenset()
    bucket: str = ""
    notes: tuple[str, ...] = ()

    def has(self, *states: str) -> bool:
        """Whether any function is in one of these states."""
        return any(function.state in states for found in self.functions.values() for function in found.values())

    @property
    def rebuilt(self) -> dict[str, list[str]]:
        """The reasons of those functions that have any."""
        return {name: reasons for name, reasons in self.reasons.items() if reasons}

    def summary(self) -> str:
        """Say in a line what was done: "3 functions: 1 uploaded (12 KB), 2 unchanged"."""
        every = [function for found in self.functions.values() for function in found.values()]
        parts = []
        for state in (UPLOADED, BUILT, PLANNED, UNCHANGED):
            count = sum(function.state == state for function in every)
            made = f" ({readable(sum(self.zipped.values()))})" if state in {UPLOADED, BUILT} else ""
            parts += [f"{count} {state}{made}"] if count else []
        counted = f"{len(every)} function{'s' if len(every) > 1 else ''}"
        return f"{counted}: {', '.join(parts)}" if every else "no functions"

    def facts(self, systems: Iterable[ComposedSystem]) -> dict[str, Any]:
        """Give the plain form: compose's facts, with ``packaged`` at each stack and the artifact at each function."""
        facts = {system.name: system.facts() for system in systems}
        for name, found in facts.items():
            for stack, entry in found["stacks"].items():
                entry["packaged"] = str(self.templates[name][stack])
            for function, entry in found["functions"].items():
                entry["artifact"] = asdict(self.functions[name][function])
        return facts


def packaged_functions(
    plans: Iterable[FunctionPlan], missing: Collection[str], measured: Measured, made: str
) -> dict[str, dict[str, PackagedFunction]]:
    """Tell of each function whether anything of it was ``missing`` (keys), and so is in the state ``made``."""
    found: dict[str, dict[str, PackagedFunction]] = {}
    for plan in plans:
        anew = [one.key for one in plan.artifacts if one.key in missing]
        function = plan.content.function
        found.setdefault(function.system, {})[function.name] = PackagedFunction(
            key=plan.artifact.key,
            state=made if anew else UNCHANGED,
            unpacked_bytes=measured.total_bytes(plan),
            packed_bytes=sum(measured.packed.get(key, 0) for key in anew),
            layers=tuple(layer.key for layer in plan.layers),
        )
    return found


def packaged_templates(
    systems: Iterable[ComposedSystem], bucket: str, plans: Iterable[FunctionPlan]
) -> dict[str, dict[str, Path]]:
    """Write the templates of all stacks with artifacts in place of paths; give their files by system and stack."""
    by_system: dict[str, dict[str, FunctionPlan]] = {}
    for plan in plans:
        by_system.setdefault(plan.content.function.system, {})[plan.content.function.name] = plan
    return {
        system.name: {
            name: packaged_template(system, stack, bucket, by_system.get(system.name, {}))
            for name, stack in system.stacks.items()
        }
        for system in systems
    }
