"""Entry point of ``GET /v1/files``, ``GET /v1/files/{id}`` and ``GET /v1/stats``; see ``gearbox.api.read_files``."""

from __future__ import annotations

import os
from typing import Any

from gearbox.api.problems import respond
from gearbox.api.read_files import Catalogue
from gearbox.catalogue.listing import Listing
from gearbox.catalogue.table import FilesTable
from lambda_kit.clients import POOL_SIZE, client
from lambda_kit.settings import Environment

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
TABLE = Environment(os.environ).text("FILES_TABLE")
DYNAMODB = client("dynamodb")
# Counting reads indexes from end to end, a megabyte an answer: with a million files, some 700 answers.
CATALOGUE = Catalogue(FilesTable(DYNAMODB, TABLE), Listing(DYNAMODB, TABLE, at_once=POOL_SIZE))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    return respond(event, CATALOGUE.call(event["resource"]))
