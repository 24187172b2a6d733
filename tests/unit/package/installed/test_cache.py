from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from stackyard.errors import StackyardError
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.installed.distributions import listed
from stackyard.package.installed.model import MANIFEST, TREE
from stackyard.package.locks.requirements import Lock
from stackyard.package.model import Platform

from tests.patience import PATIENCE_SECONDS
from tests.unit.package.trees import PLATFORM, distribution, lock

SIX = lock()


class Installer:
    """Installs one small package, named as the lock's label, and counts."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Platform]] = []

    def __call__(self, asked: Lock, into: Path, platform: Platform) -> None:
        self.calls.append((asked.label, platform))
        distribution(into, asked.label, {f"{asked.label}.py": "a = 1\n"})


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def install():
    return Installer()


@pytest.fixture
def cache(folder, install):
    return DependencyCache(folder, install)


def entries(folder: Path) -> list[Path]:
    """Give what lies among the installations, hidden things included."""
    return sorted((folder / "installed").iterdir())


def names(cache: DependencyCache, asked: Lock = SIX) -> list[str]:
    return [one.entry.name for one in cache.get(asked, PLATFORM).files]


def test_packages__are_installed_and_listed(cache):
    assert not cache.has(SIX, PLATFORM)
    assert names(cache) == ["six-1.0.dist-info/METADATA", "six-1.0.dist-info/RECORD", "six.py"]
    assert cache.has(SIX, PLATFORM)
    assert all(one.entry.path.is_file() for one in cache.get(SIX, PLATFORM).files)


def test_files_that_do_not_travel__are_told_with_the_reason(folder, install):
    def left_out(files: Mapping[str, Path]) -> dict[str, str]:
        return {name: "notes" for name in files if "dist-info" in name}

    cache = DependencyCache(folder, install, partial(listed, left_out=left_out))
    assert [one.left_out for one in cache.get(SIX, PLATFORM).files] == ["notes", ""]


def test_same_pins__are_installed_once_whatever_lock_has_them(folder, install):
    other = lock(place="lambdas/shop/sell/requirements.txt")
    first, second = DependencyCache(folder, install), DependencyCache(folder, install)
    assert first.get(SIX, PLATFORM) == second.get(other, PLATFORM) == second.get(SIX, PLATFORM)
    assert len(install.calls) == 1


@pytest.mark.parametrize("platform", [Platform("arm64", "python3.13"), Platform("x86_64", "python3.14")])
def test_other_platform__is_installed_for_itself(cache, install, platform):
    cache.get(SIX, PLATFORM)
    cache.get(SIX, platform)
    assert install.calls == [("six", PLATFORM), ("six", platform)]


def test_other_pins__are_installed_for_themselves(cache, install):
    cache.get(SIX, PLATFORM)
    cache.get(lock(version="2.0"), PLATFORM)
    assert len(install.calls) == 2


def test_list__is_given_without_looking_at_the_files(folder, cache, install):
    cache.get(SIX, PLATFORM)
    shutil.rmtree(entries(folder)[0] / TREE)
    assert names(DependencyCache(folder, install)) == [
        "six-1.0.dist-info/METADATA",
        "six-1.0.dist-info/RECORD",
        "six.py",
    ]
    assert len(install.calls) == 1


def test_installation_that_fails__leaves_nothing_behind(folder):
    def fail(_lock: Lock, into: Path, _platform: Platform) -> None:
        (into / "half.py").write_text("")
        raise StackyardError("no network", remedy="wait")

    cache = DependencyCache(folder, fail)
    with pytest.raises(StackyardError, match="no network"):
        cache.get(SIX, PLATFORM)
    assert entries(folder) == []
    assert not cache.has(SIX, PLATFORM)


def test_disk_that_is_full__is_told_and_leaves_nothing_behind(folder):
    def fail(_lock: Lock, into: Path, _platform: Platform) -> None:
        (into / "half.py").write_text("")
        raise OSError(errno.ENOSPC, "No space left on device", str(into))

    with pytest.raises(StackyardError) as caught:
        DependencyCache(folder, fail).get(SIX, PLATFORM)
    assert caught.value.problem == f"{SIX.place}: there is no room on the disk for its packages"
    assert "No space left on device" in caught.value.given
    assert "STACKYARD_CACHE" in caught.value.remedy
    assert entries(folder) == []


def test_folder_that_cannot_be_written__is_told(tmp_path, install):
    (tmp_path / "file").write_text("")
    with pytest.raises(StackyardError) as caught:
        DependencyCache(tmp_path / "file", install).get(SIX, PLATFORM)
    assert caught.value.problem == f"{SIX.place}: there is a folder that cannot be written for its packages"
    assert caught.value.remedy.startswith("make the folder writable")


def test_two_runs_at_once__both_end_well_and_leave_one_installation(folder, install):
    together = Barrier(2)

    def slow(asked: Lock, into: Path, platform: Platform) -> None:
        install(asked, into, platform)
        together.wait(timeout=PATIENCE_SECONDS)  # neither finishes before the other has begun

    caches = [DependencyCache(folder, slow) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda cache: cache.get(SIX, PLATFORM), caches)
    assert first == second
    assert len(entries(folder)) == 1


def test_several_sets__are_installed_in_parallel_each_once(folder, install):
    together = Barrier(2)

    def slow(asked: Lock, into: Path, platform: Platform) -> None:
        together.wait(timeout=PATIENCE_SECONDS)  # neither is installed before the other has begun
        install(asked, into, platform)

    cache = DependencyCache(folder, slow)
    cache.fill([(SIX, PLATFORM), (lock("seven"), PLATFORM), (SIX, PLATFORM)])
    assert sorted(label for label, _platform in install.calls) == ["seven", "six"]
    assert cache.has(lock("seven"), PLATFORM)


def test_faults_of_several_sets__are_told_together_and_the_others_stay(folder, install):
    def fail(asked: Lock, into: Path, platform: Platform) -> None:
        if asked.label != "six":
            raise StackyardError(f"{asked.label} has no wheel", remedy="choose another")
        install(asked, into, platform)

    cache = DependencyCache(folder, fail)
    with pytest.raises(StackyardError) as caught:
        cache.fill((asked, PLATFORM) for asked in (lock("seven"), SIX, lock("eight")))
    assert str(caught.value).startswith("2 things are wrong with the functions' packages")
    assert str(caught.value).index("seven has no wheel") < str(caught.value).index("eight has no wheel")
    assert cache.has(SIX, PLATFORM)


@pytest.mark.parametrize("harm", [lambda path: path.write_text("{"), lambda path: path.unlink()])
def test_damaged_list__is_noticed_and_installed_again(folder, cache, install, harm):
    cache.get(SIX, PLATFORM)
    harm(entries(folder)[0] / MANIFEST)
    later = DependencyCache(folder, install)
    assert names(later) == ["six-1.0.dist-info/METADATA", "six-1.0.dist-info/RECORD", "six.py"]
    assert len(install.calls) == 2
    assert later.notes[0].startswith("six for python3.13 on x86_64: the cache was damaged (its list of files")
    assert later.notes[0].endswith("; installed again")
    assert len(entries(folder)) == 1


def test_file_that_is_missing__is_noticed_when_files_are_needed(folder, cache, install):
    cache.get(SIX, PLATFORM).files[-1].entry.path.unlink()
    later = DependencyCache(folder, install)
    assert all(one.entry.path.is_file() for one in later.verified(SIX, PLATFORM).files)
    assert later.notes == ["six for python3.13 on x86_64: the cache was damaged (six.py is missing); installed again"]


def test_file_that_is_missing__is_noticed_by_the_run_that_knows_the_list_already(cache):
    cache.get(SIX, PLATFORM).files[-1].entry.path.unlink()
    cache.fill([(SIX, PLATFORM)])
    assert cache.get(SIX, PLATFORM).files[-1].entry.path.is_file()


def test_files_as_they_were__are_not_installed_again(cache, install):
    cache.verified(SIX, PLATFORM)
    cache.verified(SIX, PLATFORM)
    assert (len(install.calls), cache.notes) == (1, [])


def test_file_with_other_content__is_installed_again_once_it_was_discarded(cache):
    path = cache.get(SIX, PLATFORM).files[-1].entry.path
    path.write_text("a = 2\n")
    cache.discard(SIX, PLATFORM)
    assert cache.get(SIX, PLATFORM).files[-1].entry.path.read_text() == "a = 1\n"
    assert cache.notes[0].endswith("(six.py has other content); installed again")


def test_what_another_run_put_right__is_not_discarded(folder, install):
    first, second = DependencyCache(folder, install), DependencyCache(folder, install)
    first.get(SIX, PLATFORM).files[-1].entry.path.write_text("a = 2\n")
    second.get(SIX, PLATFORM)
    for cache in (first, second):
        cache.discard(SIX, PLATFORM)
        cache.get(SIX, PLATFORM)
    assert len(install.calls) == 2
    assert second.notes == []


def test_what_is_not_there__is_discarded_without_a_word(cache):
    cache.discard(SIX, PLATFORM)
    assert cache.notes == []


def test_installation_that_is_used__is_not_pruned(folder, cache, install):
    for asked in (SIX, lock("seven")):
        cache.get(asked, PLATFORM)
    month = time.time() - 31 * 24 * 60 * 60
    for path in entries(folder):
        os.utime(path, (month, month))
    later = DependencyCache(folder, install)
    later.get(SIX, PLATFORM)
    assert later.prune() == 1
    assert (later.has(SIX, PLATFORM), later.has(lock("seven"), PLATFORM)) == (True, False)


def test_zip_that_is_used__is_not_pruned(cache):
    month = time.time() - 31 * 24 * 60 * 60
    for digest in ("0a", "0b"):
        path = cache.zip_path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"PK")
        os.utime(path, (month, month))
    assert cache.zip_path("0a") == cache.zips / "0a.zip"
    assert cache.prune() == 1
    assert [path.name for path in cache.zips.iterdir()] == ["0a.zip"]
