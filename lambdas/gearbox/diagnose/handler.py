"""Entry point of the queue of failures; the logic is ``gearbox.diagnose``."""

from __future__ import annotations

import os
import time
from typing import Any

from gearbox.backoff import Backoff
from gearbox.catalogue.table import FilesTable
from gearbox.diagnose import Diagnosis
from gearbox.queues import LONGEST_DELAY, Queue
from lambda_kit.clients import client
from lambda_kit.settings import Environment

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
ENVIRONMENT = Environment(os.environ)
SQS = client("sqs")
DIAGNOSIS = Diagnosis(
    table=FilesTable(client("dynamodb"), ENVIRONMENT.text("FILES_TABLE")),
    arrivals=Queue(SQS, ENVIRONMENT.text("ARRIVALS_QUEUE_URL")),
    own=Queue(SQS, ENVIRONMENT.text("FAILURES_QUEUE_URL")),
    bucket=ENVIRONMENT.text("INBOX_BUCKET"),
    clock=time.time,
    redrive=Backoff(ENVIRONMENT.number("REDRIVE_SECONDS", 0, LONGEST_DELAY), LONGEST_DELAY),
    max_redrives=ENVIRONMENT.number("MAX_REDRIVES", 0, 50),
    backoff=Backoff(ENVIRONMENT.number("RETRY_SECONDS", 0, LONGEST_DELAY), LONGEST_DELAY),
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Look into the messages of an SQS event; answers ``{"batchItemFailures": [...]}``."""
    return DIAGNOSIS.work_off(event["Records"])
