"""Refusals in the form that the client of each service understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded import hooks
from embedded.absences import Absences, absences
from embedded.partition import HERE

Answer = tuple[int, dict[str, str], bytes]


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
