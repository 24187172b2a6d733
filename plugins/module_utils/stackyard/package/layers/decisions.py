"""Says in words what became of whatever functions carry alike: a layer, or a copy in each of them.

One decision is one line. Decisions about the same packages, or about one system's shared modules, are told together:
every function may import another selection of these, and nobody reads fifty lines that differ in one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...text.lists import functions, wrapped_words
from ...text.units import readable
from ..model import Artifact

LAYER_OF = "layer of "


@dataclass(frozen=True)
class Decision:
    """What became of one ``part`` in one stack ("shop/api").

    ``count`` functions carry exactly this part, or would without a layer: ``together`` bytes, held against
    ``threshold`` (bytes).
    """

    part: Artifact
    stack: str
    is_layer: bool
    count: int
    together: int
    threshold: int

    @property
    def name(self) -> str:
        """What people call the part: "numpy", "shop/shared"."""
        return self.part.label.removeprefix(LAYER_OF)

    @property
    def reason(self) -> str:
        """Say what was decided, and the sum that decided it."""
        size = readable(self.together)
        if self.is_layer:
            return f"{self.name}: layer, {functions(self.count)} would carry {size}"
        carried = f"{functions(self.count)} {'carries' if self.count == 1 else 'carry'} {size}"
        together = " together" if self.count > 1 else ""
        return f"{self.name}: vendored, {carried}{together}, below {readable(self.threshold)}"


def decision_lines(decisions: Iterable[Decision]) -> list[str]:
    """Tell decisions, each once, and in one line what was decided alike about parts of one name."""
    groups: dict[tuple[str, bool], list[Decision]] = {}
    for one in sorted({(one.stack, one.part.digest): one for one in decisions}.values(), key=lambda one: one.name):
        groups.setdefault((one.name, one.is_layer), []).append(one)
    return [line for alike in groups.values() for line in _told(alike)]


def _told(alike: list[Decision]) -> Iterator[str]:
    first = alike[0]
    if len(alike) == 1:
        yield from wrapped_words(first.reason)
        return
    contents, stacks = {one.part.digest for one in alike}, {one.stack for one in alike}
    parts = f"{len(contents)} selections" if len(contents) > 1 else f"{len(stacks)} stacks"
    count, size = functions(sum(one.count for one in alike)), readable(sum(one.together for one in alike))
    if first.is_layer:
        yield from wrapped_words(f"{first.name}: {len(alike)} layers, {count} would carry {size} in {parts}")
    else:
        limit = f"each below {readable(first.threshold)}"
        yield from wrapped_words(f"{first.name}: vendored, {count} carry {size} in {parts}, {limit}")
