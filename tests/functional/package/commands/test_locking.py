"""The real uv over an index of wheels made here: no network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from stackyard.compose.function_folders import function_folders, named_folders
from stackyard.errors import StackyardError
from stackyard.package.commands.locking import lock_functions
from stackyard.package.locks.requirements import Lock, read_lock
from stackyard.package.locks.wanted import WANTED

from tests.functional.package.registry import registry
from tests.functional.package.wheels import wheel
from tests.patience import PATIENCE_SECONDS

__all__ = ["registry"]

ROOT = Path(__file__).resolve().parents[4]
FOLDER = "lambdas/shop/buy"


def lock(root: Path, wanted: str, *, upgrade: bool = False) -> Lock:
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / FOLDER / "requirements.in").write_text(wanted)
    lock_functions(root, upgrade=upgrade)
    found = read_lock(root / FOLDER, root)
    assert found
    return found


def fault(root: Path, wanted: str) -> str:
    with pytest.raises(StackyardError) as caught:
        lock(root, wanted)
    return str(caught.value)


def release(index: Path, name: str, version: str, metadata: str = "") -> None:
    """Add a wheel of any version to the index, with more lines of metadata."""
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(index / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


@pytest.mark.parametrize(
    "name", sorted(folder.name for folder in function_folders(ROOT) if (folder / WANTED).is_file())
)
def test_function_of_this_repository__has_a_lock_that_answers_what_it_asks_for(name):
    (folder,) = named_folders(ROOT, [name])
    assert read_lock(folder, ROOT)


def test_lock__has_versions_and_hashes_and_no_address(tmp_path, registry):
    digest = wheel(registry, "tiny")
    assert lock(tmp_path, "tiny\n").pins == (f"tiny==1.0 --hash=sha256:{digest}",)
    text = (tmp_path / FOLDER / "requirements.txt").read_text()
    assert text.splitlines()[0].startswith("# Locked by `bin/package --lock` from requirements.in (")
    assert os.environ["UV_DEFAULT_INDEX"] not in text
    assert str(tmp_path) not in text


def test_wheels_of_every_platform__are_in_the_lock(tmp_path, registry):
    wheel(registry, "tiny")
    digests = [wheel(registry, "native", f"cp313-cp313-{tag}") for tag in ("manylinux_2_28_aarch64", "win_amd64")]
    assert lock(tmp_path, "native\n").pins[0].endswith(" ".join(sorted(f"--hash=sha256:{one}" for one in digests)))


def test_versions__stay_until_they_are_upgraded(tmp_path, registry):
    release(registry, "tiny", "1.0")
    assert lock(tmp_path, "tiny\n").versions == {"tiny": "1.0"}
    release(registry, "tiny", "2.0")
    assert lock(tmp_path, "tiny\n").versions == {"tiny": "1.0"}
    assert lock(tmp_path, "tiny\n", upgrade=True).versions == {"tiny": "2.0"}


def test_damaged_hash__is_mended_by_locking_again(tmp_path, registry):
    digest = wheel(registry, "tiny")
    lock(tmp_path, "tiny\n")
    path = tmp_path / FOLDER / "requirements.txt"
    for damaged in ("0" * 64, digest[:30]):
        path.write_text(path.read_text().replace(digest, damaged))
        assert lock(tmp_path, "tiny\n").pins == (f"tiny==1.0 --hash=sha256:{digest}",)


def test_constraints_of_the_system__hold(tmp_path, registry):
    release(registry, "tiny", "1.0")
    release(registry, "tiny", "2.0")
    release(registry, "big", "1.0", "Requires-Dist: tiny\n")
    (tmp_path / "lambdas/shop").mkdir(parents=True)
    (tmp_path / "lambdas/shop/limits.in").write_text("tiny<2\nunused<1\n")
    assert lock(tmp_path, "-c ../limits.in\nbig\n").versions == {"big": "1.0", "tiny": "1.0"}


def test_two_locks_of_the_same__have_the_same_bytes(tmp_path, registry):
    wheel(registry, "tiny")
    lock(tmp_path / "one", "tiny # here\n")
    lock(tmp_path / "two", "Tiny\n")
    first, second = (tmp_path / name / FOLDER / "requirements.txt" for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()


def test_package_that_ships_as_source_only__is_told_by_name(tmp_path, registry):
    (registry / "sources-1.0.tar.gz").write_bytes(b"never built")
    message = fault(tmp_path, "sources\n")
    assert f"{FOLDER}/requirements.in: sources==1.0 has no wheel that Lambda's Pythons could use" in message
    assert "choose a version or package with wheels for Linux" in message


@pytest.mark.parametrize(
    "elsewhere",
    ["platform_python_implementation == 'PyPy'", "python_full_version >= '3.15'", "python_version >= '3.16'"],
)
def test_package_that_asks_for_a_source_on_other_pythons_only__is_locked(tmp_path, registry, elsewhere):
    wheel(registry, "shop", metadata=f"Requires-Dist: bank ; {elsewhere}\nRequires-Dist: till ; os_name == 'nt'\n")
    wheel(registry, "till")
    (registry / "bank-1.0.tar.gz").write_bytes(b"")
    assert [pin.partition(" --hash=")[0] for pin in lock(tmp_path, "shop\n").pins] == [
        "shop==1.0",
        "till==1.0 ; os_name == 'nt'",
    ]


def test_package_for_another_system_only__is_told_by_name(tmp_path, registry):
    wheel(registry, "windowed", "cp313-cp313-win_amd64")
    assert f"{FOLDER}/requirements.in: windowed==1.0 has no wheel for Linux" in fault(tmp_path, "windowed\n")


def test_package_for_older_pythons_only__is_told_by_name(tmp_path, registry):
    wheel(registry, "aged", "cp39-cp39-manylinux_2_28_x86_64")
    assert "aged==1.0 has no wheel for Python 3.12 or newer" in fault(tmp_path, "aged\n")


def test_package_for_newer_pythons_only__is_told_by_name(tmp_path, registry):
    release(registry, "late", "1.0", "Requires-Python: >=3.14\n")
    assert "late==1.0 does not run on Python 3.12, which a lock must serve too" in fault(tmp_path, "late\n")


def test_requirements_that_contradict__are_told_by_name(tmp_path, registry):
    for version in ("1.0", "2.0"):
        release(registry, "tiny", version)
    release(registry, "big", "1.0", "Requires-Dist: tiny>=2\n")
    assert "the requirements contradict each other: tiny" in fault(tmp_path, "tiny<2\ntiny>=2\n")
    assert "the requirements contradict each other: big, tiny" in fault(tmp_path, "tiny<2\nbig\n")


def test_version_that_is_not_there__is_told_by_name(tmp_path, registry):
    release(registry, "tiny", "1.0")
    assert "there is no such version of tiny" in fault(tmp_path, "tiny==9\n")


@pytest.mark.usefixtures("registry")
def test_package_that_nobody_has__leaves_the_old_lock(tmp_path):
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "requirements.txt").write_text("# the old one\n")
    assert "unheard-of" in fault(tmp_path, "unheard-of\n")
    assert (tmp_path / FOLDER / "requirements.txt").read_text() == "# the old one\n"


@pytest.mark.usefixtures("registry")
def test_index_that_refuses__is_told(tmp_path):
    assert "the package index wants other credentials" in fault(tmp_path, "refused\n")


@pytest.mark.usefixtures("registry")
def test_index_that_does_not_answer__is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")  # the discard port: nobody listens
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert f"{FOLDER}/requirements.in: the package index does not answer" in fault(tmp_path, "tiny\n")


@pytest.mark.usefixtures("registry")
def test_marker_that_cannot_be_read__is_told_in_uvs_words(tmp_path):
    message = fault(tmp_path, "tiny ; python_versoin < '3'\n")
    assert f"{FOLDER}/requirements.in: uv cannot resolve the requirements" in message
    assert "python_versoin" in message


def test_machine_without_uv__is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    message = fault(tmp_path, "tiny\n")
    assert "uv is not installed, which resolves and installs packages\n  remedy: run bin/setup" in message


def test_machine_without_room_for_temporary_files__is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    message = fault(tmp_path, "tiny\n")
    assert "there is no folder to resolve packages in" in message
    assert "free some room, or name another folder in TMPDIR" in message


def test_ctrl_c__ends_without_a_word_and_leaves_every_lock(tmp_path, registry):
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "requirements.in").write_text("awaited\n")
    (tmp_path / FOLDER / "requirements.txt").write_text("# the old one\n")
    command = (
        "import sys; from pathlib import Path; from stackyard.package.commands.locking import main; "
        "sys.exit(main([], Path(sys.argv[1])))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, str(tmp_path)], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while not (registry / "asked").exists():
        assert process.poll() is None, "ended before it asked"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert told == "resolving the packages of 1 function\n"
    assert (tmp_path / FOLDER / "requirements.txt").read_text() == "# the old one\n"
