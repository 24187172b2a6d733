"""Makes a checkout of this repository one of generated systems: its own make room for what a benchmark declares."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stackyard.templates.documents import dump


def remove_systems(root: Path) -> None:
    """Remove every system, and what environments say about it."""
    for system in [path.name for path in (root / "lambdas").iterdir()]:
        shutil.rmtree(root / "lambdas" / system)
        shutil.rmtree(root / "templates" / system, ignore_errors=True)
        for settings in root.glob(f"group_vars/**/{system}.yml"):
            settings.unlink()


def declare(root: Path, system: str, stacks: Sequence[Mapping[str, Any]], frames: Mapping[str, str]) -> None:
    """Declare one system, the only one: its stacks as ``group_vars`` has them, and the text of each one's frame."""
    listed = root / "group_vars/all/systems.yml"
    text = re.sub(
        r"(?m)^(stackyard_own_systems:\n)(  - .*\n)+", rf"\g<1>  - {system}\n", listed.read_text(encoding="utf-8")
    )
    listed.write_text(text, encoding="utf-8")
    (root / f"group_vars/all/{system}.yml").write_text(dump({f"{system}_stacks": list(stacks)}), encoding="utf-8")
    folder = root / "templates" / system
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        (folder / f"{name}.yaml").write_text(frame, encoding="utf-8")
