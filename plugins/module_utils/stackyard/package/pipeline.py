"""Packages every function of every system in one call: contents, staging, zips, uploads, rewritten templates.

The digest of a function's contents decides everything: only what the bucket does not hold is zipped and uploaded. With
no bucket (an environment that does not exist yet) or in check mode, the same steps end in a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..compose.model import ComposedFunction, ComposedSystem
from ..errors import StackyardError
from ..files import locked
from .archive import write_zip
from .bucket import ArtifactBucket
from .contents import Contents, FunctionContent, megabytes
from .dependencies import DependencyCache, Installer, install_with_uv
from .layering import FunctionPlan
from .model import Artifact, Platform
from .rewrite import packaged_template
from .staging import stage

UPLOADED, UNCHANGED, PLANNED = "uploaded", "unchanged", "planned"


@dataclass(frozen=True)
class PackagedFunction:
    """What became of one function's artifact.

    ``state`` is uploaded (now), unchanged (was there) or planned (would be uploaded); ``packed_bytes`` is the size of
    the zip, 0 where none was needed.
    """

    key: str
    state: str
    unpacked_bytes: int
    packed_bytes: int = 0


@dataclass(frozen=True)
class Packaged:
    """Result for all systems: functions and templates, each by system and then by name."""

    functions: dict[str, dict[str, PackagedFunction]]
    templates: dict[str, dict[str, Path]]

    def has(self, *states: str) -> bool:
        """Whether any function's artifact is in one of these states."""
        return any(function.state in states for found in self.functions.values() for function in found.values())

    def summary(self) -> str:
        """Say in a line what was done: "3 functions: 1 uploaded (0.1 MB), 2 unchanged"."""
        every = [function for found in self.functions.values() for function in found.values()]
        parts = []
        for state in (UPLOADED, PLANNED, UNCHANGED):
            size = sum(function.packed_bytes for function in every if function.state == state)
            count = sum(function.state == state for function in every)
            parts += [f"{count} {state}" + (f" ({megabytes(size)})" if state == UPLOADED else "")] if count else []
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


@dataclass(frozen=True)
class Packager:
    """Packages for one environment; ``install`` is how packages get onto the disk."""

    root: Path
    build_dir: Path
    platform: Platform
    install: Installer = install_with_uv

    def package(
        self, systems: Sequence[ComposedSystem], bucket: ArtifactBucket | None, *, check: bool = False
    ) -> Packaged:
        """Package all functions of ``systems``; ``bucket`` is ``None`` while nobody knows it.

        Raises ``StackyardError`` (all faults together) before anything is uploaded, or when the bucket is not there.
        """
        artifacts = self.artifacts(systems)
        held = bucket.held() if bucket else None
        if bucket and held is None and not check:
            remedy = "deploy the foundation first: run the deploy playbook without limits"
            raise StackyardError("the artifact bucket does not exist", given=bucket.name, remedy=remedy)
        missing = {
            artifact.key: artifact for artifact in artifacts if artifact.key not in (held.artifacts if held else ())
        }
        zips: dict[str, Path] = {}
        if bucket and not check:
            zips = {key: self._zip(artifact) for key, artifact in missing.items()}
            bucket.put(zips)
        functions: dict[str, dict[str, PackagedFunction]] = {system.name: {} for system in systems}
        for artifact in artifacts:
            state = UNCHANGED if artifact.key not in missing else UPLOADED if zips else PLANNED
            packed = zips[artifact.key].stat().st_size if artifact.key in zips else 0
            made = PackagedFunction(artifact.key, state, artifact.unpacked_bytes, packed)
            system, name = artifact.label.split("/")
            functions[system][name] = made
        return Packaged(functions, self._templates(systems, bucket.name if bucket else "", artifacts))

    def artifacts(self, systems: Sequence[ComposedSystem]) -> list[Artifact]:
        """Decide what every function ships, and lay it out under ``build_dir``; nothing leaves this machine."""
        contents = Contents(self.root, DependencyCache(self.build_dir / "cache" / "dependencies", self.install))
        functions = [function for system in systems for function in system.functions.values()]
        artifacts = contents.of_all(functions, self.platform)
        with locked(self.build_dir / "functions"):
            for artifact in artifacts:
                stage(artifact, self.build_dir)
        return artifacts

    def _zip(self, artifact: Artifact) -> Path:
        path = self.build_dir / artifact.key
        write_zip(artifact.entries(), path)
        return path

    @staticmethod
    def _templates(
        systems: Iterable[ComposedSystem], bucket: str, artifacts: Iterable[Artifact]
    ) -> dict[str, dict[str, Path]]:
        by_label = {artifact.label: artifact for artifact in artifacts}
        plans = {
            system.name: {
                name: _vendored(function, by_label[f"{system.name}/{name}"])
                for name, function in system.functions.items()
            }
            for system in systems
        }
        return {
            system.name: {
                name: packaged_template(system, stack, bucket, plans[system.name])
                for name, stack in system.stacks.items()
            }
            for system in systems
        }


def _vendored(function: ComposedFunction, artifact: Artifact) -> FunctionPlan:
    return FunctionPlan(FunctionContent(function, artifact.platform, artifact.files, (), None), artifact, (), ())
