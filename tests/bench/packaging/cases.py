"""The cases that are measured. Each alternates between the sides, so that what else this machine does meets them all.

A case begins as the one before has left the projects, packaged; only a cold start makes them forget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..measuring import Measure, Measurement, Samples, alternating
from ..running import Cost
from ..traffic import Traffic
from .contenders import Contender
from .functions import POWERTOOLS_VERSIONS, Function, Kind


@dataclass
class Match:
    """The sides, and how often each case is measured; edits and bumps are counted, so that none comes twice."""

    sides: Sequence[Contender]
    functions: Sequence[Function]
    rounds: int
    tell: Callable[[str], None]
    edits: int = 0
    bumps: int = 0

    def prepare(self) -> None:
        """Package both once, for cases that begin with what is packaged."""
        for side in self.sides:
            side.package()

    def cold(self) -> Samples:
        """Nothing is built, nothing is in the bucket; only the wheel caches of uv and pip are warm."""

        def start(side: Contender, _number: int) -> Measurement:
            side.start_over()
            return side.package()

        return self._alternating("cold", start)

    def unchanged(self) -> Samples:
        """Nothing is different from the last time."""
        return self._alternating("nothing changed", lambda side, _number: side.package())

    def edited(self, kind: Kind) -> Samples:
        """One handler has changed, of a function of this kind."""
        those = [function for function in self.functions if function.kind is kind]
        first = self.edits + 1
        self.edits += self.rounds

        def edit(side: Contender, number: int) -> Measurement:
            side.project.edit(those[number % len(those)], first + number)
            return side.package()

        return self._alternating(f"one {kind.name} handler changed", edit)

    def bumped(self) -> Samples:
        """A requirement that a third of the functions share goes to a version that is new to both."""
        versions = POWERTOOLS_VERSIONS[self.bumps + 1 :]
        self.bumps += self.rounds

        def bump(side: Contender, number: int) -> Measurement:
            side.project.bump(versions[number])
            return side.package_bumped()

        return self._alternating("one dependency bumped", bump)

    def _alternating(self, case: str, measure: Callable[[Contender, int], Measurement]) -> Samples:
        def of(side: Contender) -> Measure:
            return lambda number: measure(side, number)

        return alternating(case, {side.name: of(side) for side in self.sides}, self.rounds, self.tell)


def of_any_function(by_kind: Mapping[str, Samples], functions: Sequence[Function]) -> Samples:
    """The mean over all functions of what was measured for each kind, round by round."""
    weights = Counter(one.kind.name for one in functions)
    sides = next(iter(by_kind.values()))
    return {
        side: [
            _mean({kind: (found[side][number], weights[kind]) for kind, found in by_kind.items()})
            for number in range(len(sides[side]))
        ]
        for side in sides
    }


def _mean(weighted: Mapping[str, tuple[Measurement, int]]) -> Measurement:
    whole = sum(weight for _, weight in weighted.values())

    def mean(of: Callable[[Measurement], float]) -> float:
        return sum(of(one) * weight for one, weight in weighted.values()) / whole

    cost = Cost(
        mean(lambda one: one.cost.seconds),
        mean(lambda one: one.cost.processor_seconds),
        max(one.cost.peak_mb for one, _ in weighted.values()),
    )
    calls = Counter({"any": round(mean(lambda one: one.calls))})
    return Measurement(cost, Traffic(calls, round(mean(lambda one: one.traffic.uploaded_bytes))))
