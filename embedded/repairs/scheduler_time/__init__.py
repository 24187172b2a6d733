"""Schedules fire in their time zone, at their time, between their dates.

Stock MiniStack reads every schedule in UTC and looks every ten seconds; templates' time zone, start and end date are
dropped and errors in them ignored; `<aws.scheduler.scheduled-time>` and its siblings reach the target unreplaced. AWS
evaluates `cron` and `at` in `ScheduleExpressionTimezone` with the rules of daylight saving (`embedded.occurrences`),
refuses expressions and zones that it cannot read, and replaces those context attributes. Rules of EventBridge
(always UTC) follow the same clock. A flexible time window fires at its beginning. Targets that MiniStack cannot
serve (universal ones) are refused instead of forgotten.

Hooks: `scheduler._create_schedule`, `._update_schedule`, `.start_scheduler`, `eventbridge.start_scheduler`,
`cloudformation.provisioners._RESOURCE_HANDLERS["AWS::Scheduler::Schedule"]`. Used: `eventbridge._invoke_target`,
`._parse_cron_fields`, `._cron_next_fire`, `scheduler._to_epoch`. Endpoint: `GET /_stackyard/schedules`.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from typing import Any

from embedded import control, hooks
from embedded.clock import CLOCK, iso
from embedded.occurrences import ExpressionError, check
from embedded.repairs.scheduler_time import templates
from embedded.repairs.scheduler_time.timetables import Rules, Schedules, next_cron, timing

_SERVICES = "ministack.services"
# Occurrences that a sleeping machine or a stopped server missed by more than this do not fire afterwards.
GRACE_SECONDS = 900.0
_LONGEST_SLEEP = 1.0

logger = logging.getLogger("stackyard.scheduler")


def apply() -> None:
    """Hooks the schedules' checks and their firing."""
    schedules, rules = Schedules(), Rules()
    CLOCK.timetables += [schedules, rules]
    hooks.wrap(f"{_SERVICES}.scheduler", "_create_schedule", _checked)
    hooks.wrap(f"{_SERVICES}.scheduler", "_update_schedule", _checked)
    hooks.replace(f"{_SERVICES}.scheduler", "start_scheduler", _start_ticking)
    hooks.replace(f"{_SERVICES}.eventbridge", "start_scheduler", lambda: None)
    templates.apply()

    @control.route("GET", "/schedules")
    def listed(_request: control.Request) -> list[dict[str, Any]]:
        return [_described(entry, timing(entry)) for entry in schedules.all()]

    def _described(entry: Any, when: Any) -> dict[str, Any]:
        due = schedules.due(entry, CLOCK.seen)
        return {
            "name": entry["Name"],
            "group": entry["GroupName"],
            "expression": when.expression,
            "zone": when.zone,
            "state": entry["State"],
            "target": entry["Target"]["Arn"],
            "next": None if due is None else iso(due, when.zone),
        }


def _checked(original: Any) -> Any:
    """Refuses, as AWS does, a schedule that could never fire as written."""
    error = hooks.attribute(f"{_SERVICES}.scheduler", "_error")

    def create_or_update(name: str, body: dict[str, Any]) -> Any:
        target = str((body.get("Target") or {}).get("Arn", ""))
        if ":aws-sdk:" in target:
            return error(400, "ValidationException", f"The embedded AWS has no universal targets; given: {target}")
        try:
            check(timing({"CreationDate": 0.0, **body}), next_cron)
            json.loads((body.get("Target") or {}).get("Input") or "{}")
        except ExpressionError as problem:
            return error(400, "ValidationException", str(problem))
        except ValueError:
            return error(400, "ValidationException", f"Invalid JSON in the Input of schedule {name}.")
        return original(name, body)

    return create_or_update


def _start_ticking() -> None:
    threading.Thread(target=_tick_forever, daemon=True, name="stackyard-clock").start()


def _tick_forever() -> None:
    while True:
        try:
            CLOCK.tick(GRACE_SECONDS)
            due = CLOCK.next_due()
        except Exception:
            logger.exception("a tick of the clock failed")
            due = None
        wait = _LONGEST_SLEEP if due is None else due - CLOCK.now()
        time.sleep(min(_LONGEST_SLEEP, max(0.01, wait)))
