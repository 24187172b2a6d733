"""A cache that lost its integrity in many places at once, under the whole pipeline, the real uv and a real Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from stackyard.package.artifacts.staging import stage_all
from stackyard.package.commands.locking import lock_functions
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.pipeline import Packager
from stackyard.package.settings import PackageSettings
from stackyard.python.interpreters import Interpreters

from tests.functional.package.wheels import wheel

ROOT = Path(__file__).resolve().parents[4]
AT_HAND = Interpreters.found_in(ROOT)
RUNTIME = "python3.13"  # of the invented functions


@pytest.fixture
def packaged(repository, index, tmp_path_factory):
    """Package two functions with different packages, and give the zips by their names; every call is a new run."""
    for function, package in (("buy", "one"), ("sell", "two")):
        wheel(index, package, files={f"{package}/__init__.py": "", f"{package}/more.py": "x = 1\n"})
        repository.function(function).write(f"lambdas/shop/{function}/requirements.in", f"{package}\n")
    lock_functions(repository.root)
    cache = tmp_path_factory.mktemp("cache")
    settings = PackageSettings("x86_64", RUNTIME)

    def run() -> dict[str, bytes]:
        shutil.rmtree(cache / "zips", ignore_errors=True)
        build = repository.root / "build"
        made = Packager(repository.root, build, "local", settings, DependencyCache(cache), AT_HAND).package(
            [repository.compose()], None
        )
        return {key: (cache / "zips" / Path(key).name).read_bytes() for key in made.zipped}

    return run, cache


def damaged(path: Path) -> None:
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


def gone(path: Path) -> None:
    path.unlink()


def unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [damaged, gone, unreadable])
@pytest.mark.parametrize(
    ("files", "least"), [("installed/*/tree/*/more.py", 2), ("bytecode/*/*.pyc", 2 if AT_HAND.of(RUNTIME) else 0)]
)
def test_cache_damaged_in_many_places__is_mended_in_one_run(packaged, files, least, harm):
    run, cache = packaged
    expected = run()
    found = list(cache.glob(files))
    assert len(found) >= least
    for path in found:
        harm(path)
    assert run() == expected
    assert run() == expected


def test_damaged_file_of_the_cache__is_mended_before_it_is_laid_out(packaged, repository):
    run, cache = packaged
    run()
    for path in cache.glob("installed/*/tree/*/more.py"):
        damaged(path)
    settings = PackageSettings("x86_64", RUNTIME)
    build = repository.root / "build"
    made = Packager(repository.root, build, "local", settings, DependencyCache(cache), AT_HAND).package(
        [repository.compose()], None
    )
    for folder in stage_all((plan.content for plan in made.plans), build):
        assert [path.read_text() for path in folder.glob("*/more.py")] == ["x = 1\n"]
