"""A checkout of its own for whoever has to change the repository's files while commands run in it.

It holds the files of the working copy, and environments that borrow what is installed there: made in a second, and
nothing that happens in it reaches the working copy.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_INSTALLED = ROOT / ".venv"


def checkout(folder: Path) -> Path:
    """Make a checkout in ``folder``, which must not exist yet, and give it back."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    _borrow(folder)
    return folder


def clone(folder: Path) -> Path:
    """Make a checkout of what is committed, with its history: what somebody is just writing is not in it."""
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)], check=True)
    _borrow(folder)
    return folder


def _borrow(folder: Path) -> None:
    """Borrow environments: in `.venv` the checkout's own library comes first, then what is installed here."""
    (folder / ".envs").symlink_to(ROOT / ".envs")
    environment = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    shutil.copy(_INSTALLED / ".requirements.txt", environment)
    packages = Path("lib", f"python3.{sys.version_info.minor}", "site-packages")
    (environment / packages / "checkout.pth").write_text(
        f"{folder}/plugins/module_utils\n{folder}/lambdas/shared\n"
        f'import glob, site, sys; sys.path.extend(sorted(glob.glob("{folder}/lambdas/*/shared")));'
        f' site.addsitedir("{_INSTALLED / packages}")\n'
    )
    for program in (_INSTALLED / "bin").iterdir():
        if not (environment / "bin" / program.name).exists():
            _borrow_program(program, environment / "bin" / program.name)


def _borrow_program(program: Path, place: Path) -> None:
    content = program.read_bytes()
    if content.startswith(b"#!/bin/sh\n'''exec' "):  # how installers write it where the folder's name has a space
        body = content.split(b"\n", 3)[3]
    elif content.startswith(b"#!") and b"python" in content.split(b"\n", 1)[0]:
        body = content.split(b"\n", 1)[1]
    else:
        place.symlink_to(program)
        return
    start = f"#!/bin/sh\n'''exec' \"{place.parent}/python\" \"$0\" \"$@\"\n' '''\n"
    place.write_bytes(start.encode() + body)
    place.chmod(0o755)
