"""Finds the folders of functions by what people type: ``upload_test``, ``trainings/upload_test``, a path, a system.

Nothing is composed for it, so that a function's packages can be locked while its templates are still being written.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from ..errors import StackyardError
from ..faults import Faults
from ..settings.environment import known_environments
from ..settings.named import meant
from ..settings.short_lived import short_lived
from .folders import SHARED

LAMBDAS = "lambdas"
_LISTED = 10


def function_folders(root: Path) -> list[Path]:
    """Give the folders of all functions of the repository at ``root``, in the order of their names."""
    folders = (path for path in sorted((root / LAMBDAS).glob("*/*")) if path.is_dir())
    return [
        path for path in folders if SHARED not in path.parts[-2:] and not path.name.startswith((".", "__pycache__"))
    ]


def named_folders(root: Path, names: Iterable[str]) -> list[Path]:
    """Give the folders that are named, each once. Raises ``StackyardError`` telling every name that fits none."""
    folders, faults = function_folders(root), Faults("the named functions")
    found: dict[Path, None] = {}
    for name in names:
        with faults.collecting():
            found.update(dict.fromkeys(_named(name, folders, root)))
    faults.raise_if_any()
    return list(found)


def _named(name: str, folders: list[Path], root: Path) -> list[Path]:
    wanted = name.rstrip("/").removeprefix(f"{root}/").removeprefix("./").removeprefix(f"{LAMBDAS}/")
    of_system = [folder for folder in folders if folder.parent.name == wanted]
    found = of_system or [folder for folder in folders if wanted in (folder.name, _full_name(folder))]
    if len(found) > 1 and not of_system:
        names = [_full_name(folder) for folder in found]
        remedy = f"write {' or '.join(names)}"
        raise StackyardError(f"several systems have a function {wanted}", given=", ".join(names), remedy=remedy)
    if not found:
        raise _unknown(name, wanted, folders, root)
    return found


def _unknown(name: str, wanted: str, folders: list[Path], root: Path) -> StackyardError:
    environments = _environments(root)
    if other := meant(wanted, environments, root):
        remedy = f"{other}: --env {wanted}" if wanted in environments else f"{other}; name functions or their systems"
        return StackyardError(f"there is no function {name}", remedy=remedy)
    full_names = [_full_name(folder) for folder in folders]
    known = [*(folder.name for folder in folders), *full_names, *(folder.parent.name for folder in folders)]
    near = get_close_matches(wanted, dict.fromkeys(known), cutoff=0.7)
    listed = full_names[:_LISTED] + ["..."] * (len(full_names) > _LISTED)
    remedy = (
        f"did you mean {' or '.join(near)}?" if near else f"name one of: {', '.join(listed) or 'there is none yet'}"
    )
    return StackyardError(f"there is no function {name}", remedy=remedy)


def _environments(root: Path) -> list[str]:
    with suppress(StackyardError):  # an inventory that cannot be read is not what was asked for
        return [*known_environments(root), *short_lived(root)]
    return []


def _full_name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"
