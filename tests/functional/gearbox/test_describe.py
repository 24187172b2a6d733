"""Every sample through all of it: the digest, the worker in its room, and what is said in the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import BinaryIO

import pytest
from gearbox.describe import describe
from gearbox.description import Description, Rules
from gearbox.room.room import Room

from tests.gearbox_files import EMPTY, HOSTILE, MISNAMED, TRUNCATED, VALID, Sample, sparse
from tests.gearbox_files.images import jpeg
from tests.gearbox_files.mutated import mutated
from tests.gearbox_files.sources import FileSource, MemorySource

MIB = 1024 * 1024
RECIPES = {**VALID, **TRUNCATED, **EMPTY, **MISNAMED, **HOSTILE}
FUZZED = 400


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.close()


def told(sample: Sample, room: Room) -> Description:
    return describe(sample.source(), sample.name, sample.declared_type, Rules(), room)


@pytest.mark.parametrize("what", RECIPES)
def test_sample__is_described_as_expected(what: str, room: Room) -> None:
    sample = RECIPES[what](Random(2))

    description = told(sample, room)

    assert (description.kind, description.fault.code if description.fault else "") == (sample.kind, sample.fault)
    assert description.type_matches == sample.type_matches
    assert (description.size, description.sha256) == (sample.size, hashlib.sha256(sample.content).hexdigest())


def test_file_on_a_disk__is_described_as_in_memory(tmp_path: Path, room: Room) -> None:
    sample = VALID["zip"](Random(2))

    description = describe(
        FileSource(sample.write(tmp_path / "file")), sample.name, sample.declared_type, Rules(), room
    )

    assert description == told(sample, room)
    assert FileSource(tmp_path / "file").head(4) == b"PK\x03\x04"


def test_spoilt_files__are_described_whatever_they_are(room: Room) -> None:
    for sample in mutated(FUZZED, seed=11):
        description = told(sample, room)

        text = json.dumps(description.metadata, allow_nan=False)
        assert len(text) < 16 * 1024
        assert text.isprintable()
        assert description.sha256 == hashlib.sha256(sample.content).hexdigest()
        assert description.fault is None or 0 < len(description.fault.reason) <= 300


def test_text_that_streams_by__is_read_once(room: Room) -> None:
    source = Watched(b"a,b\n" + b"1,2\n" * MIB)

    description = describe(source, "a.csv", "text/csv", Rules(), room)

    assert description.metadata["rows"] == MIB
    assert (source.streams, source.opened) == (1, 0)


def test_small_file__is_read_once_whatever_its_kind(room: Room) -> None:
    source = Watched(VALID["pdf"](Random(1)).content)

    describe(source, "a.pdf", "", Rules(), room)

    assert (source.streams, source.opened) == (1, 0)


def test_large_file_with_a_structure__is_read_once_more_only_in_parts(room: Room) -> None:
    photo = jpeg(40, 30, Random(1))
    source = Watched(photo[:-2] + bytes(9 * MIB) + photo[-2:])

    description = describe(source, "a.jpg", "image/jpeg", Rules(), room)

    assert (description.fault, description.metadata["width"]) == (None, 40)
    assert (source.streams, source.opened) == (1, 1)


def test_reading_again__ends_where_the_rules_say(room: Room) -> None:
    photo = jpeg(40, 30, Random(1))[:-2] + bytes(5 * MIB)

    description = describe(MemorySource(photo), "a.jpg", "", Rules(read_bytes=2 * MIB), room)

    assert description.fault is not None
    assert description.fault.code == "too_large"
    assert description.metadata["width"] == 40


def test_processor_time_used_up__is_the_fault_of_the_file(room: Room) -> None:
    document = b"[" + b"[1.5, 2, {}]," * 300_000 + b"1]"

    description = describe(
        MemorySource(document), "a.json", "", Rules(time_budget_s=0.1, bytes_per_second=10**12), room
    )

    assert description.fault is not None
    assert (description.fault.code, description.sha256) == ("time", hashlib.sha256(document).hexdigest())
    assert told(VALID["json"](Random(1)), room).fault is None  # by the next worker


def test_memory_used_up__is_the_fault_of_the_file(room: Room) -> None:
    sample = HOSTILE["pdf with a bomb"](Random(1))

    description = describe(sample.source(), "a.pdf", "", Rules(memory_bytes=60 * MIB), room)

    assert description.fault is not None
    assert description.fault.code == "memory"


def test_two_gigabytes_of_nothing__are_described(room: Room) -> None:
    description = told(sparse(2**31), room)

    assert (description.size, description.kind, description.fault) == (2**31, "other", None)


class Watched:
    """A file in memory that counts how it is read."""

    def __init__(self, content: bytes) -> None:
        self._source = MemorySource(content)
        self.size = len(content)
        self.streams = self.opened = 0

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        self.streams += 1
        return self._source.stream(chunk_bytes)

    def open(self) -> BinaryIO:
        self.opened += 1
        return self._source.open()

    def head(self, n: int) -> bytes:
        return self._source.head(n)
