"""Entry point of ``POST /v1/test``; the logic is ``trainings.upload_test``."""

from __future__ import annotations

import os
from typing import Any

from lambda_kit.clients import client
from trainings.answers import respond
from trainings.api_settings import ApiSettings
from trainings.store import Store
from trainings.upload_test import upload_test

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = ApiSettings.read(os.environ)
STORE = Store(client("s3"), SETTINGS.bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    return respond(event, lambda request: upload_test(request, STORE, SETTINGS.zone))
