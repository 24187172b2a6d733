"""Entry point of the mail queue's worker; the logic is ``trainings.send_mail``."""

from __future__ import annotations

import os
import time
from typing import Any

from lambda_kit.clients import client
from lambda_kit.sqs import postponing
from trainings.job_settings import MailSettings
from trainings.mail_ledger import MailLedger
from trainings.mail_records import work_off
from trainings.mail_transport import make_transport
from trainings.pace import Pace
from trainings.send_mail import Mailer
from trainings.store import Store

# Longer than this function's timeout: whoever claimed a mail is dead by the time another one may take it over.
LEASE_SECONDS = 90

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = MailSettings.read(os.environ)
STORE = Store(client("s3"), SETTINGS.bucket)
POSTPONE = postponing(client("sqs"), SETTINGS.queue_url)
TRANSPORT = make_transport(SETTINGS, os.environ, client)
MAILER = Mailer(
    store=STORE,
    ledger=MailLedger(STORE, LEASE_SECONDS),
    transport=TRANSPORT,
    sender=SETTINGS.sender,
    trainer=SETTINGS.trainer,
    zone=SETTINGS.zone,
    # A lease is between living processes, so it runs by their own clock, whatever moment the job scores for.
    clock=time.time,
    pace=Pace(SETTINGS.interval),
)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Send the mails of an SQS event; answers ``{"batchItemFailures": [...]}``."""
    try:
        return work_off(
            event["Records"],
            deliver=MAILER.deliver,
            postpone=POSTPONE,
            time_left_ms=context.get_remaining_time_in_millis,
        )
    finally:
        TRANSPORT.close()
