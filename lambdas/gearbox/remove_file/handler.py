"""Entry point of ``DELETE /v1/files/{id}``; the logic is ``gearbox.api.remove_file``."""

from __future__ import annotations

import os
from typing import Any

from gearbox.api.problems import respond
from gearbox.api.remove_file import Removal
from gearbox.catalogue.table import FilesTable
from lambda_kit.clients import client
from lambda_kit.settings import Environment

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
ENVIRONMENT = Environment(os.environ)
REMOVAL = Removal(
    table=FilesTable(client("dynamodb"), ENVIRONMENT.text("FILES_TABLE")),
    s3=client("s3"),
    bucket=ENVIRONMENT.text("INBOX_BUCKET"),
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    return respond(event, REMOVAL.answer)
