"""Spoils samples by chance, as disks, networks and fuzzers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from tests.gearbox_files.hostile import HOSTILE
from tests.gearbox_files.sample import Sample
from tests.gearbox_files.valid import VALID

_LARGEST = 200_000  # bytes; larger samples are one long repetition


def _flipped(content: bytearray, random: Random, _other: bytes) -> bytearray:
    for _ in range(random.choice((1, 2, 8, 40))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return content


def _overwritten(content: bytearray, random: Random, _other: bytes) -> bytearray:
    """Put numbers that formats take for sizes where sizes may be."""
    number = random.choice((0, 1, 0x7F, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF))
    size = random.choice((1, 2, 4, 8))
    place = random.randrange(len(content))
    content[place : place + size] = (number & (256**size - 1)).to_bytes(size, random.choice(("big", "little")))
    return content


def _cut(content: bytearray, random: Random, _other: bytes) -> bytearray:
    return content[: random.randrange(len(content))]


def _left_out(content: bytearray, random: Random, _other: bytes) -> bytearray:
    place = random.randrange(len(content))
    del content[place : place + random.randrange(1, 200)]
    return content


def _repeated(content: bytearray, random: Random, _other: bytes) -> bytearray:
    place = random.randrange(len(content))
    part = content[place : place + random.randrange(1, 300)]
    content[place:place] = part * random.choice((1, 3, 50))
    return content


def _spliced(content: bytearray, random: Random, other: bytes) -> bytearray:
    return content[: random.randrange(len(content))] + other[random.randrange(len(other)) :]


_WAYS: tuple[Callable[[bytearray, Random, bytes], bytearray], ...] = (
    _flipped, _flipped, _overwritten, _overwritten, _cut, _left_out, _repeated, _spliced,
)  # fmt: skip


def mutated(count: int, seed: int) -> Iterator[Sample]:
    """Make ``count`` spoilt files. What is to be said of them nobody knows, but that it is said."""
    random = Random(seed)
    recipes = {**VALID, **HOSTILE}
    wholes = [replace(recipe(random), what=what) for what, recipe in recipes.items()]
    wholes = [sample for sample in wholes if len(sample.content) <= _LARGEST]
    for number in range(count):
        sample = wholes[number % len(wholes)]
        content = bytearray(sample.content)
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            if content:
                content = random.choice(_WAYS)(content, random, random.choice(wholes).content)
        yield replace(sample, content=bytes(content))
