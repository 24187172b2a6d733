"""Entry point of the queue of arrivals; the logic is ``gearbox.extract``."""

from __future__ import annotations

import os
import time
from typing import Any

import boto3
from gearbox.backoff import Backoff
from gearbox.catalogue.table import FilesTable
from gearbox.describe import describe, warm_up
from gearbox.description import Rules
from gearbox.examine import Examination
from gearbox.extract import Extraction, Pace
from gearbox.inbox import Found, Inbox
from gearbox.queues import Queue
from gearbox.s3_source import S3Source

# What examines files starts while the clients are made.
warm_up()

S3 = boto3.client("s3")


def open_source(found: Found) -> S3Source:
    """Open a file of the inbox."""
    return S3Source(S3, found.bucket, found.key, version_id=found.version_id, size=found.size, etag=found.etag)


# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
EXTRACTION = Extraction(
    table=FilesTable(boto3.client("dynamodb"), os.environ["FILES_TABLE"]),
    queue=Queue(boto3.client("sqs"), os.environ["ARRIVALS_QUEUE_URL"]),
    examination=Examination(
        inbox=Inbox(S3, os.environ["INBOX_BUCKET"]),
        open_source=open_source,
        describe=describe,
        rules=Rules(keep_gps=os.environ["KEEP_GPS"] == "yes"),
        max_file_bytes=int(os.environ["MAX_FILE_BYTES"]),
    ),
    bucket=os.environ["INBOX_BUCKET"],
    clock=time.time,
    pace=Pace(base=20, bytes_per_second=6 * 1024 * 1024),
    backoff=Backoff(int(os.environ["RETRY_SECONDS"]), 900),
    lease_margin=30,
    tombstone_seconds=int(os.environ["TOMBSTONE_DAYS"]) * 86_400,
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Examine the files of an SQS event; answers ``{"batchItemFailures": [...]}``."""
    return EXTRACTION.work_off(event["Records"], lambda: context.get_remaining_time_in_millis() / 1000)
