"""Resolves what functions ask for into exact versions with hashes. uv does the work.

A lock serves every machine and every runtime from ``OLDEST_PYTHON`` on, and names no index. Packages that ship no wheel
for Linux are refused here, when they are locked, rather than when somebody deploys. Whether there is a wheel for one
architecture and one runtime is known only once these are chosen: the installation says it then.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ...errors import StackyardError
from .lambda_pythons import LIMITS, OLDEST_PYTHON, without_limits
from .uv import uv
from .wanted import WANTED, Wanted

# Resolves what is asked for; the text is the lock to keep versions of, "" for the newest. Raises StackyardError.
Resolver = Callable[[Wanted, str], str]

# uv reads this where it runs: a wheel for Windows only is as good as none.
_PROJECT = "[tool.uv]\nrequired-environments = [\"sys_platform == 'linux'\"]\n"
_LIMITED = f'{_PROJECT}environments = ["{" and ".join(LIMITS)}"]\n'
_CONSTRAINTS, _OUTPUT = "constraints.in", "requirements.txt"
_LONGEST = 600  # characters of uv's own words
_NAME = r"(?<![\w.-])(?P<name>[A-Za-z0-9][\w.-]*+)"  # possessive: a long word is looked at once
_RELEASES = r"(?<![\w.-])(?P<name>[A-Za-z0-9][\w.-]*+\S*+)"  # "scipy<=1.9.3"
_SOURCES = "choose a version or package with wheels for Linux, or build one and keep it in an index of your own"
_VERSIONS = f"ask for other versions in {WANTED}"
_NETWORK = "check the network, proxy (HTTPS_PROXY) or index (UV_DEFAULT_INDEX), then run the same command again"
# What uv says, what that means, and what to do; the first that is found is told.
_EXPLAINED = (
    (r"no space left|os error 28|disk quota", "there is no room on the disk", "free some 100 MB, then run it again"),
    (r"Failed to (?:fetch|download)|error sending request", "the package index does not answer", _NETWORK),
    (
        r"401 unauthorized|403 forbidden|407 proxy",
        "the package index wants other credentials",
        "correct them where UV_DEFAULT_INDEX or HTTPS_PROXY are set, then run the same command again",
    ),
    (r"network was disabled", "the network is disabled, and uv's cache does not hold all packages", "unset UV_OFFLINE"),
    (rf"{_NAME} was not found in the package registry", "there is no package {name}", "correct its name"),
    (rf"{_RELEASES} ha(?:s|ve) no usable wheels", "{name} has no wheel that Lambda's Pythons could use", _SOURCES),
    (rf"{_RELEASES} ha(?:s|ve) no (?:Linux|`[^`]*`)-compatible wheels", "{name} has no wheel for Linux", _SOURCES),
    (
        rf"{_RELEASES} ha(?:s|ve) no wheels with a matching Python",
        f"{{name}} has no wheel for Python {OLDEST_PYTHON} or newer",
        _SOURCES,
    ),
    (
        rf"{_RELEASES} (?:requires|depends on) Python",
        f"{{name}} does not run on Python {OLDEST_PYTHON}, which a lock must serve too",
        _VERSIONS,
    ),
    (rf"no versions? of {_NAME}", "there is no such version of {name}", _VERSIONS),
    (rf"only {_NAME}\S*+ is available", "there is no such version of {name}", _VERSIONS),
    (rf"{_RELEASES} was yanked", "{name} was withdrawn by its authors", _VERSIONS),
)


def resolve_with_uv(wanted: Wanted, kept: str) -> str:
    """Give the lock's lines for what is asked for, without a header. Nothing is built, and no Python is downloaded."""
    try:
        with tempfile.TemporaryDirectory(prefix="stackyard-lock-") as folder:
            return _resolve(wanted, kept, Path(folder))
    except OSError as error:
        remedy = "free some room, or name another folder in TMPDIR"
        raise StackyardError("there is no folder to resolve packages in", given=str(error), remedy=remedy) from None


def _resolve(wanted: Wanted, kept: str, folder: Path) -> str:
    files = {WANTED: _lines(wanted.requirements), _OUTPUT: kept, _CONSTRAINTS: _lines(wanted.constraints)}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    refused = _compile(_PROJECT, folder)
    limited = "wheels" in refused  # there may be none for a Python that Lambda does not have
    if limited:
        refused = _compile(_LIMITED, folder)
    if refused:
        raise explained(refused)
    lock = (folder / _OUTPUT).read_text(encoding="utf-8")
    return without_limits(lock) if limited else lock


def _compile(project: str, folder: Path) -> str:
    """Let uv write the lock; give what it says when it cannot, else ""."""
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    command = [
        uv(), "pip", "compile", "--quiet", "--color", "never", "--no-progress", "--universal",
        "--python", sys.executable, "--python-version", OLDEST_PYTHON, "--no-python-downloads",
        "--only-binary", ":all:", "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url",
        "--constraints", _CONSTRAINTS, "--output-file", _OUTPUT, WANTED,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return (done.stderr or "uv ended without a word") if done.returncode else ""


def explained(output: str) -> StackyardError:
    """Turn uv's output into an error with the package's name and what to do about it."""
    said = " ".join(output.split())
    cause = re.sub(r"^.*?(?=Because )", "", said.partition(" hint:")[0])
    given = cause.removesuffix(", we can conclude that your requirements are unsatisfiable.")[:_LONGEST]
    for pattern, problem, remedy in _EXPLAINED:
        if found := re.search(pattern, said, re.IGNORECASE):
            name = found.groupdict().get("name", "").rstrip(".-")
            return StackyardError(problem.format(name=name), given=given, remedy=remedy)
    required = dict.fromkeys(found["name"].rstrip(".-") for found in re.finditer(rf"require {_NAME}", cause))
    if required and "unsatisfiable" in said:
        problem = f"the requirements contradict each other: {', '.join(required)}"
        return StackyardError(problem, given=given, remedy=_VERSIONS)
    return StackyardError("uv cannot resolve the requirements", given=given, remedy=f"correct {WANTED}")


def _lines(lines: tuple[str, ...]) -> str:
    return "".join(f"{line}\n" for line in lines)
