"""Our own endpoints, under `/_stackyard/`.

Repairs add endpoints with `@route`, as plain functions of the request's JSON body and query. They run in a worker
thread, so they may block, and answer before anything of MiniStack sees the request.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from embedded.clock import CLOCK

PREFIX = "/_stackyard"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

logger = logging.getLogger("stackyard.control")


@dataclass(frozen=True)
class Request:
    """What a control endpoint is given: the decoded JSON body (None without one) and the query's last values."""

    json: Any
    query: dict[str, str]


class BadRequestError(ValueError):
    """The request cannot be served as given; its message becomes the answer, with status 400."""


Endpoint = Callable[[Request], Any]
_ROUTES: dict[tuple[str, str], Endpoint] = {}


def route(method: str, path: str) -> Callable[[Endpoint], Endpoint]:
    """Serves `method PREFIX+path` by the decorated function; what it returns is sent as JSON."""

    def register(endpoint: Endpoint) -> Endpoint:
        if (method, path) in _ROUTES:
            raise ValueError(f"two endpoints for {method} {PREFIX}{path}")
        _ROUTES[method, path] = endpoint
        return endpoint

    return register


def routes() -> list[str]:
    """The endpoints there are, such as `GET /_stackyard/clock`."""
    return [f"{method} {PREFIX}{path}" for method, path in sorted(_ROUTES, key=lambda key: (key[1], key[0]))]


def ask(method: str, path: str, request: Request) -> Any:
    """What an endpoint answers, asked from within; None when there is no such endpoint."""
    endpoint = _ROUTES.get((method, path))
    return endpoint(request) if endpoint else None


def serving(application: Application) -> Application:
    """The ASGI application that answers control requests itself and hands everything else to `application`."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX + "/"):
            status, document = await _answer(scope, receive)
            await send_json(send, status, document)
        else:
            await application(scope, receive, send)

    return serve


async def send_json(send: Send, status: int, document: Any) -> None:
    """Sends `document` as a whole HTTP answer."""
    body = json.dumps(document, indent=2, default=str).encode() + b"\n"
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"date", formatdate(CLOCK.now(), usegmt=True).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Scope, receive: Receive) -> tuple[int, Any]:
    endpoint = _ROUTES.get((scope["method"], scope["path"].removeprefix(PREFIX)))
    if endpoint is None:
        return 404, {"error": f"no such endpoint: {scope['method']} {scope['path']}", "endpoints": routes()}
    body = await _body(receive)
    try:
        request = Request(json.loads(body) if body else None, dict(parse_qsl(scope["query_string"].decode())))
        return 200, await asyncio.to_thread(endpoint, request)
    except ValueError as error:
        return 400, {"error": str(error)}
    except Exception as error:
        logger.exception("%s %s failed", scope["method"], scope["path"])
        return 500, {"error": f"{type(error).__name__}: {error}"}


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
