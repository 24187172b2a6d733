"""The cache with the real uv over a folder of wheels made here, with real processes that are killed or run at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.locks.requirements import Lock
from stackyard.package.model import Platform

from tests.functional.package.wheels import wheel

INTEL, ARM = Platform("x86_64", "python3.13"), Platform("arm64", "python3.13")

# Runs the cache as a program: the folder, the package, its hash, and what stands in for uv ("" for uv itself).
PROGRAM = """
import signal, sys
from pathlib import Path
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.installed.install import install_with_uv
from stackyard.package.model import Platform
from stackyard.package.locks.requirements import Lock

folder, name, digest, halfway = sys.argv[1:]

def killed_halfway(lock, into, platform):
    (into / "half.py").write_text("")
    Path(halfway).write_text("")
    signal.pause()

lock = Lock(Path("x"), "requirements.txt", (f"{name}==1.0 --hash=sha256:{digest}",), (name,), {name: "1.0"})
cache = DependencyCache(Path(folder), killed_halfway if halfway else install_with_uv)
cache.fill([(lock, Platform("x86_64", "python3.13"))])
print(len(cache.get(lock, Platform("x86_64", "python3.13")).files))
"""


def lock(name: str, digest: str) -> Lock:
    pin = f"{name}==1.0 --hash=sha256:{digest}"
    return Lock(Path("requirements.txt"), "lambdas/shop/buy/requirements.txt", (pin,), (name,), {name: "1.0"})


def program(folder: Path, name: str, digest: str, halfway: str = "") -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", PROGRAM, str(folder), name, digest, halfway]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def cache(tmp_path):
    return DependencyCache(tmp_path / "cache")


def names(cache: DependencyCache, asked: Lock, platform: Platform = INTEL) -> list[str]:
    return [one.entry.name for one in cache.get(asked, platform).files]


def fault(cache: DependencyCache, asked: Lock, platform: Platform = INTEL) -> str:
    with pytest.raises(StackyardError) as caught:
        cache.get(asked, platform)
    return str(caught.value)


def test_wheel_for_everything__is_installed(cache, index):
    found = names(cache, lock("tiny", wheel(index, "tiny")))
    assert found == [f"tiny-1.0.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL")] + ["tiny.py"]


def test_files__are_known_with_their_distribution_and_the_reason_to_stay(cache, index):
    digest = wheel(index, "tiny", files={"tiny/__init__.py": "", "tiny/tests/test_tiny.py": "", "tiny/py.typed": ""})
    files = {one.entry.name: one for one in cache.get(lock("tiny", digest), INTEL).files}
    assert {one.distribution for one in files.values()} == {"tiny"}
    assert files["tiny/__init__.py"].left_out == ""
    assert files["tiny/tests/test_tiny.py"].left_out != ""
    assert files["tiny/py.typed"].left_out != ""


def test_two_installations__have_the_same_content(tmp_path, index):
    asked = lock("tiny", wheel(index, "tiny"))
    caches = [DependencyCache(tmp_path / name) for name in ("one", "two")]
    first, second = ([(one.entry.name, one.entry.sha256) for one in cache.get(asked, INTEL).files] for cache in caches)
    assert first == second


def test_pin_for_another_system__installs_nothing(cache, index):
    digest = wheel(index, "tiny")
    pin = f'tiny==1.0 ; sys_platform == "win32" --hash=sha256:{digest}'
    asked = Lock(Path("requirements.txt"), "requirements.txt", (pin,), ("tiny",), {"tiny": "1.0"})
    assert cache.get(asked, INTEL).files == ()


def test_wheel__is_chosen_for_the_functions_platform(cache, index):
    wheel(index, "native", "cp313-cp313-manylinux_2_28_x86_64")
    digest = wheel(index, "native", "cp313-cp313-manylinux_2_28_aarch64")
    assert "native.py" in names(cache, lock("native", digest), ARM)


@pytest.mark.parametrize("runtime", ["python3.12", "python3.14"])
def test_runtime_without_an_interpreter_of_its_own__is_installed_for(cache, index, runtime):
    tag = runtime.replace("python3.", "cp3")
    digest = wheel(index, "native", f"{tag}-{tag}-manylinux_2_28_aarch64")
    assert "native.py" in names(cache, lock("native", digest), Platform("arm64", runtime))


def test_wheel_for_another_platform_only__is_told(cache, index):
    message = fault(cache, lock("native", wheel(index, "native", "cp313-cp313-manylinux_2_28_x86_64")), ARM)
    assert "lambdas/shop/buy/requirements.txt: native==1.0 has no wheel for python3.13 on arm64" in message


def test_wheel_for_another_python_only__is_told(cache, index):
    digest = wheel(index, "native", "cp313-cp313-manylinux_2_28_x86_64")
    message = fault(cache, lock("native", digest), Platform("x86_64", "python3.14"))
    assert "native==1.0 has no wheel for python3.14 on x86_64" in message


def test_package_that_ships_as_source_only__is_told_by_name(cache, index):
    (index / "sources-1.0.tar.gz").write_bytes(b"never built")
    message = fault(cache, lock("sources", "0" * 64))
    assert "requirements.txt: sources==1.0 has no wheel for python3.13 on x86_64" in message
    assert "choose a version or package with wheels" in message


def test_package_that_is_not_the_locked_one__is_told_by_name(cache, index):
    wheel(index, "tiny")
    message = fault(cache, lock("tiny", "0" * 64))
    assert "tiny==1.0 is not the package that was locked" in message
    assert list((cache.folder / "installed").iterdir()) == []


def test_version_that_is_not_there__is_told_by_name(cache, index, monkeypatch):
    wheel(index, "tiny")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    pin = f"tiny==2.0 --hash=sha256:{'0' * 64}"
    message = fault(cache, Lock(Path("x"), "requirements.txt", (pin,), ("tiny",), {"tiny": "2.0"}))
    assert "requirements.txt: tiny==2.0 is not in the package index" in message


@pytest.mark.usefixtures("index")
def test_package_that_cannot_be_fetched__is_told_by_name(cache):
    message = fault(cache, lock("absent", "0" * 64))
    assert "absent==1.0 is not on this machine, and the network is switched off" in message


@pytest.mark.usefixtures("index")
def test_index_that_does_not_answer__is_told(cache, monkeypatch):
    monkeypatch.delenv("UV_OFFLINE")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    message = fault(cache, lock("absent", "0" * 64))
    assert "requirements.txt: the packages cannot be installed" in message
    assert "check the network or proxy" in message


def test_two_packages_with_the_same_file__are_told_by_name(cache, index):
    pins = tuple(
        f"{name}==1.0 --hash=sha256:{wheel(index, name, files={'common/__init__.py': name})}" for name in ("one", "two")
    )
    asked = Lock(Path("x"), "requirements.txt", pins, ("one", "two"), {"one": "1.0", "two": "1.0"})
    assert "common/__init__.py: one and two" in fault(cache, asked)


def test_run_that_is_killed_halfway__leaves_nothing_under_a_valid_name(tmp_path, cache, index):
    digest, halfway = wheel(index, "tiny"), tmp_path / "halfway"
    running = program(cache.folder, "tiny", digest, str(halfway))
    while not halfway.exists():
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    [left] = (cache.folder / "installed").iterdir()
    assert not cache.has(lock("tiny", digest), INTEL)
    assert "tiny.py" in names(cache, lock("tiny", digest))
    yesterday = time.time() - 25 * 60 * 60
    os.utime(left, (yesterday, yesterday))
    cache.prune()
    assert not left.exists()
    assert cache.has(lock("tiny", digest), INTEL)


def test_two_programs_at_once__both_end_well_over_a_damaged_cache(cache, index):
    asked = lock("tiny", wheel(index, "tiny"))
    cache.get(asked, INTEL).files[0].entry.path.unlink()
    running = [program(cache.folder, "tiny", asked.pins[0].rpartition(":")[2]) for _ in range(2)]
    assert [one.communicate()[0] for one in running] == ["4\n", "4\n"]
    assert [one.returncode for one in running] == [0, 0]
    assert len(list((cache.folder / "installed").iterdir())) == 1
    assert DependencyCache(cache.folder).verified(asked, INTEL).files[0].entry.path.is_file()
