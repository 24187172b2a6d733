"""The cases, and what was to be reached in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..measuring import Measure, Measurement, Samples, alternating
from .arena import LOOP, SAM, Contender
from .report import Row, Tables

FIRST, UNCHANGED, EDITED = "first", "unchanged", "edited"
CASES = (FIRST, UNCHANGED, EDITED)


@dataclass
class Comparison:
    """Measures everybody in turn, and collects what is to be told in ``tables``."""

    sides: Mapping[str, Contender]
    rounds: int
    tell: Callable[[str], None]
    tables: Tables = field(init=False)
    revision: int = 0

    def __post_init__(self) -> None:
        self.tables = Tables(tuple(self.sides))

    def run(self, cases: Sequence[str]) -> None:
        """Measure those cases. Everybody has deployed once before, so that no program is started for its first time."""
        for name, side in self.sides.items():
            side.deploy()
            self.tell(f"{name} is set up")
        for case, measure in {FIRST: self._first, UNCHANGED: self._unchanged, EDITED: self._edited}.items():
            if case in cases:
                self.tables.rows.append(measure())

    def _first(self) -> Row:
        def start(side: Contender, _number: int) -> Measurement:
            side.start_over()
            return side.deploy()

        return Row("first deploy", self._alternating(FIRST, start), {LOOP: 3})

    def _unchanged(self) -> Row:
        return Row("no change", self._alternating(UNCHANGED, lambda side, _number: side.deploy()), {LOOP: 10, SAM: 10})

    def _edited(self) -> Row:
        def edit(side: Contender, number: int) -> Measurement:
            side.project.edit(self.revision + number + 1)
            return side.deploy()

        samples = self._alternating(EDITED, edit)
        self.revision += self.rounds
        return Row("one stack changed", samples, {LOOP: 3, SAM: 3})

    def _alternating(self, case: str, measure: Callable[[Contender, int], Measurement]) -> Samples:
        def of(side: Contender) -> Measure:
            return lambda number: measure(side, number)

        return alternating(case, {name: of(side) for name, side in self.sides.items()}, self.rounds, self.tell)
