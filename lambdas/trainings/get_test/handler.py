"""Entry point of ``GET /v1/test``; the logic is ``trainings.get_test``."""

from __future__ import annotations

import os
from typing import Any

from lambda_kit.clients import client
from lambda_kit.settings import Environment
from trainings.answers import respond
from trainings.get_test import get_test
from trainings.store import Store

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
STORE = Store(client("s3"), Environment(os.environ).text("BUCKET"))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    return respond(event, lambda request: get_test(request, STORE))
