from __future__ import annotations

import io
from typing import NoReturn

import pytest
from gearbox.ranged import RangedFile

CONTENT = bytes(range(256)) * 40


class Asked:
    """Ranges of a content, and which were asked for."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []

    def __call__(self, offset: int, size: int) -> bytes:
        self.ranges.append((offset, size))
        return CONTENT[offset : offset + size]


def file_of(asked: Asked, blocks: int = 4) -> RangedFile:
    return RangedFile(asked, len(CONTENT), block_bytes=1000, blocks=blocks)


def test_reading_here_and_there__gives_what_a_file_gives() -> None:
    file, plain = file_of(Asked()), io.BytesIO(CONTENT)

    for whence, offset, size in ((0, 0, 10), (0, 995, 10), (1, 500, 2500), (2, -7, 100), (0, 20_000, 5), (0, 3, -1)):
        assert file.seek(offset, whence) == plain.seek(offset, whence)
        assert file.read(size) == plain.read(size)
        assert file.tell() == plain.tell()


def test_lines__are_those_of_a_file() -> None:
    assert list(file_of(Asked())) == list(io.BytesIO(CONTENT))


def test_block__is_asked_for_once_while_it_is_kept() -> None:
    asked = Asked()
    file = file_of(asked)

    for _ in range(3):
        file.seek(990)
        file.read(20)

    assert asked.ranges == [(0, 1000), (1000, 1000)]


def test_old_blocks__are_let_go() -> None:
    asked = Asked()
    file = file_of(asked, blocks=2)

    file.read(3000)
    file.seek(0)
    file.read(1)

    assert asked.ranges == [(0, 1000), (1000, 1000), (2000, 1000), (0, 1000)]


def test_last_block__is_no_longer_than_the_file() -> None:
    asked = Asked()
    file = file_of(asked)

    file.seek(-1, io.SEEK_END)

    assert file.read(10) == CONTENT[-1:]
    assert asked.ranges == [(10_000, 240)]


def test_place_before_the_beginning__is_refused() -> None:
    with pytest.raises(OSError, match="before the beginning"):
        file_of(Asked()).seek(-1)


def test_read_over_the_limit__asks_for_nothing() -> None:
    asked = Asked()

    def refuse(size: int) -> NoReturn:
        raise OverflowError(size)

    file = RangedFile(asked, len(CONTENT), longest=5000, refuse=refuse)

    with pytest.raises(OverflowError, match="10240"):
        file.read()
    assert asked.ranges == []
