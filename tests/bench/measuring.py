"""What is measured, and how: sides in turn, round after round, so that what else the machine does meets them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from .running import Cost
from .traffic import CountingProxy, Traffic


@dataclass(frozen=True)
class Measurement:
    """What one run cost, here and at AWS."""

    cost: Cost
    traffic: Traffic = field(default_factory=Traffic)

    @property
    def calls(self) -> int:
        """How many calls AWS got."""
        return sum(self.traffic.calls.values())


def measured(proxy: CountingProxy, action: Callable[[], Cost]) -> Measurement:
    """Run something whose calls go through a proxy, and say what it cost."""
    before = proxy.traffic.copy()
    cost = action()
    return Measurement(cost, proxy.traffic - before)


# Measurements of each side, by its name.
Samples = dict[str, list[Measurement]]
# One measurement of a side, in the round of this number.
Measure = Callable[[int], Measurement]


def alternating(case: str, sides: Mapping[str, Measure], rounds: int, tell: Callable[[str], None]) -> Samples:
    """Measure all sides in turn, in every round; whoever went last goes first in the next one."""
    samples: Samples = {name: [] for name in sides}
    for number in range(rounds):
        for name, measure in list(sides.items())[:: 1 if number % 2 == 0 else -1]:
            samples[name].append(measure(number))
            tell(f"{case}, round {number + 1}, {name}: {samples[name][-1].cost.seconds:.2f} s")
    return samples


def seconds(measurements: Sequence[Measurement]) -> float:
    """The median wall time."""
    return median(one.cost.seconds for one in measurements)


def calls(measurements: Sequence[Measurement]) -> float:
    """The median number of AWS calls."""
    return median(one.calls for one in measurements)
