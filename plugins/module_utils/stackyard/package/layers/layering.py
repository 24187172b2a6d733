"""Decides what travels in layers, by one rule that looks at content only.

A set of packages, or the shared modules that a function imports, becomes a layer of its stack as soon as the functions
that carry exactly this would carry more of it together than a threshold; else each function holds a copy. Exactly
this: a layer never holds what one of its functions does not need, so a change touches the functions that it would have
touched anyway. The domain is one stack, so selecting systems or functions changes nothing, if whole stacks are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..contents.function import FunctionContent
from ..model import Artifact, Platform
from .decisions import LAYER_OF, Decision

__all__ = ["LAYER_OF", "LAYER_PREFIX", "FunctionPlan", "lay_out", "layers_of"]

LAYER_PREFIX = "python/"  # below /opt, on the runtime's path
_Place = tuple[str, str, str]  # system, stack, digest of what may become a layer


@dataclass(frozen=True)
class FunctionPlan:
    """What one function ships: its own zip, the kit's layers that it uses, and what was decided about each part."""

    content: FunctionContent
    artifact: Artifact
    layers: tuple[Artifact, ...]
    decisions: tuple[Decision, ...]

    @property
    def name(self) -> str:
        """The function as people and settings call it: "trainings/get_test"."""
        return f"{self.content.function.system}/{self.content.function.name}"

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """The zips that its code comes from, its own first."""
        return (self.artifact, *self.layers)


def lay_out(
    functions: Sequence[FunctionContent], threshold_bytes: int, bytecode_of: Callable[[Platform], str]
) -> list[FunctionPlan]:
    """Give each function's zip and layers, in the order of ``functions``: all functions of each stack that is packaged.

    ``threshold_bytes`` counts unpacked bytes without bytecode, so that whether an interpreter is at hand changes no
    layer; ``bytecode_of`` gives a platform's cache tag, "" for none. Equal layers are the same ``Artifact``, in
    different stacks, too. Raises what the sets raise when their size has to be found out.
    """
    carried = [
        {_place(content, part): part for part in _parts(content, bytecode_of(content.platform))}
        for content in functions
    ]
    count = Counter(place for places in carried for place in places)
    decisions = {
        place: _decide(part, place, count[place], threshold_bytes) for place, part in _distinct(carried).items()
    }
    return [
        _plan(content, [decisions[place] for place in places], bytecode_of(content.platform))
        for content, places in zip(functions, carried, strict=True)
    ]


def _distinct(carried: Iterable[Mapping[_Place, Artifact]]) -> dict[_Place, Artifact]:
    """Give one artifact for each place. Of labels for the same content the first by name stays, whoever comes first."""
    chosen: dict[_Place, Artifact] = {}
    for places in carried:
        for place, part in places.items():
            chosen[place] = min(chosen.get(place, part), part, key=lambda candidate: candidate.label)
    known: dict[tuple[str, str], Artifact] = {}
    return {place: known.setdefault((part.digest, part.label), part) for place, part in chosen.items()}


def _parts(content: FunctionContent, bytecode: str) -> list[Artifact]:
    """Give what of a function may travel apart from it, as the layers that would be made of it."""
    parts = []
    if content.dependencies is not None:
        label = LAYER_OF + content.dependencies.label
        parts.append(Artifact(label, (), (content.dependencies,), content.platform, LAYER_PREFIX, bytecode))
    if content.shared:
        label = f"{LAYER_OF}{content.function.system}/shared"
        parts.append(Artifact(label, content.shared, (), content.platform, LAYER_PREFIX, bytecode))
    return parts


def _place(content: FunctionContent, part: Artifact) -> _Place:
    return (content.function.system, content.function.stack, part.digest)


def _decide(part: Artifact, place: _Place, count: int, threshold: int) -> Decision:
    together = count * part.unpacked_bytes
    is_layer = together >= max(threshold, 1)  # an empty set stays empty; Lambda takes no empty layer
    return Decision(part, "/".join(place[:2]), is_layer, count, together, threshold)


def _plan(content: FunctionContent, decisions: Sequence[Decision], bytecode: str) -> FunctionPlan:
    vendored = [decision.part for decision in decisions if not decision.is_layer]
    artifact = Artifact(
        f"{content.function.system}/{content.function.name}",
        (*content.own, *(entry for part in vendored for entry in part.files)),
        tuple(one for part in vendored for one in part.sets),
        content.platform,
        bytecode=bytecode,
    )
    layers = tuple(decision.part for decision in decisions if decision.is_layer)
    return FunctionPlan(content, artifact, layers, tuple(decisions))


def layers_of(plans: Sequence[FunctionPlan]) -> Mapping[str, Artifact]:
    """Give the distinct layers of some functions by digest, in the order in which they are first used."""
    return {layer.digest: layer for plan in plans for layer in plan.layers}
