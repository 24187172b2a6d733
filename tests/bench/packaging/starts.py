"""Cold starts of the same function as each side has packaged it, one after the other, many times."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from .arena import Arena
from .cold_start import Unpacked, start_seconds, unpack
from .functions import Function, Kind
from .kit_form import ROOT
from .sam_form import RUNTIME

_WARM_UPS = 2  # files come from the disk the first time, for both


def starts(
    place: Arena, kinds: Sequence[Kind], work: Path, rounds: int, tell: Callable[[str], None]
) -> dict[str, dict[str, float]]:
    """Give the median seconds of a start by kind and side; both sides must be packaged."""
    shutil.rmtree(work, ignore_errors=True)
    medians: dict[str, dict[str, float]] = {}
    for kind in kinds:
        function = next(one for one in place.kit.functions if one.kind is kind)
        sides = {"kit": _kit(place, function, work), "sam": _sam(place, function, work)}
        seconds: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(rounds + _WARM_UPS):
            for name, unpacked in sides.items():
                seconds[name].append(start_seconds(unpacked, ROOT, RUNTIME, {}))
        medians[kind.name] = {name: median(found[_WARM_UPS:]) for name, found in seconds.items()}
        tell(f"start of {function.name}: " + ", ".join(f"{n} {s * 1000:.0f} ms" for n, s in medians[kind.name].items()))
    return medians


def _kit(place: Arena, function: Function, work: Path) -> Unpacked:
    code, layers = place.kit.keys(function)
    folder, read = work / "kit" / function.name, place.kit_side.store.read
    return Unpacked(
        unpack(read(code), folder / "task"),
        [unpack(read(key), folder / f"layer{number}") for number, key in enumerate(layers)],
    )


def _sam(place: Arena, function: Function, work: Path) -> Unpacked:
    return Unpacked(unpack(place.sam_side.store.read(place.sam.key(function)), work / "sam" / function.name))
