from __future__ import annotations

import hashlib
import os
import resource
import threading
import time
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from stackyard.errors import StackyardError
from stackyard.package.artifacts.archive import ContentChangedError, Packed, whole_zip, write_all, write_zip
from stackyard.package.contents.files import entry
from stackyard.package.model import Entry

from tests.patience import PATIENCE_SECONDS

MB = 1024 * 1024


@pytest.fixture
def entries(tmp_path):
    (tmp_path / "a.py").write_text("a = 1\n" * 100)
    (tmp_path / "run.sh").write_text("#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o700)
    return [entry("shop/ż.py", tmp_path / "a.py"), entry("run.sh", tmp_path / "run.sh")]


@pytest.fixture
def small_disk():
    """Lets no file of this process grow above 100 KB, and gives the kernel's own error for it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise(path, size):
    path.write_bytes(os.urandom(size))
    return entry(path.name, path)


def never():
    raise AssertionError("nothing needs to be known about the entries of a zip that is there")


def test_zip__holds_the_entries_in_the_order_of_their_names(tmp_path, entries):
    write_zip(entries, tmp_path / "out/x.zip")
    with zipfile.ZipFile(tmp_path / "out/x.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["run.sh", "shop/ż.py"]
        assert archive.read("run.sh") == b"#!/bin/sh\n"


def test_zip__is_described(tmp_path, entries):
    packed = write_zip(entries, tmp_path / "x.zip")
    content = (tmp_path / "x.zip").read_bytes()
    assert packed == Packed(len(content), hashlib.sha256(content).hexdigest(), 610, 2)


def test_zip__has_no_trace_of_the_machine(tmp_path, entries):
    write_zip(entries, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert [oct(info.external_attr >> 16) for info in infos] == ["0o100755", "0o100644"]
    assert all(info.extra == b"" and info.create_system == 3 for info in infos)


def test_zip__is_plain_enough_for_every_reader(tmp_path, entries):
    write_zip([*entries, noise(tmp_path / "large.bin", 3 * MB)], tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        flags = {info.filename: info.flag_bits for info in archive.infolist()}
    assert flags == {"large.bin": 0, "run.sh": 0, "shop/ż.py": 0x800}  # UTF-8, and no sizes after the content


def test_zip_of_the_same_entries__has_the_same_bytes_everywhere(tmp_path, entries, monkeypatch):
    write_zip(entries, tmp_path / "one.zip")
    os.utime(tmp_path / "a.py", (0, 0))
    (tmp_path / "a.py").chmod(0o600)
    monkeypatch.setenv("TZ", "Pacific/Apia")
    time.tzset()
    before = os.umask(0o077)
    write_zip([entry(found.name, found.path) for found in reversed(entries)], tmp_path / "elsewhere/two.zip")
    os.umask(before)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "elsewhere/two.zip").read_bytes()


def test_zip_that_is_there__is_neither_made_nor_asked_for_again(tmp_path, entries):
    first = write_zip(entries, tmp_path / "x.zip")
    before = (tmp_path / "x.zip").stat().st_mtime_ns
    assert write_zip(never, tmp_path / "x.zip") == first
    assert (tmp_path / "x.zip").stat().st_mtime_ns == before


def shortened(content: bytes) -> bytes:
    return content[:-100]


def flipped(content: bytes) -> bytes:
    return content[:80] + bytes([content[80] ^ 1]) + content[81:]


def emptied(_content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [shortened, flipped, emptied])
def test_zip_that_the_disk_damaged__is_made_again(tmp_path, entries, damage):
    path = tmp_path / "x.zip"
    first = write_zip(entries, path)
    path.write_bytes(damage(path.read_bytes()))
    assert whole_zip(path) is None
    assert write_zip(entries, path) == first == whole_zip(path)


def test_zip_of_something_else__is_not_trusted(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a", "b" * 100)
    assert whole_zip(tmp_path / "x.zip") is None


def test_artifact_without_files__is_a_zip_all_the_same(tmp_path):
    assert write_zip([], tmp_path / "x.zip").files == 0
    assert zipfile.ZipFile(tmp_path / "x.zip").namelist() == []


@pytest.mark.parametrize("content", ["a = 2\n", "a = 2\n" * 100, "a = 1\n" * 101])
def test_source_that_changes_meanwhile__is_refused_and_nothing_is_left(tmp_path, entries, content):
    (tmp_path / "a.py").write_text(content)
    with pytest.raises(ContentChangedError, match="was changed while it was packaged") as caught:
        write_zip(entries, tmp_path / "out/x.zip")
    assert caught.value.entry is entries[0]
    assert list((tmp_path / "out").iterdir()) == []


def test_source_that_goes_away_meanwhile__is_refused_as_changed(tmp_path, entries):
    (tmp_path / "a.py").unlink()
    with pytest.raises(ContentChangedError):
        write_zip(entries, tmp_path / "out/x.zip")


def test_source_that_cannot_be_read_any_more__is_told(tmp_path):
    folder = Entry("a.py", tmp_path, 1, "00")
    with pytest.raises(StackyardError, match=f"{tmp_path}: cannot be read"):
        write_zip([folder], tmp_path / "out/x.zip")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.usefixtures("small_disk")
def test_full_disk__is_told_and_nothing_is_left(tmp_path):
    parts = [noise(tmp_path / f"{number}.bin", 90 * 1024) for number in range(3)]
    with pytest.raises(StackyardError, match=r"out: there is no room on the disk for x\.zip"):
        write_zip(parts, tmp_path / "out/x.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_folder_that_cannot_be_made__is_told(tmp_path, entries):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StackyardError, match=r"x\.zip: cannot be written"):
        write_zip(entries, tmp_path / "out/x.zip")


def test_large_file__is_never_held_in_memory(tmp_path):
    with (tmp_path / "large.bin").open("wb") as stream:
        stream.truncate(40 * MB)
    large = Entry("large.bin", tmp_path / "large.bin", 40 * MB, hashlib.sha256(bytes(40 * MB)).hexdigest())
    tracemalloc.start()
    write_zip([large], tmp_path / "x.zip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * MB


def test_several_zips__are_written_at_once_and_described_in_the_order_of_the_jobs(tmp_path, entries):
    together = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def when_both_have_begun():
        together.wait()
        return entries

    jobs = [(when_both_have_begun, tmp_path / "1.zip"), (when_both_have_begun, tmp_path / "2.zip")]
    packed = write_all([*jobs, (entries[:1], tmp_path / "3.zip")], workers=2)
    assert [one.files for one in packed] == [2, 2, 1]
    assert [one.sha256 for one in packed] == [
        hashlib.sha256((tmp_path / f"{number}.zip").read_bytes()).hexdigest() for number in (1, 2, 3)
    ]


def test_fault_of_one_of_several_zips__is_told_and_the_others_are_whole(tmp_path, entries):
    missing = Entry("gone.py", tmp_path / "gone.py", 1, "00")
    with pytest.raises(ContentChangedError):
        write_all([(entries, tmp_path / "1.zip"), ([missing], tmp_path / "2.zip")], workers=1)
    assert whole_zip(tmp_path / "1.zip")
    assert not (tmp_path / "2.zip").exists()


def test_two_runs_that_write_the_same_zip__both_end_well(tmp_path, entries):
    together = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def when_both_have_begun():
        together.wait()
        return entries

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: write_zip(when_both_have_begun, tmp_path / "out/x.zip"), range(2))
    assert first == second == whole_zip(tmp_path / "out/x.zip")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["x.zip"]
