from __future__ import annotations

import errno
import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PosixPath

import pytest
from stackyard.errors import StackyardError
from stackyard.files import explain, locked, read_text, relative, write_atomically


def test_path_in_the_repository__is_named_relative_to_it():
    assert relative(Path("/repo/a/b.yaml"), Path("/repo")) == "a/b.yaml"
    assert relative(Path("/elsewhere/b.yaml"), Path("/repo")) == "/elsewhere/b.yaml"


def test_text_in_another_encoding__is_told_with_the_byte(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"ab\xff")
    with pytest.raises(StackyardError) as caught:
        read_text(tmp_path / "a.txt", tmp_path)
    assert (
        str(caught.value) == "a.txt: is not UTF-8 text\n  given: byte 0xff at offset 2\n  remedy: save a.txt as UTF-8"
    )


def test_file_that_holds_the_content_already__is_not_touched(tmp_path):
    path = tmp_path / "deep/er/a.txt"
    write_atomically(path, b"a")
    before = path.stat().st_mtime_ns, path.stat().st_ino
    write_atomically(path, b"a")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


class Leaving(PosixPath):
    """A file that somebody removes after the look whether it is there."""

    def is_file(self) -> bool:
        found = super().is_file()
        self.unlink(missing_ok=True)
        return found


def test_file_that_is_removed_meanwhile__is_written(tmp_path):
    path = Leaving(tmp_path / "file")
    path.write_bytes(b"same")
    write_atomically(path, b"same")
    assert path.read_bytes() == b"same"


def test_interrupted_writing__leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "no bytes")  # type: ignore[arg-type]
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_bytes() == b"old"


def test_file_that_cannot_be_read__is_told(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(StackyardError, match=r"a\.txt: cannot be read"):
        read_text(tmp_path / "a.txt", tmp_path)


def test_locked_folder__lets_one_run_in_at_a_time(tmp_path):
    inside, seen = [0], []

    def work(_: int) -> None:
        with locked(tmp_path / "build"):
            inside[0] += 1
            seen.append(inside[0])
            time.sleep(0.01)
            inside[0] -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert seen == [1] * 8


def test_byte_order_mark__is_left_out(tmp_path):
    (tmp_path / "handler.py").write_bytes(b"\xef\xbb\xbfx = 1\n")
    assert read_text(tmp_path / "handler.py", tmp_path) == "x = 1\n"


def test_pipe__is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "handler.py")
    with pytest.raises(StackyardError, match=r"handler\.py: cannot be read\n.*no ordinary file"):
        read_text(tmp_path / "handler.py", tmp_path)


def test_fault_that_names_no_file__is_raised_with_the_file_that_was_written(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
    try:
        with pytest.raises(OSError, match=r"File too large: '.*a\.txt'"):
            write_atomically(tmp_path / "a.txt", b"two")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_full_disk__is_told_as_such():
    fault = str(explain(OSError(errno.ENOSPC, "No space left on device")))
    assert fault == (
        "the disk is full\n  given: [Errno 28] No space left on device\n"
        "  remedy: free room, then run the same command again"
    )


@pytest.mark.parametrize(
    ("number", "problem"),
    [(errno.EACCES, "may not be read or written"), (errno.EROFS, "may not be"), (errno.ENOTDIR, "not what it must be")],
)
def test_fault_of_the_file_system__is_told_with_the_file(number, problem):
    fault = str(explain(OSError(number, "no", "build/dev")))
    assert problem in fault
    assert "given: " in fault
    assert "'build/dev'" in fault
    assert "then run the same command again" in fault


def test_fault_without_a_file__is_nothing_to_explain():
    assert explain(ConnectionResetError(errno.ECONNRESET, "reset")) is None
