"""Entry point of the queue: keeps orders in the table; the logic is ``orders.desk``."""

from __future__ import annotations

import json
import os
from typing import Any

from lambda_kit.clients import client
from lambda_kit.settings import Environment
from lambda_kit.sqs import Failures, Pauses, postponing, work_off
from orders.desk import keep

ENVIRONMENT = Environment(os.environ)
DYNAMODB = client("dynamodb")
TABLE = ENVIRONMENT.text("TABLE")
POSTPONE = postponing(client("sqs"), ENVIRONMENT.text("QUEUE_URL"))


def handler(event: dict[str, Any], context: Any) -> Failures:
    """Work off the messages of an SQS event, each on its own; answers those that are to be tried again."""
    return work_off(
        event["Records"],
        deliver=lambda message: keep(DYNAMODB, TABLE, json.loads(message.body)),
        postpone=POSTPONE,
        pauses=Pauses(first=10, factor=2),
        time_left_ms=context.get_remaining_time_in_millis,
        reserve_ms=10_000,
    )
