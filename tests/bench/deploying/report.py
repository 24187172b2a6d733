"""The tables: what each case costs everybody in seconds, processor seconds and calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from ..measuring import Measurement, Samples, calls, seconds
from ..tables import line, table
from .arena import ENGINE, KIT, LOOP, SAM, TASK

HEADS: Mapping[str, str] = {
    KIT: "kit, whole playbook",
    TASK: "kit, its deploy task",
    ENGINE: "kit, engine alone",
    LOOP: "`amazon.aws` loop",
    SAM: "`sam deploy`",
}
_OURS, _OTHERS = (KIT, TASK, ENGINE), (LOOP, SAM)


@dataclass(frozen=True)
class Row:
    """One case: what everybody's runs cost, and how many times faster than each other side the kit was to be."""

    case: str
    samples: Samples
    to_reach: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Every single measurement, for those who want to look closer."""
        sides = {
            name: [asdict(one.cost) | one.traffic.plain() for one in found] for name, found in self.samples.items()
        }
        return {"case": self.case, "sides": sides}


@dataclass
class Tables:
    """Everything that one run has found out about the sides that are named."""

    sides: Sequence[str]
    rows: list[Row] = field(default_factory=list)

    def markdown(self) -> str:
        """All tables."""
        parts = [
            self._of("seconds", seconds, "{:.2f}"),
            self._ratios(),
            self._of("processor seconds", _processor_seconds, "{:.2f}"),
            self._of("calls of AWS", calls, "{:.0f}"),
            self._operations(),
        ]
        return "\n\n".join(part for part in parts if part)

    def _of(self, what: str, value: Callable[[Sequence[Measurement]], float], form: str) -> str:
        lines = [line([row.case, *(form.format(value(row.samples[side])) for side in self.sides)]) for row in self.rows]
        return table([what, *(HEADS[side] for side in self.sides)], lines)

    def _ratios(self) -> str:
        others = [side for side in _OTHERS if side in self.sides]
        ours = [side for side in _OURS if side in self.sides]
        lines = [
            line([f"{row.case}, {HEADS[other]}", *(_ratio(row, side, other) for side in ours), _goal(row, other)])
            for row in self.rows
            for other in others
        ]
        return table(["times faster than", *(HEADS[side] for side in ours), "to reach"], lines if ours else [])

    def _operations(self) -> str:
        """What was asked for how often, in the last run of each case; cases beside each other in one cell."""
        made = {side: [row.samples[side][-1].traffic.calls for row in self.rows] for side in self.sides}
        names = sorted({name for found in made.values() for case in found for name in case})
        lines = [
            line([f"{name}", *(_counts(case[name] for case in made[side]) for side in self.sides)]) for name in names
        ]
        heading = "calls: " + " / ".join(row.case for row in self.rows)
        return table([heading, *(HEADS[side] for side in self.sides)], lines)


def _processor_seconds(measurements: Sequence[Measurement]) -> float:
    return median(one.cost.processor_seconds for one in measurements)


def _ratio(row: Row, side: str, other: str) -> str:
    return f"{seconds(row.samples[other]) / seconds(row.samples[side]):.1f}"


def _goal(row: Row, other: str) -> str:
    return str(row.to_reach.get(other, ""))


def _counts(found: Iterable[int]) -> str:
    counts = list(found)
    return " / ".join(map(str, counts)) if any(counts) else ""
