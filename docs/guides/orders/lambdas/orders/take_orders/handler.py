"""Entry point of the API: takes orders and shows them; the logic is ``orders.desk``."""

from __future__ import annotations

import json
import os
from typing import Any

from lambda_kit.clients import client
from lambda_kit.requests import ApiError, Request
from lambda_kit.settings import Environment
from orders.desk import Desk

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
ENVIRONMENT = Environment(os.environ)
DESK = Desk(
    client("sqs"),
    ENVIRONMENT.text("QUEUE_URL"),
    client("dynamodb"),
    ENVIRONMENT.text("TABLE"),
    ENVIRONMENT.number("MOST_PIECES", 1, 1_000_000),
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    try:
        request = Request.from_event(event)
        if "id" in request.path:
            return _answer(200, DESK.find(request.path["id"]))
        return _answer(202, DESK.take(request))
    except ApiError as error:
        return _answer(error.code, {"error": error.message})


def _answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"statusCode": int(status), "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
