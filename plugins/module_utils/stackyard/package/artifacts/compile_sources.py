"""Compiles sources to bytecode under the Python of the functions' runtime, as a program of its own.

It imports nothing but the standard library. On standard input it takes, as JSON, ``{"tag": "cpython-313", "into":
folder, "sources": [[path, location, sha256, key], ...]}``. It writes ``<key>-<sha256>.pyc`` for what compiles, and an
empty ``<key>-`` for what does not. On standard output it answers ``{"changed": [path, ...]}``, the files whose content
is not what the digest says.

The bytes depend on nothing but source, location and Python: the folder, the order, the other sources and the seed of
hashes leave no trace. CPython writes sets in a fixed order; what it would write in two ways is whether a file's own
name is interned, so it always is. Nothing in them depends on the processor either: instructions, line tables and
numbers are written in one form for all.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import platform
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path

# PEP 552: bytecode that is named by its source's hash, which is not checked at import. Lambda's sources cannot change.
_UNCHECKED_HASH = (0b01).to_bytes(4, "little")
_NO_SOURCE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def bytecode(source: bytes, location: str) -> bytes:
    """Compile one source that will lie at ``location``. Raises one of ``_NO_SOURCE`` for what is no Python."""
    place = sys.intern(location)
    code = SourceFileLoader("compiled", place).source_to_code(source, place)
    return MAGIC_NUMBER + _UNCHECKED_HASH + source_hash(source) + marshal.dumps(code)


def compile_one(source: bytes, location: str, key: str, into: Path) -> None:
    """Put the bytecode of one source, or the note that there is none, under its key; whole or not at all."""
    try:
        made = bytecode(source, location)
    except _NO_SOURCE:
        name, made = f"{key}-", b""
    else:
        name = f"{key}-{hashlib.sha256(made).hexdigest()}.pyc"
    unfinished = into / f".{os.getpid()}-{key}"
    try:
        unfinished.write_bytes(made)
        unfinished.replace(into / name)
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: str, sha256: str) -> bytes | None:
    """Read a source; ``None`` when it is not there any more, or not what its digest says."""
    try:
        source = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    return source if hashlib.sha256(source).hexdigest() == sha256 else None


def refuse_other_pythons(tag: str) -> None:
    """End with a message when what this Python writes is not what the runtime of that cache tag reads."""
    if sys.implementation.cache_tag != tag:
        sys.exit(f"this is {sys.implementation.cache_tag}, not {tag}")
    if sys.version_info.releaselevel not in {"candidate", "final"}:
        sys.exit(f"Python {platform.python_version()} is not finished, and its bytecode is not that of the release")


def main() -> None:
    """Compile what standard input asks for."""
    request = json.load(sys.stdin)
    refuse_other_pythons(request["tag"])
    into, changed = Path(request["into"]), []
    for path, location, sha256, key in request["sources"]:
        source = read(path, sha256)
        if source is None:
            changed.append(path)
        else:
            compile_one(source, location, key, into)
    json.dump({"changed": changed}, sys.stdout)


if __name__ == "__main__":
    main()
