"""Reads Python source without importing it: a deployment machine need not have the packages of any function.

The kit's own Python reads. A source that it refuses may be written in newer grammar: then the function's own Python,
where it is set up here, has the last word.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from threading import Lock

from ..errors import StackyardError
from . import facts as python_facts
from .facts import ModuleFacts, SourceFault, facts_of
from .interpreters import Interpreter, Interpreters, minor_of
from .kept_facts import KeptFacts

_NONE_AT_HAND = Interpreters()
_SHOWN = 120  # characters of a line
_REMEMBERED = 4096  # sources, so that compose and package read each of them once


def read_module(
    source: str,
    place: str,
    runtime: str = "",
    interpreters: Interpreters = _NONE_AT_HAND,
    kept: KeptFacts | None = None,
) -> ModuleFacts:
    """Read a module; ``place`` is its file, ``runtime`` ("python3.13", or "" for not yet known) what it runs on.

    What ``kept`` knows of the source is not read again. Raises ``StackyardError`` with file and line, and with the
    version of the Python that refuses it.
    """
    minor, judge = minor_of(runtime), interpreters.of(runtime)
    found = _read_once(source, place, minor if minor < sys.version_info.minor else 0, kept)
    if isinstance(found, SourceFault) and judge and judge.minor > sys.version_info.minor:
        found = _read_by(judge, source, place) or found
    if isinstance(found, ModuleFacts):
        return found
    raise StackyardError(
        f"{place}:{found.line}: {found.message}",
        given=f"{found.text[:_SHOWN]} (read by Python {found.version})".lstrip(),
        remedy=_remedy(runtime, judge),
    )


def _remedy(runtime: str, judge: Interpreter | None) -> str:
    if minor_of(runtime) > sys.version_info.minor and not judge:
        return f"correct the syntax; if only {runtime} reads it, install that Python, then run bin/setup"
    return "correct the syntax"


def _read_once(source: str, place: str, older: int, kept: KeptFacts | None) -> ModuleFacts | SourceFault:
    if kept is None:
        return _read_here(source, place, older)
    known = kept.get(source, older)
    if known:
        return known
    found = _read_here(source, place, older)
    if isinstance(found, ModuleFacts):
        kept.put(source, older, found)
    return found


@lru_cache(_REMEMBERED)
def _read_here(source: str, place: str, older: int) -> ModuleFacts | SourceFault:
    return facts_of(source, place, older)


@lru_cache(_REMEMBERED)
def _read_by(judge: Interpreter, source: str, place: str) -> ModuleFacts | SourceFault | None:
    return _reader(judge, os.getpid()).read(source, place)


@lru_cache(None)
def _reader(judge: Interpreter, _process: int) -> _Reader:
    """Give the one reader of a Python; a forked process must not talk into its parent's."""
    reader = _Reader(judge)
    atexit.register(reader.close)
    return reader


class _Reader:
    """Another Python that reads source after source, so that two hundred functions cost one start of it."""

    def __init__(self, judge: Interpreter) -> None:
        self.judge = judge
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None

    def read(self, source: str, place: str) -> ModuleFacts | SourceFault | None:
        """Read a source; ``None`` when that Python cannot be started, or falls over the source."""
        with self._lock:
            answer = self._answer(json.dumps([source, place]))
        if not answer:
            return None
        found = json.loads(answer)
        return SourceFault(**found["fault"]) if "fault" in found else ModuleFacts.from_plain(found["facts"])

    def close(self) -> None:
        """End that Python; it ends by itself when this process is killed."""
        if self._process:
            self._process.communicate()
        self._process = None

    def _answer(self, request: str) -> str:
        answer = ""
        with suppress(OSError):
            self._process = self._process or self._started()
            print(request, file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline() if self._process.stdout else ""
        if not answer:
            self.close()
        return answer

    def _started(self) -> subprocess.Popen[str]:
        command = [str(self.judge.path), "-I", "-S", "-W", "ignore", python_facts.__file__]
        return subprocess.Popen(
            command, env={}, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
