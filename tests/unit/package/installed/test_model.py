from __future__ import annotations

import pytest
from stackyard.package.contents.files import entry
from stackyard.package.installed.model import (
    MANIFEST,
    TREE,
    DamagedError,
    Installed,
    InstalledFile,
    check_files,
    read_manifest,
    write_manifest,
)


@pytest.fixture
def place(tmp_path):
    """A folder with an installation of two files and its list."""
    tree = tmp_path / TREE
    tree.mkdir()
    (tree / "six.py").write_text("a = 1\n")
    (tree / "run.sh").write_text("exit\n")
    (tree / "run.sh").chmod(0o755)
    files = (
        InstalledFile(entry("run.sh", tree / "run.sh"), "six", "programs"),
        InstalledFile(entry("six.py", tree / "six.py"), "six", ""),
    )
    write_manifest(tmp_path, Installed(files, {"six": ("nine",), "nine": ()}))
    return tmp_path


def test_list__is_read_as_it_was_written(place):
    installed = read_manifest(place)
    assert [(one.entry.name, one.distribution, one.left_out) for one in installed.files] == [
        ("run.sh", "six", "programs"),
        ("six.py", "six", ""),
    ]
    assert [one.entry for one in installed.files] == [
        entry("run.sh", place / TREE / "run.sh"),
        entry("six.py", place / TREE / "six.py"),
    ]
    assert installed.requires == {"six": ("nine",), "nine": ()}


def test_folder_that_is_not_there__is_not_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_manifest(tmp_path / "absent")


def test_folder_without_a_list__is_damaged(place):
    (place / MANIFEST).unlink()
    with pytest.raises(DamagedError, match="list of files cannot be read: No such file"):
        read_manifest(place)


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-20],
        lambda content: content[:10],
        lambda _content: b"",
        lambda content: content.replace(b"six.py", b"sex.py"),
        lambda content: b"\0" * len(content),
    ],
)
def test_list_that_was_cut_short_or_edited__is_damaged(place, harm):
    path = place / MANIFEST
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(DamagedError, match="cut short or edited"):
        read_manifest(place)


def test_files_as_they_were__pass(place):
    check_files(read_manifest(place), contents=True)


def test_file_that_is_missing__is_named(place):
    (place / TREE / "six.py").unlink()
    with pytest.raises(DamagedError, match=r"six\.py is missing"):
        check_files(read_manifest(place))


def test_file_of_another_size__is_named(place):
    (place / TREE / "six.py").write_text("a = 12\n")
    with pytest.raises(DamagedError, match=r"six\.py has another size"):
        check_files(read_manifest(place))


def test_file_of_the_same_size_with_other_content__is_found_when_contents_are_read(place):
    (place / TREE / "six.py").write_text("a = 2\n")
    installed = read_manifest(place)
    check_files(installed)
    with pytest.raises(DamagedError, match=r"six\.py has other content"):
        check_files(installed, contents=True)
