"""Calls of the API as its functions see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from gearbox.api.problems import Answer, Problem
from lambda_kit.requests import Request

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def request(body: bytes = b"", path: dict[str, str] | None = None, **parameters: str) -> Request:
    return Request("key", NOW, body, {name.rstrip("_"): [value] for name, value in parameters.items()}, path or {})


def problem(call: Callable[[], Any]) -> Problem:
    """Give the problem that a call raises, which it must."""
    with pytest.raises(Problem) as raised:
        call()
    return raised.value


def errors(found: Problem) -> dict[str, str]:
    """Give what is wrong by the names of the fields."""
    return {next(iter(error.where.values())): error.detail for error in found.errors}


def body(answer: Answer) -> dict[str, Any]:
    return dict(answer.body)
