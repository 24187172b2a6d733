"""Makes what follows an environment's sources, out of its settings and of the names that people typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..compose.function_folders import named_folders
from ..errors import StackyardError
from ..package.pipeline import Packager
from ..package.settings import PackageSettings
from ..refusals import settings_file
from ..target import Target
from .following import Following, watched_folders
from .session import HotSession
from .surroundings import AccountAndSources
from .turns import lock_file


def prepared(
    settings: Mapping[str, Any], names: Iterable[str], root: Path, tell: Callable[[str], None]
) -> tuple[Following, list[Path]]:
    """Make what follows the functions that ``names`` means (all without), and name the folders to watch.

    Raises ``StackyardError`` for names that fit nothing, and where the environment forbids updates in place.
    """
    target = Target.from_mapping(settings["stackyard_target"])
    wanted = PackageSettings.from_mapping(settings["stackyard_package"])
    if not wanted.hot_updates:
        raise StackyardError(
            f"functions of {target.environment} may not be updated in place",
            given="hot_updates_allowed: false",
            remedy=f"run bin/deploy {target.environment}, or allow it in {settings_file(target)}",
        )
    folders = named_folders(root, names)
    systems = sorted({folder.parent.name for folder in folders} or settings["stackyard_systems"])
    packager = Packager.of(root, Path(settings["build_target_folder"]).resolve(), target.environment, wanted)
    only = frozenset(f"{folder.parent.name}/{folder.name}" for folder in folders)
    surroundings = AccountAndSources(target, packager, systems, only, lock_file(root, target.environment), tell)
    following = Following(HotSession(surroundings), root, target.environment, tell, whole=not only)
    return following, watched_folders(root, systems)
