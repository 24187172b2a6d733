"""What the API answered, read with suspicion: an answer may come from somewhere else, or be cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .texts import one_line

_GATEWAYS_OWN = {403, 429}  # statuses that API Gateway may answer in a form of its own, besides 5xx
_SERVER_ERROR = 500
_XML = {name: re.compile(f"<{name}>([^<]*)</{name}>") for name in ("Code", "Message")}


class BadAnswer(Exception):  # noqa: N818  # the name says what is the case
    """The answer is none of this API's."""


def document(path: Path) -> dict[str, Any]:
    """Read a JSON object. Raises ``BadAnswer`` for anything else."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise BadAnswer from None
    if not isinstance(read, dict):
        raise BadAnswer
    return read


def problem(path: Path, status: int) -> str:
    """Say in a line what a problem document (RFC 9457) says. Raises ``BadAnswer`` where the answer is none."""
    own = status in _GATEWAYS_OWN or status >= _SERVER_ERROR
    try:
        told = document(path)
    except BadAnswer:
        if own:
            return ""
        raise
    if told.get("status") != status and not own:
        raise BadAnswer
    errors = [_field(error) for error in told.get("errors") or () if isinstance(error, Mapping)]
    return one_line(
        "; ".join(filter(None, [str(told.get("detail") or told.get("title") or told.get("message") or ""), *errors]))
    )


def _field(error: Mapping[str, Any]) -> str:
    where = error.get("parameter") or str(error.get("pointer", "")).removeprefix("#/")
    return f"{where}: {error.get('detail', '')}"


def refusal(text: str) -> tuple[str, str]:
    """Give code and message of S3's answer to a form that it did not take; both may be empty."""
    found = (_XML[name].search(text) for name in ("Code", "Message"))
    code, message = (one_line(match[1]) if match else "" for match in found)
    return code, message


def files(path: Path) -> tuple[Sequence[dict[str, Any]], str]:
    """Give the files of a page, and the cursor of the next one. Raises ``BadAnswer``."""
    page = document(path)
    listed, cursor = page.get("files"), page.get("cursor", "")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed) or not isinstance(cursor, str):
        raise BadAnswer
    return listed, cursor
