from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.installed.cache_folder import (
    INSTALLED,
    ZIPS,
    cache_folder,
    mark_used,
    prune_is_due,
    prune_unused,
)

DAY = 24 * 60 * 60


def entry_of_age(folder: Path, name: str, days: float) -> Path:
    """Make an entry that was used last so many days ago: a folder, or a zip."""
    path = folder / name
    if path.suffix == ".zip":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"PK")
    else:
        path.mkdir(parents=True)
        (path / "manifest.json").write_text("{}")
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def test_folder_that_was_asked_for__is_taken(tmp_path):
    environ = {"STACKYARD_CACHE": str(tmp_path / "mine"), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    assert cache_folder(tmp_path / "build", environ) == tmp_path / "mine"
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700


def test_folder_that_was_asked_for_and_cannot_be_written__is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StackyardError) as caught:
        cache_folder(tmp_path / "build", {"STACKYARD_CACHE": str(tmp_path / "file" / "cache")})
    assert caught.value.problem == "the folder of STACKYARD_CACHE cannot be written"
    assert caught.value.given == str(tmp_path / "file" / "cache")
    assert caught.value.remedy == "make it a folder that you may write, or unset STACKYARD_CACHE"


@pytest.mark.parametrize("cache_home", ["", "relative/path"])
def test_without_a_folder_of_caches__the_home_folder_holds_it(tmp_path, cache_home):
    environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": cache_home}
    assert cache_folder(tmp_path / "build", environ) == tmp_path / ".cache" / "stackyard"


def test_folder_of_caches__goes_before_the_home_folder(tmp_path):
    environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "caches")}
    assert cache_folder(tmp_path / "build", environ) == tmp_path / "caches" / "stackyard"


@pytest.mark.parametrize("home", [None, "", "relative", "{folder}/absent", "{folder}/file"])
def test_without_a_home_folder_that_can_be_written__the_build_holds_it(tmp_path, home):
    (tmp_path / "file").write_text("")
    environ = {} if home is None else {"HOME": home.format(folder=tmp_path)}
    assert cache_folder(tmp_path / "build", environ) == tmp_path / "build" / "cache"


def test_use__is_marked_once_a_day(tmp_path):
    lately, before = (entry_of_age(tmp_path, f"{INSTALLED}/{name}", age) for name, age in (("a", 0.5), ("b", 2)))
    untouched = lately.stat().st_mtime
    for path in (lately, before):
        mark_used(tmp_path, path)
    assert lately.stat().st_mtime == untouched
    assert before.stat().st_mtime > untouched


def test_use_of_what_is_not_there__is_not_marked(tmp_path):
    mark_used(tmp_path, tmp_path / INSTALLED / "absent")
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_used_for_a_month__goes(tmp_path):
    for name, age in (("old", 31), ("young", 29)):
        entry_of_age(tmp_path, f"{INSTALLED}/{name}", age)
        entry_of_age(tmp_path, f"{ZIPS}/{name}.zip", age)
    assert prune_unused(tmp_path) == 2
    assert [path.name for path in (tmp_path / INSTALLED).iterdir()] == ["young"]
    assert [path.name for path in (tmp_path / ZIPS).iterdir()] == ["young.zip"]


def test_what_was_used_again__stays(tmp_path):
    path = entry_of_age(tmp_path, f"{INSTALLED}/old", 31)
    mark_used(tmp_path, path)
    assert prune_unused(tmp_path) == 0
    assert path.is_dir()


def test_what_killed_runs_left__goes_after_a_day(tmp_path):
    for kind in (INSTALLED, ZIPS):
        entry_of_age(tmp_path, f"{kind}/.unfinished-old", 1.1)
        entry_of_age(tmp_path, f"{kind}/.unfinished-young", 0.9)
    assert prune_unused(tmp_path) == 0
    for kind in (INSTALLED, ZIPS):
        assert [path.name for path in (tmp_path / kind).iterdir()] == [".unfinished-young"]


def test_other_things_in_the_folder__are_let_be(tmp_path):
    path = entry_of_age(tmp_path, "settings", 400)
    prune_unused(tmp_path)
    assert path.is_dir()


def test_folder_that_cannot_be_written__is_not_pruned(tmp_path):
    (tmp_path / "file").write_text("")
    assert prune_unused(tmp_path / "file") == 0


def test_pruning__is_due_once_a_day(tmp_path):
    assert prune_is_due(tmp_path)
    assert not prune_is_due(tmp_path)
    os.utime(tmp_path / ".pruned", (1, 1))
    assert prune_is_due(tmp_path)
    assert not prune_is_due(tmp_path)


def test_folder_that_is_not_there__is_neither_pruned_nor_made(tmp_path):
    assert not prune_is_due(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
