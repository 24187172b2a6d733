"""``bin/package``: composes, packages, uploads, and says what came of it on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...compose import ComposedSystem, compose, refuse_unplaced
from ...faults import Faults
from ...files import relative
from ...refusals import explaining
from ...target import Target
from ..artifacts.staging import stage_all
from ..bucket.environment_bucket import NoBucketYet, artifact_bucket
from ..pipeline import Packager
from ..settings import PackageSettings
from ..told.changes import explanation
from ..told.explain import told, would_upload
from ..told.packaged import Packaged
from ..told.progress import Progress


@dataclass(frozen=True)
class Asked:
    """What is to be done besides packaging, or instead: the options of ``bin/package`` of the same names."""

    check: bool = False
    explain: bool = False
    stage: bool = False


@dataclass(frozen=True)
class Outcome:
    """What one run did: for which environment, to which bucket, and why nothing was uploaded ("" when it could be).

    ``explained`` are the lines that people read before the summary, ``staged`` is the folder that functions were laid
    out in; both are empty when nobody asked for them.
    """

    environment: str
    packaged: Packaged
    bucket: str
    not_uploaded: str
    explained: Sequence[str] = ()
    staged: str = ""

    def lines(self) -> list[str]:
        """Say it to people."""
        lines = [*self.explained, self.packaged.summary(), *(f"note: {note}" for note in self.packaged.notes)]
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
            "staged": self.staged,
            "notes": list(self.packaged.notes),
        }


def package_environment(
    root: Path, settings: Mapping[str, Any], folders: Sequence[Path], asked: Asked, progress: Progress
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
        packager = Packager.of(root, build_dir, target.environment, wanted, progress)
        chosen, not_uploaded = _unless_all(only, systems), ""
        try:
            bucket = artifact_bucket(target, build_dir / target.environment / ".bucket.json")
            packaged = packager.package(systems, bucket, only=chosen, check=asked.check)
        except NoBucketYet as reason:
            packaged, not_uploaded = packager.package(systems, None, only=chosen, check=asked.check), str(reason)
    if asked.stage:
        stage_all((plan.content for plan in packaged.plans), build_dir)
    place = relative(build_dir / "functions", root) if asked.stage else ""
    explained = _explained(packager, packaged, asked)
    return Outcome(target.environment, packaged, packaged.bucket, not_uploaded, explained, place)


def _explained(packager: Packager, packaged: Packaged, asked: Asked) -> list[str]:
    lines = []
    if asked.explain:
        with packager.progress.during("installing packages that nobody installed here yet, to tell what they hold"):
            lines += [*told(packaged, packager.cache.zips), ""]
    elif asked.check:
        lines += explanation(packaged.reasons, with_unchanged=False)
    return [*lines, *would_upload(packaged)] if asked.check else lines


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
