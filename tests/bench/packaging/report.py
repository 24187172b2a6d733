"""The tables, as Markdown, and their place in ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from ..measuring import Measurement, Samples, calls, seconds
from ..tables import line, table


@dataclass(frozen=True)
class Row:
    """One case: what each side's runs cost, and what was to be reached."""

    case: str
    samples: Samples
    to_reach: str = ""

    def plain(self) -> dict[str, Any]:
        """Every single measurement, for those who want to look closer."""
        sides = {
            name: [asdict(one.cost) | one.traffic.plain() for one in found] for name, found in self.samples.items()
        }
        return {"case": self.case, "sides": sides}


@dataclass
class Tables:
    """Everything that one run has found out."""

    rows: list[Row] = field(default_factory=list)
    stored: Mapping[str, int] = field(default_factory=dict)
    growth: dict[int, Mapping[str, str]] = field(default_factory=dict)
    starts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def grown(self, size: int, found: Mapping[str, str]) -> None:
        """Note what a project of so many functions costs, by what was measured."""
        self.growth[size] = found

    def markdown(self) -> str:
        """All tables that have anything in them."""
        parts = [self._times(), self._traffic(), self._growth(), self._starts()]
        return "\n\n".join(part for part in parts if part)

    def _times(self) -> str:
        lines = [line(_times_of(row)) for row in self.rows]
        return table(["case", "kit, s", "other, s", "times faster", "to reach", "kit, CPU s", "other, CPU s"], lines)

    def _traffic(self) -> str:
        lines = [line(_traffic_of(row)) for row in self.rows if any(m.calls for m in _other(row))]
        if len(self.stored) > 1:
            kit, sam = self.stored["kit"], self.stored["sam"]
            lines.append(
                line(["artifacts in the bucket, whole project", f"{kit:,}", f"{sam:,}", f"{sam / kit:.1f}", "", ""])
            )
        return table(["case", "kit, bytes", "other, bytes", "times fewer", "kit, calls", "other, calls"], lines)

    def _growth(self) -> str:
        names = dict.fromkeys(name for found in self.growth.values() for name in found)
        lines = [line([name, *(found.get(name, "") for found in self.growth.values())]) for name in names]
        return table(["nothing changed", *(f"{size} functions" for size in self.growth)], lines)

    def _starts(self) -> str:
        lines = [
            line(
                [kind, f"{found['kit'] * 1000:.0f}", f"{found['sam'] * 1000:.0f}", f"{found['sam'] / found['kit']:.1f}"]
            )
            for kind, found in self.starts.items()
        ]
        return table(["cold start of a function", "kit, ms", "sam, ms", "times faster"], lines)


def _other(row: Row) -> list[Measurement]:
    return next(found for name, found in row.samples.items() if name != "kit")


def _times_of(row: Row) -> list[str]:
    kit, other = row.samples["kit"], _other(row)
    processor = (median(one.cost.processor_seconds for one in side) for side in (kit, other))
    ratio = seconds(other) / seconds(kit)
    times = [f"{seconds(kit):.2f}", f"{seconds(other):.2f}", f"{ratio:.1f}"]
    return [row.case, *times, row.to_reach, *(f"{one:.2f}" for one in processor)]


def _traffic_of(row: Row) -> list[str]:
    sides = (row.samples["kit"], _other(row))
    kit, other = (median(one.traffic.uploaded_bytes for one in side) for side in sides)
    fewer = f"{other / kit:.1f}" if kit else ""
    return [row.case, f"{kit:,.0f}", f"{other:,.0f}", fewer, *(f"{calls(side):.0f}" for side in sides)]
