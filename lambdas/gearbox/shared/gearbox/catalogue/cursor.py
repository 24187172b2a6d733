"""Where a list goes on: a text for clients to hand back, not to read.

It says after which file the next page begins and for which question it was given. It is checked like anything that
comes from outside; there is no secret in it, so it is not signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re

_POSITION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z#[0-9a-f]{32}")
_MOST_CHARACTERS = 200
_FOREIGN = "it is none of this list's cursors: begin again without one"


class BadCursor(ValueError):  # noqa: N818  # the name says what is wrong
    """The cursor was not given for this question, or not by this list at all."""


def write_cursor(position: str, question: str) -> str:
    """Make the cursor of a page that ends at ``position``."""
    return base64.urlsafe_b64encode(json.dumps([position, _digest(question)]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, question: str) -> str:
    """Return the position of a cursor. Raises ``BadCursor``."""
    position, digest = _decoded(cursor[:_MOST_CHARACTERS])
    if not isinstance(position, str) or not _POSITION.fullmatch(position):
        raise BadCursor(_FOREIGN)
    if digest != _digest(question):
        raise BadCursor("the cursor belongs to another question: keep state, kind and times while paging")
    return position


def _decoded(cursor: str) -> tuple[object, object]:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        position, digest = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError):
        raise BadCursor(_FOREIGN) from None
    return position, digest


def _digest(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:16]
