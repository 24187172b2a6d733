"""The worker in its room: what it is given, what bounds it, and what happens when it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gearbox.description import Rules
from gearbox.room.job import Finding, Job
from gearbox.room.room import Overdue, Room
from gearbox.source import ObjectGone

ROWS = b"a,b\n1,2\n3,4\n"


class Feed:
    """A text, and something that happens while it is handed out."""

    def __init__(self, happens: Callable[[], object] = lambda: None) -> None:
        self._chunks = [ROWS]
        self._happens = happens

    def next_chunk(self) -> bytes:
        self._happens()
        return self._chunks.pop() if self._chunks else b""

    def range(self, _offset: int, _size: int) -> bytes | None:
        raise AssertionError("tables are read from end to end")


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.close()


def examined(room: Room, feed: Feed | None = None) -> Finding:
    return room.examine(Job("csv", "text/csv", len(ROWS), 5.0, Rules()), feed or Feed())


def test_one_worker__examines_many_files(room: Room) -> None:
    assert examined(room).metadata["rows"] == 2
    first = room.ready().pid
    assert examined(room).metadata["rows"] == 2
    assert room.ready().pid == first


def test_worker_killed_from_outside__says_nothing_of_the_file(room: Room) -> None:
    with pytest.raises(Overdue, match="killed from outside"):
        examined(room, Feed(lambda: room.ready().kill()))

    assert examined(room).metadata["rows"] == 2


def test_worker_that_breaks__is_the_fault_of_the_file(room: Room) -> None:
    finding = examined(room, Feed(lambda: room.ready().terminate()))

    assert finding.fault is not None
    assert finding.fault.code == "unreadable"
    assert examined(room).metadata["rows"] == 2


def test_error_of_the_source__comes_out_and_leaves_no_job_half_done(room: Room) -> None:
    def gone() -> None:
        raise ObjectGone("gone")

    with pytest.raises(ObjectGone):
        examined(room, Feed(gone))

    assert examined(room).metadata["rows"] == 2


def test_worker__knows_nothing_of_the_function_that_started_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    process = Path(f"/proc/{room.ready().pid}")
    examined(room)
    if not process.exists():
        pytest.skip("this system does not show its processes")

    assert b"AWS_" not in (process / "environ").read_bytes()
    assert len(list((process / "fd").iterdir())) <= 6  # pipes and nothing
    assert (process / "cwd").readlink() == Path("/")


def test_closed_room__opens_again(room: Room) -> None:
    worker = room.ready()
    room.close()

    assert worker.returncode is not None
    assert examined(room).metadata["rows"] == 2
