"""A small ASGI client for unit tests of what stands before MiniStack's application."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from embedded.control import Application, Receive, Scope, Send


@dataclass
class Answer:
    """What an application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def request(
    application: Application, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> Answer:
    """Sends one request, its body in two parts."""
    answer = Answer()
    parts = [body[: len(body) // 2], body[len(body) // 2 :]]

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): text.decode() for name, text in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    path, _, query = path.partition("?")
    encoded = [(name.encode(), text.encode()) for name, text in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": encoded}
    asyncio.run(application(scope, receive, send))  # type: ignore[arg-type] # a coroutine, as every ASGI application
    return answer


def answering(headers: list[tuple[bytes, bytes]]) -> Application:
    """An application that answers 200 with the given headers."""

    async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"application"})

    return application
