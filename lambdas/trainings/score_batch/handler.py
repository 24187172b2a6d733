"""Entry point of the weekly job's work on one batch; the logic is ``trainings.score_batch``."""

from __future__ import annotations

import os
from typing import Any

from lambda_kit.clients import client
from trainings.job_settings import QueueSettings
from trainings.mail_queue import MailQueue
from trainings.runs import Batch
from trainings.score_batch import score_batch
from trainings.store import Store

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = QueueSettings.read(os.environ)
STORE = Store(client("s3"), SETTINGS.bucket)
QUEUE = MailQueue(client("sqs"), SETTINGS.queue_url)


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Score the batch that ``event``, an item of the run's manifest, describes; answers figures only."""
    return score_batch(STORE, QUEUE, Batch.from_json(event))
