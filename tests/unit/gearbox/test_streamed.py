from __future__ import annotations

import io

import pytest
from gearbox.streamed import StreamedFile

CONTENT = bytes(range(256)) * 100


def file_of(content: bytes = CONTENT, chunk: int = 700) -> StreamedFile:
    chunks = (content[start : start + chunk] for start in range(0, len(content), chunk))
    return StreamedFile(lambda: next(chunks, b""))


def test_reading__crosses_chunks() -> None:
    file = file_of()

    assert file.read(1500) == CONTENT[:1500]
    assert file.read() == CONTENT[1500:]
    assert file.read(1) == b""
    assert file.ended


def test_chunks__are_given_as_they_come() -> None:
    file = file_of(CONTENT[:1000])

    assert (file.chunk(), file.chunk(), file.chunk()) == (CONTENT[:700], CONTENT[700:1000], b"")


def test_going_forward__passes_over_what_lies_between() -> None:
    file = file_of()

    file.seek(9_999)

    assert file.read(3) == CONTENT[9_999:10_002]
    assert not file.ended


def test_going_back_a_little__is_possible() -> None:
    file = file_of()
    file.read(10_000)

    file.seek(-600, io.SEEK_CUR)

    assert file.read(5) == CONTENT[9_400:9_405]


def test_going_back_far__is_refused() -> None:
    file = file_of()
    file.read(20_000)

    with pytest.raises(ValueError, match="passed long ago"):
        file.seek(0)


def test_going_beyond_the_end__reads_nothing() -> None:
    file = file_of()

    file.seek(len(CONTENT) + 5)

    assert file.read(1) == b""


def test_end__is_no_place_to_go_to() -> None:
    with pytest.raises(io.UnsupportedOperation):
        file_of().seek(0, io.SEEK_END)
