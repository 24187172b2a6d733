"""Entry point of ``GET /v1/time``: the API's own clock, so that a client can show how long a test is still open."""

from __future__ import annotations

from typing import Any

from trainings.answers import respond


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway with the moment at which it was received, in ISO 8601."""
    return respond(event, lambda request: {"now": request.now.isoformat()})
