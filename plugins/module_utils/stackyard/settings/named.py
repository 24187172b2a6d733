"""Knows what kind of thing a name is, so that every command tells a name that was meant for another kind.

Environments, systems, stacks and functions have names that all look alike, and who mixes them up is better told so than
shown a list of the other kind. Nothing is composed or resolved for it: folders and files have the names.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
_SHARED = "shared"


def meant(name: str, environments: Collection[str] = (), root: Path = ROOT) -> str:
    """Say what a name is, such as "dev is an environment"; empty for a name of nothing.

    ``environments`` are those that there are; whoever looks for one leaves them out.
    """
    if name in environments:
        return f"{name} is an environment"
    wanted = name.rstrip("/").removeprefix("lambdas/").removeprefix("templates/")
    if wanted in systems(root):
        return f"{name} is a system"
    for kind, found in (("function", _functions(root)), ("stack", _stacks(root))):
        owners = [system for system, own in found if wanted in (own, f"{system}/{own}", f"{system}-{own}")]
        if owners:
            return f"{name} is a {kind} of {' and '.join(owners)}"
    return ""


def systems(root: Path = ROOT) -> list[str]:
    """Name the systems that have templates or functions."""
    found = {system for system, _ in (*_functions(root), *_stacks(root))}
    return sorted(found)


def _functions(root: Path) -> list[tuple[str, str]]:
    found = ((path.parent.parent.name, path.parent.name) for path in sorted((root / "lambdas").glob("*/*/handler.py")))
    return [(system, function) for system, function in found if _SHARED not in (system, function)]


def _stacks(root: Path) -> list[tuple[str, str]]:
    return [(path.parent.name, path.stem) for path in sorted((root / "templates").glob("*/*.yaml"))]
