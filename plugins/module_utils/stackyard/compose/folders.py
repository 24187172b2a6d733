"""Lists the folders that functions and templates stand in, and refuses those that no system would ever look into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..faults import Faults
from ..files import relative

# In a system's folder, what its functions share; beside the systems' folders, what functions of all systems share.
SHARED = "shared"
_FRAGMENT = "resources.yaml"


def refuse_unplaced(root: Path, faults: Faults) -> None:
    """Note every folder of ``lambdas/`` whose functions belong to no system: nothing would ever deploy them."""
    _refuse_reserved(root, faults)
    systems = sorted(path.name for path in (root / "templates").glob("*/"))
    for path in visible(root / "lambdas", root, faults) if (root / "lambdas").is_dir() else ():
        if path.is_dir() and path.name not in (*systems, SHARED) and _holds_functions(path):
            known = f"(systems: {', '.join(systems)})"
            remedy = f"write templates/{path.name}/<stack>.yaml, or rename the folder {known}"
            faults.add("no stack can hold these functions", place=relative(path, root), remedy=remedy)


def _refuse_reserved(root: Path, faults: Faults) -> None:
    """Note a system that bears the name of the folder which all systems share, wherever it shows."""
    functions = root / "lambdas" / SHARED
    templates = [root / "templates" / SHARED] if (root / "templates" / SHARED).is_dir() else []
    for place in [*templates, *([functions] if functions.is_dir() and _holds_functions(functions) else [])]:
        refuse_name(relative(place, root), faults)


def refuse_name(place: str, faults: Faults) -> None:
    """Note that a system is called ``shared``; ``place`` says where."""
    faults.add(
        f"no system can be called {SHARED}: lambdas/{SHARED}/ is what functions of all systems share",
        place=place,
        remedy="rename its folders in templates/ and lambdas/, and its variable <system>_stacks",
    )


def _holds_functions(folder: Path) -> bool:
    """Whether there is a function in a system's folder; a shared package alone deploys nothing, and needs no stack."""
    inside = (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "__pycache__")))
    if folder.name == SHARED:  # its folders are packages
        return any((path / _FRAGMENT).is_file() for path in inside)
    return any((path / _FRAGMENT).is_file() or any(path.glob("*.py")) for path in inside if path.name != SHARED)


def visible(folder: Path, root: Path, faults: Faults) -> Iterator[Path]:
    """List what counts in a folder, in the order of names; a name that is no UTF-8 is a fault."""
    for path in sorted(folder.iterdir()):
        if path.name.isprintable():
            if not path.name.startswith((".", "__pycache__")):
                yield path
            continue
        faults.add(
            "the name of a file or folder in here cannot be printed",
            place=relative(folder, root),
            given=ascii(path.name),
            remedy="rename it with plain UTF-8 letters",
        )
