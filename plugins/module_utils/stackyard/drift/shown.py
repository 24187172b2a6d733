"""Takes back in a protected environment only the drift that somebody has looked at.

``bin/drift`` leaves what it showed in a file of the build folder; taking drift back demands that everything it is going
to take back stands there. Drift that is gone meanwhile is no reason to look again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from ..files import write_atomically
from ..target import Target
from .model import StackDrift
from .report import document


def keep_drift_shown(path: Path, target: Target, drifts: Sequence[StackDrift]) -> None:
    """Keep what was shown of a target's drift."""
    shown = {"account": target.account, "region": target.region, "stacks": document(drifts)}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(shown).encode(), mode=0o600)


def demand_drift_shown(path: Path, target: Target, drifts: Sequence[StackDrift]) -> None:
    """Refuse to take back what nobody has looked at. Raises ``StackyardError``."""
    shown = _read(path, target)
    new = [name for name, resource in _drifted(document(drifts)) if shown.get(name) != resource]
    if new:
        raise StackyardError(
            f"environment {target.environment} takes back only drift that was shown before (changes_must_be_shown)",
            given=f"not shown, or not like this: {', '.join(new)}",
            remedy=f"look at it: bin/drift {target.environment}, then run the same command again",
        )


def _read(path: Path, target: Target) -> dict[str, Any]:
    """What was shown, by name; nothing where the file is none, or another target's."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        shown = json.loads(path.read_text(encoding="utf-8"))
        if (shown["account"], shown["region"]) == (target.account, target.region):
            return dict(_drifted(shown["stacks"]))
    return {}


def _drifted(stacks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for stack in stacks:
        for resource in stack["drifted"]:
            yield f"{stack['stack']}.{resource['logical_id']}", resource
