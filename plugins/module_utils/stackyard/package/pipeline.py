"""Packages every function of every system in one call: contents, layers, zips, uploads, rewritten templates.

The digest of what a function is made of decides everything: only what the bucket does not hold is installed, zipped and
uploaded. With no bucket (an environment that does not exist yet) the zips are made and stay here; in check mode, the
same steps end in a plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..compose.model import ComposedSystem
from ..python.interpreters import Interpreters
from ..text.units import readable
from ..text.words import counted
from .artifacts.zips import Zip, Zips
from .bucket.artifact_bucket import ArtifactBucket, Held, no_bucket, set_note
from .checks.clashes import check_clashes
from .checks.limits import check_limits
from .contents.function import Contents
from .installed.cache import DependencyCache
from .installed.cache_folder import cache_folder
from .installed.dependency_set import DependencySet, distinct_sets
from .layers.layering import FunctionPlan, lay_out
from .left_out.patterns import Patterns
from .locks.requirements import Lock
from .model import Artifact, Platform
from .settings import PackageSettings
from .told.explain import reasons_of, records_of, remember
from .told.packaged import BUILT, PLANNED, UPLOADED, Packaged, packaged_functions, packaged_templates
from .told.progress import QUIET, Progress
from .told.record import read_records
from .told.sizes import Measured


@dataclass(frozen=True)
class Packager:
    """Packages for one environment; ``root`` is the repository, ``build_dir`` holds its composed templates."""

    root: Path
    build_dir: Path
    environment: str
    settings: PackageSettings
    cache: DependencyCache
    interpreters: Interpreters
    progress: Progress = QUIET

    @classmethod
    def of(
        cls, root: Path, build_dir: Path, environment: str, settings: PackageSettings, progress: Progress = QUIET
    ) -> Packager:
        """Make a packager with the cache and the interpreters of this machine."""
        cache = DependencyCache(cache_folder(build_dir))
        return cls(root, build_dir, environment, settings, cache, Interpreters.found_in(root), progress)

    def package(
        self,
        systems: Sequence[ComposedSystem],
        bucket: ArtifactBucket | None,
        *,
        only: Collection[str] | None = None,
        check: bool = False,
    ) -> Packaged:
        """Package the functions of ``systems``, or of them those that ``only`` names ("trainings/get_test").

        ``bucket`` is ``None`` while nobody knows it. Raises ``StackyardError`` (all faults together) before anything is
        uploaded, or when the bucket is not there.
        """
        held = _held(bucket, check=check)
        plans = self.plan(systems, held)
        chosen = [plan for plan in plans if only is None or plan.name in only]
        missing = {one.key: one for plan in chosen for one in plan.artifacts if one.key not in held.artifacts}
        if bucket and (missing or _unnoted(chosen, held)) and (confirmed := bucket.confirmed()) is not bucket:
            return self.package(systems, confirmed, only=only, check=check)
        zips = {} if check else self._zips(missing, chosen)
        measured = _measured(zips, held)
        check_limits(chosen, measured, self.settings.budgets_mb)
        if bucket and not check:
            size = readable(sum(made.packed.bytes for made in zips.values()))
            with self.progress.during(f"uploading {size}"):
                bucket.put({key: made.path for key, made in zips.items()}, _new_notes(chosen, held))
        before, now = read_records(self.build_dir / self.environment), records_of(chosen, self.root)
        if not check:
            remember(self.build_dir / self.environment, before, now, systems)
            Zips(self.cache, self.interpreters).prune()
        return Packaged(
            functions=packaged_functions(
                chosen, missing, measured, PLANNED if check else UPLOADED if bucket else BUILT
            ),
            templates={} if only else packaged_templates(systems, bucket.name if bucket else "", plans),
            plans=tuple(chosen),
            zipped={key: made.packed.bytes for key, made in zips.items()},
            measured=measured,
            reasons=reasons_of(chosen, missing, before, now),
            hot=held.hot,
            bucket=bucket.name if bucket else "",
            notes=(*self.cache.notes, *_bytecode_notes(chosen, wanted=self.settings.bytecode)),
        )

    def plan(self, systems: Sequence[ComposedSystem], held: Held) -> list[FunctionPlan]:
        """Decide what every function ships, and in which layers; installs only packages whose size nobody knows."""
        functions = [function for system in systems for function in system.functions.values()]
        contents = self.contents(held).of_all(functions, self.settings.platform)
        sets = distinct_sets(one.dependencies for one in contents)
        self.install(one for one in sets if not one.is_measured)
        plans = lay_out(contents, self.settings.layer_threshold_bytes, self._bytecode_of)
        return [_as_held(plan, held) for plan in plans] if self.settings.bytecode else plans

    def contents(self, held: Held) -> Contents:
        """Give what reads the functions' sources as they are now; ``held`` knows sizes of sets."""

        def set_of(lock: Lock, platform: Platform, patterns: Patterns) -> DependencySet:
            return DependencySet(lock, platform, patterns, self._runtime_boto3(platform), self.cache, held.sets)

        return Contents(self.root, set_of)

    def install(self, sets: Iterable[DependencySet]) -> None:
        """Install packages that are not yet. Raises ``StackyardError`` telling all that cannot be."""
        wanted = list(sets)
        names = "; ".join(dict.fromkeys(one.label for one in wanted if not self.cache.has(one.lock, one.platform)))
        with self.progress.during(f"installing {names}" if names else "checking installed packages"):
            self.cache.fill((one.lock, one.platform) for one in wanted)

    def _zips(self, missing: Mapping[str, Artifact], chosen: Sequence[FunctionPlan]) -> dict[str, Zip]:
        """Make what is missing; every set in it is installed first, so that clashing names are found."""
        affected = [plan for plan in chosen if any(one.key in missing for one in plan.artifacts)]
        sets = distinct_sets(plan.content.dependencies for plan in affected)
        self.install(sets)
        check_clashes(affected)
        check_limits(affected, Measured(), self.settings.budgets_mb)  # before time is spent on what cannot be shipped
        with self.progress.during(f"zipping {counted(len(missing), 'artifact')}"):
            return Zips(self.cache, self.interpreters).make(list(missing.values()), sets)

    def _runtime_boto3(self, platform: Platform) -> str:
        given = self.settings.runtime_boto3.get(platform.runtime, "")
        return given if self.settings.boto3 == "runtime" else ""

    def _bytecode_of(self, platform: Platform) -> str:
        interpreter = self.interpreters.of(platform.runtime) if self.settings.bytecode else None
        return interpreter.bytecode_tag if interpreter else ""


def _held(bucket: ArtifactBucket | None, *, check: bool) -> Held:
    held = bucket.held() if bucket else None
    if bucket and held is None and not check:
        raise no_bucket(bucket.name)
    return held or Held()


def _as_held(plan: FunctionPlan, held: Held) -> FunctionPlan:
    """Take over what another machine made with bytecode; else two machines would undo each other's deployments."""

    def preferred(artifact: Artifact) -> Artifact:
        whole = replace(artifact, bytecode=artifact.platform.bytecode_tag)
        return whole if not artifact.bytecode and whole.key in held.artifacts else artifact

    return replace(plan, artifact=preferred(plan.artifact), layers=tuple(map(preferred, plan.layers)))


def _measured(zips: Mapping[str, Zip], held: Held) -> Measured:
    unpacked = {key: made.packed.unpacked_bytes for key, made in zips.items()}
    return Measured(unpacked, {**held.artifacts, **{key: made.packed.bytes for key, made in zips.items()}})


def _new_notes(plans: Iterable[FunctionPlan], held: Held) -> list[str]:
    """Give the notes of sets that nobody measured before, so that no other machine installs them to do so."""
    return [set_note(one.digest, one.unpacked_bytes()) for one in _unnoted(plans, held)]


def _unnoted(plans: Iterable[FunctionPlan], held: Held) -> list[DependencySet]:
    sets = distinct_sets(plan.content.dependencies for plan in plans)
    return [one for one in sets if one.digest not in held.sets]


def _bytecode_notes(plans: Iterable[FunctionPlan], *, wanted: bool) -> list[str]:
    without = sorted({plan.content.platform.runtime for plan in plans if wanted and not plan.artifact.bytecode})
    return [f"{runtime} is not on this machine: no bytecode, functions start slower" for runtime in without]
