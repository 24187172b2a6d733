"""Entry point of the weekly job's first step; the logic is ``trainings.plan_scoring``."""

from __future__ import annotations

import os
from typing import Any

from lambda_kit.clients import client
from trainings.job_settings import PlanSettings
from trainings.orders import read_order
from trainings.plan_scoring import plan_scoring
from trainings.store import Store

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = PlanSettings.read(os.environ)
STORE = Store(client("s3"), SETTINGS.bucket)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Plan a run. ``event``: ``{"input": {"at"?, "reopen"?}, "execution": name, "started": ISO moment}``."""
    order = read_order(event, SETTINGS.zone)
    planned = plan_scoring(STORE, order, zone=SETTINGS.zone, batch_size=SETTINGS.batch_size)
    return {**planned.as_answer(), "concurrency": SETTINGS.concurrency}
