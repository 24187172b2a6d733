"""`bin/setup` in a copy of the repository that holds only what it reads, with one tiny package per environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SIX = """six==1.17.0 \\
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274 \\
    --hash=sha256:ff70335d468e7eb6ec65b95b99d3a2836546063f63acc5171de367e834932a81
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the real set-up script and lock files of one small package, below a name that is awkward."""
    repository = tmp_path / "my clöne [1]"
    (repository / "bin").mkdir(parents=True)
    (repository / "requirements").mkdir()
    for name in ("setup", "lib.sh"):
        shutil.copy(ROOT / "bin" / name, repository / "bin" / name)
    for lock in ("deploy", "test", "embedded", "runtime"):
        (repository / "requirements" / f"{lock}.txt").write_text(SIX)
    return repository


def run_setup(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    fast = {"PATH": f"{ROOT}/.venv/bin:{os.environ['PATH']}"}  # uv is there: bootstrapping it has a test of its own
    return subprocess.run(
        [str(clone / "bin" / "setup")],
        env={**os.environ, **fast, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, body: str) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_first_run__makes_the_environments(clone: Path) -> None:
    done = run_setup(clone)

    assert done.returncode == 0, done.stderr
    for environment in (".venv", ".envs/embedded"):
        python = clone / environment / "bin" / "python"
        assert subprocess.run([str(python), "-c", "import six"], check=False).returncode == 0


def test_second_run__installs_nothing(clone: Path) -> None:
    run_setup(clone)

    again = run_setup(clone)

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_packages_of_lambdas__are_found_where_they_lie(clone: Path) -> None:
    for name, folder in (("lambda_kit", "shared"), ("shop", "shop/shared"), ("mail", "mail/shared")):
        (clone / "lambdas" / folder / name).mkdir(parents=True)
        (clone / "lambdas" / folder / name / "__init__.py").touch()
    run_setup(clone)
    (link,) = clone.glob(".venv/lib/python3.*/site-packages/stackyard.pth")
    link.write_text(f"{clone}/plugins/module_utils\n")  # as an older checkout left it

    again = run_setup(clone)

    found = [str(clone / ".venv" / "bin" / "python"), "-c", "import lambda_kit, mail, shop"]
    assert (again.returncode, again.stderr) == (0, "")
    for encoding in ("C", "C.UTF-8"):
        assert subprocess.run(found, env={"LC_ALL": encoding}, check=False).returncode == 0


def test_changed_lock__only_its_environment_is_made_again(clone: Path) -> None:
    run_setup(clone)
    (clone / "requirements" / "embedded.txt").write_text(SIX + "\n")

    again = run_setup(clone)

    assert again.stderr == "setting up: .envs/embedded\n"


def test_interrupted_run__is_taken_up_again(clone: Path) -> None:
    run_setup(clone)
    shutil.rmtree(clone / ".venv" / "lib")
    (clone / ".venv" / ".requirements.txt").unlink()

    again = run_setup(clone)

    assert again.returncode == 0, again.stderr
    assert subprocess.run([str(clone / ".venv/bin/python"), "-c", "import six"], check=False).returncode == 0


def test_python_too_old__says_what_to_install(clone: Path, tmp_path: Path) -> None:
    old = program(tmp_path / "old", "python3", "exit 1")

    done = run_setup(clone, PYTHON=old)

    assert done.returncode == 1
    assert f"PYTHON={old} is not Python 3.11 or newer" in done.stderr
    assert "remedy: unset PYTHON" in done.stderr


def test_disk_nearly_full__says_how_much_is_needed(clone: Path, tmp_path: Path) -> None:
    program(tmp_path / "fakes", "df", "printf 'head\\nfs 100 99 12 99%% /\\n'")

    done = run_setup(clone, PATH=f"{tmp_path / 'fakes'}:{ROOT}/.venv/bin:{os.environ['PATH']}")

    assert done.returncode == 1
    assert "only 12 MB free" in done.stderr
    assert not (clone / ".venv" / ".requirements.txt").exists()


def test_log_that_cannot_be_written__is_not_taken_for_this_runs(clone: Path) -> None:
    (clone / ".local" / "setup.log").mkdir(parents=True)  # nobody can write that, root neither

    failed = run_setup(clone)

    assert failed.returncode == 1
    assert f"the environments have to be made, and {clone} may not be written" in failed.stderr
    assert "run bin/setup as its owner" in failed.stderr


def test_lock_that_cannot_be_written__is_no_matter_where_nothing_is_missing(clone: Path) -> None:
    run_setup(clone)
    lock = clone / ".envs" / ".setup-lock"
    lock.unlink()
    lock.mkdir()  # as above

    done = run_setup(clone)

    assert (done.returncode, done.stderr) == (0, "")


def test_no_network__says_so_and_what_to_check(clone: Path, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/simple"
    done = run_setup(
        clone, UV_CACHE_DIR=str(tmp_path / "cache"), UV_INDEX_URL=nowhere, UV_DEFAULT_INDEX=nowhere, UV_HTTP_RETRIES="0"
    )

    assert done.returncode == 1
    assert "the package index cannot be reached" in done.stderr
    assert not (clone / ".venv" / ".requirements.txt").exists()


def test_package_with_another_hash__is_refused(clone: Path, tmp_path: Path) -> None:
    forged = SIX.replace("472", "000").replace("ff7", "000")
    for lock in ("deploy", "test"):
        (clone / "requirements" / f"{lock}.txt").write_text(forged)

    done = run_setup(clone, UV_CACHE_DIR=str(tmp_path / "cache"))

    assert done.returncode == 1
    assert "not the one the lock file names" in done.stderr


def test_without_uv__bootstraps_the_locked_one(clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    tools = "awk bash cat chmod cmp cp df dirname env flock grep ln ls mkdir mv python3 rm sed tail tr uname"
    for tool in tools.split():
        found = shutil.which(tool)
        if found:
            (bare / tool).symlink_to(found)
    lock = (ROOT / "requirements" / "deploy.txt").read_text()
    uv_lines = lock[lock.index("\nuv==") + 1 :]
    (clone / "requirements" / "deploy.txt").write_text(SIX + uv_lines)

    done = run_setup(clone, PATH=str(bare))

    assert done.returncode == 0, done.stderr
    assert "setting up: uv" in done.stderr
    assert (clone / ".envs" / "uv" / "bin" / "uv").exists()


@pytest.mark.parametrize("words", [("--nonsense",), ("test",), ("--upgrade", "test")])
def test_lock_of_what_is_no_option__is_refused_before_anything_is_done(words: tuple[str, ...]) -> None:
    done = subprocess.run([ROOT / "bin/lock", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"error: unknown option: {' '.join(words)}\n  remedy: bin/lock --help\n"
