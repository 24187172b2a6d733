"""Only this machine's programs reach the embedded AWS, and its pages what is deployed there.

Stock MiniStack listens on every interface by default, answers every host name and allows every web page with
`Access-Control-Allow-Origin: *`, so that any page that a developer opens could deploy code on the machine. AWS is safe
from that because requests are signed with secrets; here are none. So: loopback only, foreign `Host` and `Origin`
refused (see `embedded.origins`), and instead of `*` the origin that asked. CORS headers that an application sends are
its own and stay as they are.

Hooks: `app.app`, from outside; the environment variable BIND_HOST.
"""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import Iterable, MutableMapping
from typing import Any

from embedded import hooks
from embedded.control import Application, Receive, Scope, Send, send_json
from embedded.origins import is_application, is_local, refusal

_FORBIDDEN = 403
_ALLOW_ORIGIN = b"access-control-allow-origin"

logger = logging.getLogger("stackyard.guard")


class NotLoopbackError(RuntimeError):
    """The server was told to listen on an address that other machines reach."""


def apply() -> None:
    """Refuses to listen elsewhere than on loopback, and puts the guard before everything else."""
    bind = os.environ.get("BIND_HOST", "0.0.0.0")  # noqa: S104 - MiniStack's default, which is refused below
    if not _is_loopback(bind):
        raise NotLoopbackError(f"other machines would reach it on BIND_HOST={bind}. Use BIND_HOST=127.0.0.1")
    hooks.wrap("ministack.app", "app", guarded)


def guarded(application: Application) -> Application:
    """The ASGI application that lets only welcome requests through to `application`."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await application(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in scope["headers"]}
        reason = refusal(headers, scope["path"], scope["query_string"].decode("latin-1"))
        if reason is None:
            own = is_application(headers, scope["path"])
            await application(scope, receive, send if own else _without_wildcard(send, headers.get("origin")))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
        else:
            logger.warning("%s %s: %s", scope["method"], scope["path"], reason)
            await send_json(send, _FORBIDDEN, {"message": reason})

    return guard


def _without_wildcard(send: Send, origin: str | None) -> Send:
    async def send_narrowed(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(_narrowed(message["headers"], origin))}
        await send(message)

    return send_narrowed


def _narrowed(headers: Iterable[tuple[bytes, bytes]], origin: str | None) -> Iterable[tuple[bytes, bytes]]:
    for name, value in headers:
        if name.lower() != _ALLOW_ORIGIN or value != b"*":
            yield name, value
        elif origin is not None and is_local(origin):
            yield name, origin.encode("latin-1")
            yield b"vary", b"Origin"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
