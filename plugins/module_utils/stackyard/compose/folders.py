"""Lists the folders that functions and templates stand in, and refuses those that no system would ever look into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..faults import Faults
from ..files import relative

SHARED = "shared"


def refuse_unplaced(root: Path, faults: Faults) -> None:
    """Note every folder of ``lambdas/`` that belongs to no system: nothing would ever deploy its functions."""
    systems = sorted(path.name for path in (root / "templates").glob("*/"))
    for path in visible(root / "lambdas", root, faults) if (root / "lambdas").is_dir() else ():
        if path.is_dir() and path.name not in systems:
            known = f"(systems: {', '.join(systems)})"
            remedy = f"write templates/{path.name}/<stack>.yaml, or rename the folder {known}"
            faults.add("no stack can hold these functions", place=relative(path, root), remedy=remedy)


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
