"""Entry point of the weekly job's last step; the logic is ``trainings.report_scores``."""

from __future__ import annotations

import os
from typing import Any

from lambda_kit.clients import client
from trainings.job_settings import QueueSettings
from trainings.mail_queue import MailQueue
from trainings.report_scores import report_scores
from trainings.store import Store

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = QueueSettings.read(os.environ)
STORE = Store(client("s3"), SETTINGS.bucket)
QUEUE = MailQueue(client("sqs"), SETTINGS.queue_url)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Report the run ``{"runId": ...}``; answers its figures."""
    return report_scores(STORE, QUEUE, event["runId"])
