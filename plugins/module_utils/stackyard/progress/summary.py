"""What became of each target of a run for several, in one table at its end.

A target that fails does not stop the others, so what it came to stands between lines of all of them; here it is said
once more, side by side.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_HEAD = ("target", "region", "result", "stacks", "seconds", "report")
_ORDER = ("created", "updated", "protected", "deleted", "unchanged", "failed")


@dataclass
class Outcome:
    """What is known of one target: what was done to its stacks by their names, and how long it took (seconds)."""

    stacks: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    failed: bool = False
    report: str = ""

    def counted(self) -> str:
        """Count stacks by what was done: "4 created, 1 failed"; a dash where nothing is known of any."""
        counts = Counter(self.stacks.values())
        known = [done for done in _ORDER if counts[done]] + sorted(set(counts) - set(_ORDER))
        return ", ".join(f"{counts[done]} {done}" for done in known) or "-"


class Summary:
    """Listens to the results of tasks, in the order in which they come."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self.targets: dict[str, Outcome] = {}

    def ended(self, target: str, result: Mapping[str, Any], *, failed: bool = False) -> None:
        """Take the result of a task for a target."""
        outcome = self.targets.setdefault(target, Outcome())
        outcome.seconds = self._clock() - self._began
        outcome.failed = outcome.failed or failed
        if isinstance(result.get("actions"), Mapping):
            outcome.stacks |= {str(name): str(done) for name, done in result["actions"].items()}
        if isinstance(result.get("resources"), Sequence):  # of a removal; what would be deleted is no result
            outcome.stacks |= {str(name): "deleted" for name in result.get("stacks") or ()}
        outcome.stacks |= {str(name): "failed" for name in result.get("failed_stacks") or ()}
        outcome.report = str(result.get("report") or outcome.report)

    def reported(self, target: str, report: str) -> None:
        """Take the page of a target that none of its tasks told."""
        self.targets.setdefault(target, Outcome()).report = report

    def lines(self, region_of: Callable[[str], str], shorter: Callable[[str], str] = str) -> list[str]:
        """Write the table; ``region_of`` knows a target's region, ``shorter`` how paths are written."""
        rows = [
            (
                name,
                region_of(name),
                "FAILED" if it.failed else "ok",
                it.counted(),
                f"{it.seconds:.1f}",
                shorter(it.report),
            )
            for name, it in sorted(self.targets.items())
        ]
        widths = [max(len(row[at]) for row in (_HEAD, *rows)) for at in range(len(_HEAD))]
        cells = ([f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)] for row in (_HEAD, *rows))
        return ["  ".join(row).rstrip() for row in cells]
