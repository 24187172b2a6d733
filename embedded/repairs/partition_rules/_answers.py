"""Refusals in the form that the client of each service understands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from embedded import hooks
from embedded.absences import Absences, absences
from embedded.partition import HERE

Answer = tuple[int, dict[str, str], bytes]
Handle = Callable[..., Awaitable[Any]]


class Request(NamedTuple):
    """What a service of MiniStack is asked."""

    method: str
    path: str
    body: bytes
    query: Mapping[str, Any]


Check = Callable[[Request], tuple[str, str] | None]
"""Says code and message of a request's refusal, or None."""


def region() -> str:
    """The region that the present request is about."""
    return str(hooks.attribute("ministack.core.responses", "get_region")())


def lacking(where: str | None = None) -> Absences:
    """What the region of the present request, or another one, does not have."""
    return absences(HERE.name, where or region())


def place(where: str | None = None) -> str:
    """The region with its partition, for messages."""
    return f"{where or region()} ({HERE.name})"


def answer(service: str, status: int, code: str, message: str, headers: Mapping[str, str]) -> Answer:
    """An error of `service`, which is named as requests are signed, or `sesv2`."""
    form = hooks.attribute("ministack.core.iam_actions", "access_denied_response")
    made: tuple[Any, dict[str, str], bytes] = form(
        service, "", "", "00000000-0000-0000-0000-000000000000", error_code=code, message=message, headers=dict(headers)
    )
    return status, made[1], made[2]


def refusing(module: str, service: str, check: Check) -> None:
    """Has `check` look at each request before the service of a module of MiniStack does."""

    def checked(original: Handle) -> Handle:
        async def handle(method: str, path: str, headers: Any, body: bytes, query: Any, **more: Any) -> Any:
            refused = check(Request(method, path, body, query or {}))
            if refused:
                return answer(service, 400, *refused, headers)
            return await original(method, path, headers, body, query, **more)  # S3: what was signed

        return handle

    hooks.wrap(f"ministack.services.{module}", "handle_request", checked)
