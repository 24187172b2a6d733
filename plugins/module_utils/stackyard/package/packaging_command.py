"""``bin/package``: composes, packages, uploads, and says what came of it on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..compose import ComposedSystem, compose, refuse_unplaced
from ..faults import Faults
from ..files import relative
from ..refusals import explaining
from ..target import Target
from .bucket import ArtifactBucket
from .environment_bucket import NoBucketYet, artifact_bucket
from .explain import told
from .packaged import Packaged
from .pipeline import Packager
from .settings import PackageSettings
from .staging import stage_all


@dataclass(frozen=True)
class Outcome:
    """What one run did: for which environment, to which bucket, and why nothing was uploaded ("" when it could be).

    ``staged`` is the folder that functions were laid out in, "" when nobody asked for it.
    """

    environment: str
    packaged: Packaged
    bucket: str
    not_uploaded: str
    staged: str = ""

    def lines(self, *, explain: bool) -> list[str]:
        """Say it to people."""
        lines = [*told(self.packaged), ""] if explain else []
        lines += [self.packaged.summary(), *(f"note: {note}" for note in self.packaged.notes)]
        if self.not_uploaded:
            lines.append(f"not uploaded: {self.not_uploaded}")
        return [*lines, f"laid out in {self.staged}/"] if self.staged else lines

    def document(self) -> dict[str, Any]:
        """Say it to programs; functions are named "system/name", templates are paths by system and stack."""
        functions = {
            f"{system}/{name}": {**asdict(made), "reasons": self.packaged.reasons.get(f"{system}/{name}", [])}
            for system, found in self.packaged.functions.items()
            for name, made in found.items()
        }
        templates = {
            system: {stack: str(path) for stack, path in found.items()}
            for system, found in self.packaged.templates.items()
        }
        return {
            "environment": self.environment,
            "bucket": self.bucket,
            "not_uploaded": self.not_uploaded,
            "functions": functions,
            "templates": templates,
            "notes": list(self.packaged.notes),
        }


def package_environment(
    root: Path, settings: Mapping[str, Any], folders: Sequence[Path], *, check: bool, staged: bool
) -> Outcome:
    """Package the functions in ``folders`` (all without) for the environment that ``settings`` are of.

    Whole systems are composed, so that selecting functions changes nothing about them. Raises ``StackyardError``.
    """
    target = Target.from_mapping(settings["stackyard_target"])
    wanted = PackageSettings.from_mapping(settings["stackyard_package"])
    build_dir = Path(settings["build_target_folder"]).resolve()
    only = frozenset(f"{folder.parent.name}/{folder.name}" for folder in folders)
    names = {name.split("/")[0] for name in only} or set(settings["stackyard_systems"])
    systems = _composed(root, sorted(names), target.environment, build_dir)
    with explaining(target):
        bucket, not_uploaded = _bucket(target)
        packager = Packager.of(root, build_dir, target.environment, wanted)
        packaged = packager.package(systems, bucket, only=_unless_all(only, systems), check=check)
    if staged:
        stage_all((plan.content for plan in packaged.plans), build_dir)
    place = relative(build_dir / "functions", root) if staged else ""
    return Outcome(target.environment, packaged, bucket.name if bucket else "", not_uploaded, place)


def _composed(root: Path, names: Sequence[str], environment: str, build_dir: Path) -> list[ComposedSystem]:
    faults, systems = Faults("the systems"), []
    refuse_unplaced(root, faults)
    for name in names:
        with faults.collecting():
            systems.append(compose(root, name, environment, build_dir))
    faults.raise_if_any()
    return systems


def _unless_all(only: frozenset[str], systems: Sequence[ComposedSystem]) -> frozenset[str] | None:
    """Give the chosen functions, ``None`` for all of these systems: then their templates can be written, too."""
    every = {f"{system.name}/{name}" for system in systems for name in system.functions}
    return only if only and every - only else None


def _bucket(target: Target) -> tuple[ArtifactBucket | None, str]:
    try:
        return artifact_bucket(target), ""
    except NoBucketYet as reason:
        return None, str(reason)
