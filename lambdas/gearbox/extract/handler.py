"""Entry point of the queue of arrivals; the logic is ``gearbox.extract``."""

from __future__ import annotations

import os
import time
from typing import Any

from gearbox.backoff import Backoff
from gearbox.catalogue.table import FilesTable
from gearbox.describe import describe, warm_up
from gearbox.description import Rules
from gearbox.examine import Examination
from gearbox.extract import Extraction, Pace
from gearbox.inbox import Found, Inbox
from gearbox.queues import LONGEST_DELAY, Queue
from gearbox.s3_source import S3Source
from lambda_kit.clients import client
from lambda_kit.settings import Environment

# What examines files starts while the clients are made.
warm_up()

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
ENVIRONMENT = Environment(os.environ)
BUCKET = ENVIRONMENT.text("INBOX_BUCKET")
S3 = client("s3")


def open_source(found: Found) -> S3Source:
    """Open a file of the inbox."""
    return S3Source(S3, found.bucket, found.key, version_id=found.version_id, size=found.size, etag=found.etag)


EXTRACTION = Extraction(
    table=FilesTable(client("dynamodb"), ENVIRONMENT.text("FILES_TABLE")),
    queue=Queue(client("sqs"), ENVIRONMENT.text("ARRIVALS_QUEUE_URL")),
    examination=Examination(
        inbox=Inbox(S3, BUCKET),
        open_source=open_source,
        describe=describe,
        rules=Rules(keep_gps=ENVIRONMENT.choice("KEEP_GPS", ("yes", "no")) == "yes"),
        max_file_bytes=ENVIRONMENT.number("MAX_FILE_BYTES", 1, 5 * 1024**4),
    ),
    bucket=BUCKET,
    clock=time.time,
    # What a small file takes at worst, its examination's budget of processor time included; and a slow day of S3.
    pace=Pace(base=20, bytes_per_second=8 * 1024**2),
    backoff=Backoff(ENVIRONMENT.number("RETRY_SECONDS", 0, LONGEST_DELAY), LONGEST_DELAY),
    lease_margin=30,  # seconds; clocks of Lambda's machines differ by far less
    tombstone_seconds=ENVIRONMENT.number("TOMBSTONE_DAYS", 45, 36_500) * 86_400,
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Examine the files of an SQS event; answers ``{"batchItemFailures": [...]}``."""
    return EXTRACTION.work_off(event["Records"], lambda: context.get_remaining_time_in_millis() / 1000)
