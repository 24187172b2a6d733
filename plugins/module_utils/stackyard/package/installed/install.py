"""Installs locked packages for the platform that a function runs on; uv does the work.

What is installed are the pins themselves, as they were read, so that a lock that changes meanwhile cannot put other
packages under their digest. Files are copied out of uv's own cache, not linked: a damaged file of ours must not damage
what it would be mended from.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ...errors import StackyardError
from ..locks.requirements import LOCK_COMMAND, Lock
from ..locks.uv import uv
from ..model import Platform

# Installs the packages of a lock into a folder, for a platform. Raises StackyardError.
Installer = Callable[[Lock, Path, Platform], None]

# What is wrong and what to do about it; {name} is the package, or what is to be installed.
NO_ROOM = (
    "there is no room on the disk for {name}",
    "free some 100 MB, or set STACKYARD_CACHE and UV_CACHE_DIR to folders on another disk; then try again",
)
NOT_WRITABLE = (
    "there is a folder that cannot be written for {name}",
    "make the folder writable, or set STACKYARD_CACHE and UV_CACHE_DIR to folders that are",
)
_SHOWN = 250  # characters of the beginning and of the end
_PACKAGE = re.compile(r"(?<![\w.-])([A-Za-z0-9][\w.-]*==[^\s`,)]+)")


def install_with_uv(lock: Lock, into: Path, platform: Platform) -> None:
    """Install by uv: wheels only, every hash checked, nothing resolved anew. Raises ``StackyardError``."""
    command = [
        uv(), "pip", "install", "--quiet", "--no-progress", "--no-python-downloads", "--no-compile-bytecode",
        "--link-mode", "copy", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--python", sys.executable,
        "--python-platform", platform.wheels, "--python-version", platform.python_version,
        "--target", str(into), "--requirements", "-",
    ]  # fmt: skip
    pins = "\n".join(lock.pins)
    done = subprocess.run(command, input=pins, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise explained(done.stderr, lock.place, platform)


# What uv writes, what it means, and what to do about it; the first that is found counts. {target} is the platform,
# {again} the command that locks anew. A refusal by an index also says that the package was not found.
_MEANINGS = (
    (r"no space left|os error 28|disk quota|os error 122", *NO_ROOM),
    (r"read-only file system|permission denied|os error (13|30)\b", *NOT_WRITABLE),
    (
        r"hash mismatch",
        "{name} is not the package that was locked",
        "check your package mirror; where the new file is right, run `{again}` (never edit the lock by hand)",
    ),
    (
        r"invalid hash",
        "the hash of a package was cut or edited",
        "run `{again}` (never edit the lock by hand)",
    ),
    (
        r"401 unauthorized|403 forbidden|407 proxy",
        "the package index refuses to give {name}",
        "check your credentials and the address of your package mirror (UV_DEFAULT_INDEX), then try again",
    ),
    (
        r"network was disabled",
        "{name} is not on this machine, and the network is switched off",
        "unset UV_OFFLINE, then run the same command again",
    ),
    (
        r"no (usable |compatible )?wheels",
        "{name} has no wheel for {target}",
        "choose a version or package with wheels for it, or build one and keep it in an index of your own",
    ),
    (
        r"no version of|not found in the package registry|not found in the provided",
        "{name} is not in the package index",
        "it was withdrawn, or your mirror lacks it: run `{again} --upgrade`, or mend the mirror",
    ),
)
_UNKNOWN = ("the packages cannot be installed", "check the network or proxy (HTTPS_PROXY), then try again")


def explained(output: str, place: str, platform: Platform) -> StackyardError:
    """Turn uv's output into an error with the package's name and what to do about it; ``place`` names the lock."""
    package = _PACKAGE.search(output)
    known = {
        "name": package.group(1) if package else "a package",
        "target": f"{platform.runtime} on {platform.architecture}",
        "again": f"{LOCK_COMMAND} {place.rpartition('/')[0]}".strip(),
    }
    found = ((problem, remedy) for sign, problem, remedy in _MEANINGS if re.search(sign, output, re.IGNORECASE))
    problem, remedy = next(found, _UNKNOWN)
    return StackyardError(f"{place}: {problem.format(**known)}", given=_short(output), remedy=remedy.format(**known))


def _short(output: str) -> str:
    """Cut the middle out of long output: it begins with what failed, and ends with why."""
    text = " ".join(output.split())
    return text if len(text) <= 2 * _SHOWN else f"{text[:_SHOWN]} ... {text[-_SHOWN:]}"
