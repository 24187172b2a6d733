"""Entry point of ``POST /v1/tests``; the logic is ``trainings.list_tests``."""

from __future__ import annotations

import os
from typing import Any

from lambda_kit.clients import client
from trainings.answers import respond
from trainings.api_settings import ApiSettings
from trainings.list_tests import list_tests
from trainings.store import Store

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = ApiSettings.read(os.environ)
STORE = Store(client("s3"), SETTINGS.bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    return respond(event, lambda request: list_tests(request, STORE, SETTINGS.zone))
