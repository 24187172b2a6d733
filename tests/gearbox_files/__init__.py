"""Mixed files with what is to be said of each: the same ones for tests of one file and for loads of ten thousand.

``generate`` is a function of its arguments only: the same count and seed make the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.gearbox_files.hostile import HOSTILE
from tests.gearbox_files.names import named
from tests.gearbox_files.sample import FAILED, READY, Sample
from tests.gearbox_files.spoilt import EMPTY, MISNAMED, TRUNCATED
from tests.gearbox_files.valid import VALID

__all__ = ["EMPTY", "FAILED", "HOSTILE", "MISNAMED", "READY", "TRUNCATED", "VALID", "Sample", "generate", "sparse"]

GIB = 1024**3
# Of twenty files, so many are of each sort.
_MIXTURE = (VALID,) * 13 + (TRUNCATED,) * 2 + (EMPTY,) + (MISNAMED,) * 2 + (HOSTILE,) * 2


def generate(count: int, seed: int, sparse_bytes: int = 2 * GIB) -> Iterator[Sample]:
    """Make ``count`` files with names that differ; of a thousand and more the last one is sparse."""
    random = Random(seed)
    turns = [0] * len(_MIXTURE)
    for number in range(count):
        if number == count - 1 and count >= 1000 and sparse_bytes:
            yield named(sparse(sparse_bytes), number, random)
            return
        place = number % len(_MIXTURE)
        recipes = _MIXTURE[place]
        # In turn rather than by chance, so that no recipe is left out; each place of the mixture begins elsewhere.
        what = list(recipes)[(turns[place] + place * 7) % len(recipes)]
        turns[place] += 1
        yield named(replace(recipes[what](random), what=what), number, random)


def sparse(size: int = 2 * GIB) -> Sample:
    return Sample("sparse.bin", b"", "application/octet-stream", "other", what="sparse", zeros=size)
