"""Reads what a system is made of: its frames under ``templates/`` and its function folders under ``lambdas/``.

This is compose's only reading from disk; everything after it works on documents. Folders say what they hold: a folder
that is neither a function nor ``shared`` is refused, because a forgotten file would otherwise silently leave a function
out of the deployment.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from ..faults import Faults
from ..files import read_text, relative
from ..templates.documents import Section, read
from .code_paths import PlacedFunction, placed_functions
from .folders import SHARED, refuse_name, visible

__all__ = ["FRAGMENT", "HANDLER", "OPENAPI", "SHARED", "FunctionFolder", "SystemSources", "read_system"]

HANDLER, FRAGMENT, OPENAPI = "handler.py", "resources.yaml", "openapi.yaml"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_STACK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")  # what CloudFormation accepts


@dataclass(frozen=True)
class FunctionFolder:
    """One function as it lies on disk. ``place`` is its folder relative to the repository.

    ``fragment`` is empty for a function that a frame places.
    """

    name: str
    folder: Path
    place: str
    fragment: Section
    openapi: Section | None = None
    modules: Mapping[str, str] = field(default_factory=dict)  # "handler" -> source text
    definitions: Mapping[str, Any] = field(default_factory=dict)  # "weekly.asl.json" -> state machine


@dataclass(frozen=True)
class SystemSources:
    """Everything of one system: frames by the name of their stack, functions in the order of their names.

    ``stacks`` names every stack that has a frame, even one that could not be read.
    """

    name: str
    frames: Mapping[str, Section]
    folders: tuple[FunctionFolder, ...]
    stacks: frozenset[str] = frozenset()
    definitions: Mapping[str, Any] = field(default_factory=dict)  # of the frames
    placed: Mapping[str, PlacedFunction] = field(default_factory=dict)  # by frames, by the names of their folders


def read_system(root: Path, system: str, faults: Faults) -> SystemSources:
    """Read a system from the repository at ``root``, noting every fault of its files in ``faults``."""
    frames_folder, functions_folder = root / "templates" / system, root / "lambdas" / system
    if system == SHARED:
        refuse_name("", faults)
        return SystemSources(system, {}, ())
    if not frames_folder.is_dir():
        known = sorted(path.name for path in (root / "templates").glob("*/"))
        faults.add(
            f"there is no system {system}",
            given=f"known systems: {', '.join(known) or 'none'}",
            remedy=f"write its first stack as templates/{system}/<stack>.yaml",
        )
        return SystemSources(system, {}, ())
    frames = dict(_frames(frames_folder, root, faults))
    if not frames and not faults.errors:
        faults.add("holds no stack", place=f"templates/{system}", remedy=f"write templates/{system}/<stack>.yaml")
    placed = placed_functions(frames, root, system, faults)
    folders = tuple(_function_folders(functions_folder, root, placed, faults)) if functions_folder.is_dir() else ()
    stacks = frozenset(path.stem for path in frames_folder.glob("*.yaml"))
    return SystemSources(system, frames, folders, stacks, _definitions(frames_folder, root, faults), placed)


def _frames(folder: Path, root: Path, faults: Faults) -> Iterator[tuple[str, Section]]:
    for path in visible(folder, root, faults):
        if path.suffix == ".yml":
            faults.add("is not read", place=relative(path, root), remedy=f"rename it to {path.stem}.yaml")
        if path.suffix != ".yaml":
            continue
        if not _STACK_NAME.fullmatch(path.stem) or path.name == OPENAPI:
            remedy = "use letters, digits and hyphens, a letter first, and not `openapi`"
            faults.add("cannot be the name of a stack", place=relative(path, root), given=path.stem, remedy=remedy)
        with faults.collecting():
            yield path.stem, read(path, root)


def _function_folders(
    folder: Path, root: Path, placed: Mapping[str, PlacedFunction], faults: Faults
) -> Iterator[FunctionFolder]:
    for path in visible(folder, root, faults):
        if path.is_symlink() and not path.exists():
            given, remedy = f"a link to {path.readlink()}", "mend the link, or remove it"
            faults.add("leads nowhere", place=relative(path, root), given=given, remedy=remedy)
        if path.is_dir() and path.name != SHARED and _is_function(path, root, placed.get(path.name), faults):
            with faults.collecting():
                yield _function_folder(path, root, faults)


def _is_function(path: Path, root: Path, placed: PlacedFunction | None, faults: Faults) -> bool:
    """Whether a folder holds a function; every other folder is a fault of its own."""
    missing = [name for name in (HANDLER, FRAGMENT) if not (path / name).is_file() and not placed]
    if placed and (path / FRAGMENT).is_file():
        remedy = f"remove one of the two: the resource there, or {FRAGMENT}"
        faults.add("two templates declare this function", place=relative(path, root), given=placed.place, remedy=remedy)
        return False
    if missing:
        faults.add(
            "this folder is no function: it has no " + " and no ".join(missing),
            place=relative(path, root),
            given=", ".join(sorted(_printable(item.name) for item in path.iterdir())) or "an empty folder",
            remedy=f"write {missing[0]}, remove the folder, or move what functions share to {SHARED}/",
        )
    elif not _NAME.fullmatch(path.name):
        faults.add(
            "cannot be the name of a function",
            place=relative(path, root),
            given=path.name,
            remedy="use letters, digits, underscores and hyphens, a letter first",
        )
        return False
    return not missing


def _function_folder(path: Path, root: Path, faults: Faults) -> FunctionFolder:
    openapi = path / OPENAPI
    return FunctionFolder(
        name=path.name,
        folder=path,
        place=relative(path, root),
        fragment=read(path / FRAGMENT, root) if (path / FRAGMENT).is_file() else Section(relative(path, root)),
        openapi=read(openapi, root) if openapi.is_file() else None,
        modules={source.stem: read_text(source, root) for source in sorted(path.glob("*.py"))},
        definitions=_definitions(path, root, faults),
    )


def _definitions(folder: Path, root: Path, faults: Faults) -> dict[str, Any]:
    """Read the state machines (``*.asl.json``) of a folder."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.asl.json")):
        with faults.collecting():
            found[path.name] = _read_json(path, root)
    return found


def _read_json(path: Path, root: Path) -> Any:
    name = relative(path, root)
    try:
        return json.loads(read_text(path, root), object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise StackyardError(
            f"{name}:{error.lineno}:{error.colno}: is no JSON", given=error.msg, remedy=f"correct {name}"
        ) from None
    except RecursionError:
        raise StackyardError(f"{name}: is nested too deeply", remedy=f"correct {name}") from None
    except ValueError as error:
        raise StackyardError(f"{name}: {error}", remedy="give each key of an object once") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    doubles = sorted(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    if doubles:
        raise ValueError(f"the same key stands twice in one object: {', '.join(doubles)}")
    return dict(pairs)


def _printable(name: str) -> str:
    return name if name.isprintable() else ascii(name)
