from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from stackyard.errors import StackyardError
from stackyard.package.dependencies import DependencyCache, explained
from stackyard.package.model import Platform

PLATFORM = Platform("x86_64", "python3.13")


class Installer:
    """Installs the same small package each time, and counts."""

    def __init__(self) -> None:
        self.calls: list[Platform] = []

    def __call__(self, _requirements: Path, into: Path, platform: Platform) -> None:
        self.calls.append(platform)
        files = {
            "six.py": "a = 1\n", "bin/six": "#!/x\n", ".lock": "", "__pycache__/six.pyc": "",
            "six-1.dist-info/METADATA": "Name: six\n", "six-1.dist-info/RECORD": "r", "six-1.dist-info/INSTALLER": "uv",
        }  # fmt: skip
        for name, text in files.items():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).write_text(text)


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("six==1 --hash=sha256:0a\n")
    return path


def test_installed_packages__are_given_without_what_installers_leave(tmp_path, requirements):
    entries = DependencyCache(tmp_path / "cache", Installer()).entries(requirements, PLATFORM)
    assert sorted(entry.name for entry in entries) == ["six-1.dist-info/METADATA", "six.py"]
    assert all(entry.path.is_file() and entry.size == entry.path.stat().st_size for entry in entries)


def test_same_requirements__are_installed_once(tmp_path, requirements):
    install = Installer()
    first, second = (DependencyCache(tmp_path / "cache", install) for _ in range(2))
    assert first.entries(requirements, PLATFORM) == second.entries(requirements, PLATFORM)
    assert first.entries(requirements, PLATFORM) == second.entries(requirements, PLATFORM)
    assert len(install.calls) == 1


@pytest.mark.parametrize("platform", [Platform("arm64", "python3.13"), Platform("x86_64", "python3.12")])
def test_other_platform__is_installed_for_itself(tmp_path, requirements, platform):
    install = Installer()
    cache = DependencyCache(tmp_path / "cache", install)
    cache.entries(requirements, PLATFORM)
    cache.entries(requirements, platform)
    assert install.calls == [PLATFORM, platform]


def test_other_requirements__are_installed_for_themselves(tmp_path, requirements):
    install = Installer()
    cache = DependencyCache(tmp_path / "cache", install)
    cache.entries(requirements, PLATFORM)
    requirements.write_text("six==2 --hash=sha256:0b\n")
    cache.entries(requirements, PLATFORM)
    assert len(install.calls) == 2


def test_installation_that_fails__leaves_nothing_behind(tmp_path, requirements):
    def fail(_requirements: Path, into: Path, _platform: Platform) -> None:
        (into / "half.py").write_text("")
        raise StackyardError("no network", remedy="wait")

    with pytest.raises(StackyardError, match="no network"):
        DependencyCache(tmp_path / "cache", fail).entries(requirements, PLATFORM)
    assert list((tmp_path / "cache").iterdir()) == []


def test_two_runs_at_once__both_end_well_and_leave_one_installation(tmp_path, requirements):
    together = Barrier(2)

    def slow(requirements: Path, into: Path, platform: Platform) -> None:
        Installer()(requirements, into, platform)
        together.wait(timeout=10)  # neither finishes before the other has begun

    caches = [DependencyCache(tmp_path / "cache", slow) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda cache: cache.entries(requirements, PLATFORM), caches)
    assert first == second
    assert len(list((tmp_path / "cache").iterdir())) == 1


@pytest.mark.parametrize(
    ("output", "problem", "remedy"),
    [
        (
            "error: No solution found\n  cause: Because docopt==0.6.2 has no usable wheels and you require it",
            "docopt==0.6.2 has no wheel for python3.13 on x86_64",
            "choose a version or package with wheels",
        ),
        (
            "error: Failed to download `tzdata==2024.1`\n  cause: Hash mismatch for `tzdata==2024.1`",
            "tzdata==2024.1 is not the package that was locked",
            "check your package mirror",
        ),
        (
            "error: Failed to install: tzdata (tzdata==2024.1)\n  cause: No space left on device (os error 28)",
            "there is no room on the disk for tzdata==2024.1",
            "free some 100 MB",
        ),
        ("error: dns error: failed to lookup address", "the packages cannot be installed", "check the network"),
    ],
)
def test_output_of_uv__becomes_an_error_with_a_remedy(output, problem, remedy):
    error = explained(output, Path("/x/lambdas/shop/buy/requirements.txt"), PLATFORM)
    assert error.problem == f"lambdas/shop/buy/requirements.txt: {problem}"
    assert remedy in error.remedy
