from __future__ import annotations

import os
import zipfile

import pytest
from stackyard.errors import StackyardError
from stackyard.package.archive import write_zip
from stackyard.package.files import entry


@pytest.fixture
def entries(tmp_path):
    (tmp_path / "a.py").write_text("a = 1\n" * 100)
    (tmp_path / "run.sh").write_text("#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o700)
    return [entry("shop/ż.py", tmp_path / "a.py"), entry("run.sh", tmp_path / "run.sh")]


def test_zip__holds_the_entries(tmp_path, entries):
    write_zip(entries, tmp_path / "out/x.zip")
    with zipfile.ZipFile(tmp_path / "out/x.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["shop/ż.py", "run.sh"]
        assert archive.read("run.sh") == b"#!/bin/sh\n"


def test_zip__has_no_trace_of_the_machine(tmp_path, entries):
    write_zip(entries, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert [oct(info.external_attr >> 16) for info in infos] == ["0o100644", "0o100755"]
    assert all(info.extra == b"" and info.create_system == 3 for info in infos)


def test_zip_of_the_same_entries__has_the_same_bytes(tmp_path, entries):
    write_zip(entries, tmp_path / "one.zip")
    os.utime(tmp_path / "a.py", (0, 0))
    (tmp_path / "a.py").chmod(0o600)
    write_zip([entry(found.name, found.path) for found in entries], tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_zip_that_is_there__is_not_made_again(tmp_path, entries):
    assert write_zip(entries, tmp_path / "x.zip") is True
    before = (tmp_path / "x.zip").stat().st_mtime_ns
    assert write_zip(entries, tmp_path / "x.zip") is False
    assert (tmp_path / "x.zip").stat().st_mtime_ns == before


def test_source_that_changes_meanwhile__is_refused_and_nothing_is_left(tmp_path, entries):
    (tmp_path / "a.py").write_text("a = 2\n")
    with pytest.raises(StackyardError, match="was changed while it was packaged"):
        write_zip(entries, tmp_path / "out/x.zip")
    assert list((tmp_path / "out").iterdir()) == []
