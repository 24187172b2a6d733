"""Entry point of the queue of failures; the logic is ``gearbox.diagnose``."""

from __future__ import annotations

import os
import time
from typing import Any

import boto3
from gearbox.backoff import Backoff
from gearbox.catalogue.table import FilesTable
from gearbox.diagnose import Diagnosis
from gearbox.queues import Queue

SQS = boto3.client("sqs")

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
DIAGNOSIS = Diagnosis(
    table=FilesTable(boto3.client("dynamodb"), os.environ["FILES_TABLE"]),
    arrivals=Queue(SQS, os.environ["ARRIVALS_QUEUE_URL"]),
    own=Queue(SQS, os.environ["FAILURES_QUEUE_URL"]),
    bucket=os.environ["INBOX_BUCKET"],
    clock=time.time,
    redrive=Backoff(int(os.environ["REDRIVE_SECONDS"]), 900),
    max_redrives=int(os.environ["MAX_REDRIVES"]),
    backoff=Backoff(int(os.environ["RETRY_SECONDS"]), 900),
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Look into the messages of an SQS event; answers ``{"batchItemFailures": [...]}``."""
    return DIAGNOSIS.work_off(event["Records"])
