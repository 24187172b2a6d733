"""Calls to a running server's control endpoints."""

from __future__ import annotations

import http.client
import json
from typing import Any

from embedded.lifecycle.errors import LifecycleError


def call(port: int, method: str, path: str, document: Any = None, timeout: float = 600.0) -> Any:
    """The decoded answer of `method /_stackyard<path>`.

    Raises OSError when nobody answers, and LifecycleError with the server's message when it refuses.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        body = None if document is None else json.dumps(document)
        connection.request(method, f"/_stackyard{path}", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"not an HTTP answer on port {port}: {error}") from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        remedy = "bin/local --help" if answer.status == http.client.BAD_REQUEST else "bin/local logs"
        raise LifecycleError(_message(content), given=f"{method} {path} {body or ''}".strip(), remedy=remedy)
    return json.loads(content)


def describe(port: int, timeout: float = 60.0) -> dict[str, Any] | None:
    """What the server on a port says of itself; None when none of ours is ready there."""
    try:
        found = call(port, "GET", "/status", timeout=timeout)
    except (OSError, LifecycleError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _message(content: bytes) -> str:
    try:
        return str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        return content.decode(errors="replace")[:200]
