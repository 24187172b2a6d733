"""Which cases make which row of the tables, and what was to be reached in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..measuring import Measurement, Samples, alternating, calls, measured, seconds
from .arena import Arena
from .cases import Match, of_any_function
from .functions import KINDS
from .report import Row, Tables
from .starts import starts

CASES = ("cold", "unchanged", "playbook", "edited", "bumped", "zipped", "starts", "growth")


class Comparison:
    """Measures, and collects what is to be told in ``tables``."""

    def __init__(self, rounds: int, starts: int, tell: Callable[[str], None]) -> None:
        self.rounds = rounds
        self.starts = starts
        self.tell = tell
        self.tables = Tables()

    def compare(self, place: Arena, cases: Sequence[str]) -> None:
        """Measure every case but growth on one project."""
        match = Match((place.kit_side, place.sam_side), place.kit.functions, self.rounds, self.tell)
        if "cold" in cases:
            self._row("cold, wheel caches warm", match.cold(), "10")
        else:
            match.prepare()
        self.tables.stored = {side.name: sum(side.store.sizes().values()) for side in match.sides}
        if {"unchanged", "playbook"} & set(cases):
            self._unchanged(match, place, playbook="playbook" in cases)
        if "starts" in cases:
            self.tables.starts = starts(place, KINDS, place.sam.shell.folder.parent / "starts", self.starts, self.tell)
        if "edited" in cases:
            self._edited(match)
        if "bumped" in cases:
            self._row("one dependency of a shared set bumped, locking included", match.bumped(), "10")
        if "zipped" in cases:
            self._zipped(place)

    def grow(self, place: Arena) -> None:
        """Measure what nothing changed costs a project of this size, and the packager's memory; of this kit alone."""
        match = Match((place.kit_side,), place.kit.functions, self.rounds, self.tell)
        place.kit_side.start_over()
        peak = place.kit.peak_of_all_mb()
        match.prepare()
        kit = match.unchanged()["kit"]
        self.tables.grown(
            len(place.kit.functions),
            {
                "kit, s": f"{seconds(kit):.2f}",
                "kit, AWS calls": f"{calls(kit):.0f}",
                "kit, peak MB of the largest process": f"{_peak(kit):.0f}",
                "kit, cold, peak MB of all processes at once": f"{peak:.0f}",
            },
        )

    def _unchanged(self, match: Match, place: Arena, *, playbook: bool) -> None:
        found = match.unchanged()
        self._row("nothing changed, by `bin/package`", found, "20")
        if not playbook:
            return
        place.kit.deploy()  # what was packaged is also deployed
        deployed = alternating("playbook", {"kit": lambda _: Measurement(place.kit.deploy())}, self.rounds, self.tell)
        self._row("nothing changed, by the whole playbook", {**deployed, "sam": found["sam"]}, "4")
        place.kit.package()  # through the proxy again, as the cases that follow

    def _edited(self, match: Match) -> None:
        by_kind = {kind.name: match.edited(kind) for kind in KINDS}
        for name, found in by_kind.items():
            self._row(f"one handler changed, {name}", found, "20")
        self._row("one handler changed, any of all", of_any_function(by_kind, match.functions), "20; bytes 50")

    def _zipped(self, place: Arena) -> None:
        def kit(_number: int) -> Measurement:
            place.kit.forget_artifacts()
            place.kit_side.store.empty()
            return place.kit_side.package()

        def aws(_number: int) -> Measurement:
            place.aws_store.empty()
            return measured(place.sam_side.proxy, place.aws.package)

        sides = {"kit": kit, "aws": aws}
        self._row(
            "zip and upload alone, `aws cloudformation package`", alternating("zip", sides, self.rounds, self.tell)
        )
        again = {
            "kit": lambda _number: place.kit_side.package(),
            "aws": lambda _number: measured(place.sam_side.proxy, place.aws.package),
        }
        found = alternating("zip again", again, self.rounds, self.tell)
        self._row("the same, nothing changed", found)

    def _row(self, case: str, samples: Samples, to_reach: str = "") -> None:
        self.tables.rows.append(Row(case, samples, to_reach))


def _peak(measurements: Sequence[Measurement]) -> float:
    return max(one.cost.peak_mb for one in measurements)
