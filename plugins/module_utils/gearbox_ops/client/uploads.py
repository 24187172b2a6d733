"""Uploads, one step before and one after each transfer: what may be sent, curl's instructions, and what S3 said.

Names of files reach neither curl nor a header: the script's folder holds a link to each file under a number.
"""

from __future__ import annotations

import json
import mimetypes
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gearbox.catalogue.record import FINISHED, State
from stackyard.errors import StackyardError
from stackyard.text.units import readable

from .answers import BadAnswer, document, refusal
from .names import key_of
from .texts import one_line

LARGEST = 5 * 1024**3  # bytes that S3 takes by one form
_ANY_TYPE = "application/octet-stream"
_CHANGED = {"EntityTooLarge", "EntityTooSmall", "IncompleteBody"}


class Unsendable(StackyardError):  # noqa: N818  # the name says what is the case
    """A file that cannot be sent."""


@dataclass(frozen=True)
class Ask:
    """A file that is to be sent: where it is, its name in the inbox, its size in bytes, its type by its name."""

    path: str
    key: str
    size: int
    type: str

    def lay_out(self, folder: Path, number: int) -> None:
        """Write the question whether the file may be sent, and link the file itself."""
        body = {"name": self.key, "size": self.size, "type": self.type}
        (folder / f"{number}.ask").write_text(json.dumps(body), encoding="ascii")
        (folder / f"{number}.file").symlink_to(os.path.abspath(self.path))  # noqa: PTH100 - links are left as they are


def plan(paths: Sequence[str], declared_type: str) -> Iterator[Ask | Unsendable]:
    """Say of each path whether and how it can be sent, in order; ``declared_type`` instead of a type by its name."""
    taken: dict[str, str] = {}
    for path in paths:
        try:
            ask = _ask(path, declared_type)
        except Unsendable as fault:
            yield fault
            continue
        if ask.key in taken:
            yield Unsendable(
                "two files of one name would overwrite each other",
                given=f"{one_line(taken[ask.key])} and {one_line(path)}",
                remedy="rename one of them, or send it by itself when the other is to be overwritten",
            )
            continue
        taken[ask.key] = path
        yield ask


def _ask(path: str, declared_type: str) -> Ask:
    shown = one_line(path)
    try:
        found = os.stat(path)  # noqa: PTH116 - the path may not be text
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "there is no such file"
        raise Unsendable(f"{reason}", given=shown, remedy="check the name; quote names with spaces") from None
    if stat.S_ISDIR(found.st_mode):
        remedy = f"send what lies in it: bin/gearbox.sh put {one_line(path.rstrip('/'))}/*"
        raise Unsendable("this is a folder", given=shown, remedy=remedy)
    if not stat.S_ISREG(found.st_mode):
        raise Unsendable("this is no ordinary file", given=shown, remedy="write its content into a file, and send that")
    if not os.access(path, os.R_OK):
        raise Unsendable("this file may not be read", given=shown, remedy="change its permissions, or ask its owner")
    if found.st_size > LARGEST:
        given = f"{shown}, {readable(found.st_size)}"
        problem = f"S3 takes no more than {readable(LARGEST)} at once"
        raise Unsendable(problem, given=given, remedy="divide it, say by split -b 4G")
    key = key_of(path)
    return Ask(path, key, found.st_size, declared_type or mimetypes.guess_type(key)[0] or _ANY_TYPE)


def form(folder: Path, number: int) -> str:
    """Write curl's instructions to send a file, from what the API granted. Raises ``BadAnswer``."""
    granted: Any = document(folder / "answer").get("upload")
    try:
        url, fields = granted["url"], granted["fields"].items()
        lines = [f"form-string = {_quoted(f'{name}={value}')}" for name, value in fields]
    except (TypeError, LookupError, AttributeError):
        raise BadAnswer from None
    if not isinstance(url, str) or not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise BadAnswer
    file = f'form = "file=@{number}.file;filename=file"'  # comes last: S3 does not look at what comes after it
    return "\n".join([f"url = {_quoted(url)}", *lines, file, ""])


def _quoted(text: str) -> str:
    """Write a value in the syntax of curl's configuration."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
    return f'"{"".join(escapes.get(letter, letter) for letter in text)}"'


def refused(reply: str, status: int, name: str) -> StackyardError:
    """Say why S3 did not take a file, from what it answered: ``Unsendable`` where that is the file's fault."""
    code, message = refusal(reply)
    given = f"{one_line(name)}: {code or f'status {status}'} {message}".strip()
    if code in _CHANGED:
        remedy = "wait until nobody writes it any more, then send it again"
        return Unsendable("the file changed while it was sent", given=given, remedy=remedy)
    return StackyardError("S3 did not take the file", given=given, remedy="run the same command again")


def _version(headers: Path) -> dict[str, str]:
    lines = headers.read_text(encoding="latin-1").splitlines()
    pairs = (line.partition(":") for line in lines)
    found = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
    return {"version_id": found.get("x-amz-version-id", ""), "etag": found.get("etag", "")}


def settled(folder: Path, number: int) -> dict[str, Any] | None:
    """Give what the API told of a file if that is about the version that was sent, and final; else ``None``."""
    told = document(folder / "answer")
    sent = _version(folder / f"{number}.headers")
    about_it = any(sent[name] and sent[name] == told.get(name) for name in ("version_id", "etag"))
    final = told.get("state") in FINISHED - {State.REMOVED}
    return told if about_it and final else None
