"""Names of files on this machine, and the names that they get in the inbox.

A name here is bytes; in the inbox it is text that can be shown and typed. What the API refuses in names (bytes that are
no UTF-8, what is not printable, backslashes, what S3 would replace) is written as %XX: so every file has a name.
"""

from __future__ import annotations

import os
import re

from gearbox.arrivals import file_id_of

_ID = re.compile(r"[0-9a-f]{32}")


def key_of(path: str) -> str:
    """Name in the inbox of the file at a path: its last part. Bytes that are no UTF-8 come as Python gets arguments."""
    return as_text(os.path.basename(path.rstrip("/")))  # noqa: PTH119 - the path need not be one of this platform


def id_of(argument: str) -> str:
    """Id of the file that is meant by an id, or by its name in the inbox."""
    return argument if _ID.fullmatch(argument) else file_id_of(as_text(argument))


def as_text(name: str) -> str:
    """Write a name as the API takes it."""
    plain = "".join(letter if letter.isprintable() and letter != "\\" else _escaped(letter) for letter in name)
    return plain.replace("${", "%24{")


def _escaped(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogateescape"))
