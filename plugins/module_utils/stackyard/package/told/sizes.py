"""Tells what functions and layers weigh, and what weighs most in them.

Sizes without bytecode are known before anything is zipped. With bytecode, and zipped, they are known only of what was
zipped here or is listed in the bucket; what nobody knows is left out rather than guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...text.lists import first_of
from ...text.units import readable
from ...text.words import counted
from ..artifacts.archive import whole_zip
from ..layers.layering import LAYER_OF, FunctionPlan, layers_of
from ..model import Artifact, Entry

_NAME, _NUMBER, _WIDTH = 36, 11, 80  # columns
_ROWS = 21  # of functions with their heading, and of layers
_WITHOUT_BYTECODE = "(what was not zipped on this machine is counted without its bytecode)"
_Row = tuple[str, str, str, list[str]]
_OWN, _SHARED, _BYTECODE = "own files", "shared modules", "bytecode"
# numpy.libs/, numpy-2.2.0.dist-info/, _cffi_backend.cpython-313-x86_64-linux-gnu.so and six.py by their packages.
_NO_PACKAGE = re.compile(r"(-[^-/]+\.(dist|egg)-info|\.libs|\.data|(\.[\w-]+)?\.so|\.py)$")


@dataclass(frozen=True)
class Measured:
    """What is known of zips by their keys: ``unpacked`` bytes with bytecode, and the ``packed`` bytes of the zip."""

    unpacked: Mapping[str, int] = field(default_factory=dict)
    packed: Mapping[str, int] = field(default_factory=dict)

    def unpacked_bytes(self, artifact: Artifact) -> int:
        """Size of an artifact's files, bytecode included where it is known."""
        known = self.unpacked.get(artifact.key)
        return artifact.unpacked_bytes if known is None else known

    def completed(self, artifacts: Iterable[Artifact], zips: Path) -> Measured:
        """Add what the finished zips in a folder say that earlier runs made of these artifacts."""
        paths = {one.key: zips / f"{one.digest}.zip" for one in artifacts if one.key not in self.unpacked}
        found = {key: packed.unpacked_bytes for key, path in paths.items() if (packed := whole_zip(path))}
        return replace(self, unpacked={**self.unpacked, **found})

    def total_bytes(self, plan: FunctionPlan) -> int:
        """Unpacked size of a function with the kit's layers: what Lambda's limit and the budgets count."""
        return sum(self.unpacked_bytes(artifact) for artifact in plan.artifacts)


def contributors(plan: FunctionPlan, measured: Measured) -> list[tuple[str, int]]:
    """Give the parts of a function and their unpacked bytes, the biggest first; packages are installed for it."""
    content, sizes = plan.content, Counter[str]()
    sizes[_OWN] += sum(entry.size for entry in content.own)
    sizes[_SHARED] += sum(entry.size for entry in content.shared)
    if content.dependencies is not None:
        sizes.update(_by_package(content.dependencies.entries()))
    sizes[_BYTECODE] += measured.total_bytes(plan) - sizes.total()
    return [(name, size) for name, size in sizes.most_common() if size > 0]


def in_words(parts: Iterable[tuple[str, int]]) -> str:
    """Write contributors as "numpy 38.2 MB, own files 12 KB"."""
    return ", ".join(f"{name} {readable(size)}" for name, size in parts)


def report(plans: Sequence[FunctionPlan], measured: Measured) -> list[str]:
    """Give a table of functions (unpacked: with their layers) and then layers, the biggest first, 80 columns wide.

    Nothing is installed for it: packages are told by the names of their sets. Of many functions or layers, the biggest
    are named and the others counted.
    """
    functions = sorted(plans, key=lambda plan: (-measured.total_bytes(plan), plan.name))
    layers = sorted(layers_of(plans).values(), key=lambda layer: (-measured.unpacked_bytes(layer), layer.label))
    users = Counter(layer.digest for plan in plans for layer in plan.layers)
    rows = [
        ("function or layer", "unpacked", "zipped", ["made of, biggest first"]),
        *(_row(plan.name, measured.total_bytes(plan), plan.artifact, _parts(plan), measured) for plan in functions),
    ]
    layer_rows = [
        _row(layer.label, measured.unpacked_bytes(layer), layer, _use(users[layer.digest]), measured)
        for layer in layers
    ]
    width = min(_NAME, max(len(row[0]) for row in (*rows, *layer_rows)))
    told = [first_of([_line(row, width) for row in part], _ROWS) for part in (rows, layer_rows)]
    unsure = any(one.bytecode and one.key not in measured.unpacked for plan in plans for one in plan.artifacts)
    return [*told[0], *told[1], *([_WITHOUT_BYTECODE] if unsure else [])]


def _parts(plan: FunctionPlan) -> list[str]:
    """Name a function's layers, and then what is in its own zip."""
    own = sum(entry.size for entry in plan.content.own)
    shared = sum(entry.size for entry in plan.artifact.files) - own
    sizes = Counter({**{one.label: one.unpacked_bytes() for one in plan.artifact.sets}, "own": own, "shared": shared})
    layers = [f"layer {layer.label.removeprefix(LAYER_OF)}" for layer in plan.layers]
    return [*layers, *(f"{name} {readable(size)}" for name, size in sizes.most_common() if size)]


def _use(count: int) -> list[str]:
    return [f"in {counted(count, 'function')}"]


def _row(name: str, unpacked: int, artifact: Artifact, parts: list[str], measured: Measured) -> _Row:
    packed = measured.packed.get(artifact.key)
    return name, readable(unpacked), "-" if packed is None else readable(packed), parts


def _line(row: _Row, width: int) -> str:
    """Write one row; of its parts as many as there is room for."""
    name, unpacked, packed, parts = row
    line = f"{_cut(name, width):<{width}}{unpacked:>{_NUMBER}}{packed:>{_NUMBER}}  "
    count = len(parts)
    while count > 1 and len(line) + len(", ".join(parts[:count])) > _WIDTH:
        count -= 1
    return (line + _cut(", ".join(parts[:count]), _WIDTH - len(line))).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def _by_package(entries: Iterable[Entry]) -> Counter[str]:
    """Add sizes up by the folder or module at the top, what belongs to one package under one name."""
    sizes = Counter[str]()
    for entry in entries:
        sizes[_NO_PACKAGE.sub("", entry.name.split("/")[0]).lower().replace("-", "_")] += entry.size
    return sizes
