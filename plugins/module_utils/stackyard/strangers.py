"""Tells answers of AWS from those of somebody on the way: a log-in page of a network, a gateway that is out of order.

botocore takes such pages for answers as far as it can read them. A page that happens to be XML ends in a `KeyError`,
and where a service speaks JSON any page is an answer that says nothing: no role, no stack, an empty bucket. That must
never be acted upon.
"""

from __future__ import annotations

import re
from typing import Any

from botocore.parsers import ResponseParserError
from botocore.session import Session

_SERVER_ERROR = 500
_REDIRECTION = 300
_PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)
_OF_SERVICES = (b"<", b"{")
_TITLE = re.compile(rb"<title>\s*(.{1,80}?)\s*</title>", re.IGNORECASE | re.DOTALL)


def tell_strangers(session: Session) -> None:
    """Let all clients of a session refuse answers that no service gave."""
    session.register("before-parse", lambda **told: discern(told["response_dict"], told["operation_model"]))


def discern(response_dict: dict[str, Any], operation_model: Any) -> None:
    """Look at an answer before it is read. Raises ``ResponseParserError`` for a page.

    An error of 500 and more in nobody's words is left without words: botocore asks again then.
    """
    status = response_dict["status_code"]
    if operation_model.has_streaming_output and status < _REDIRECTION:
        return  # what somebody keeps may be a page
    body = response_dict["body"] or b""
    if status >= _SERVER_ERROR:
        if _PAGE.match(body) or not body.lstrip().startswith(_OF_SERVICES):
            response_dict["body"] = b""
    elif _PAGE.match(body):
        raise ResponseParserError(f"a web page came instead of an answer of AWS (HTTP {status}{_title(body)})")


def _title(page: bytes) -> str:
    found = _TITLE.search(page)
    return f', "{found[1].decode(errors="replace")}"' if found else ""
