"""Reads what the weekly job is started with: by the schedule, by the operators' playbook, or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from trainings.deadlines import parse_moment
from trainings.due_tests import Moment
from trainings.plan_scoring import Order


class BadRequest(ValueError):  # noqa: N818  # Step Functions shows the name: it says what is wrong
    """The input of the execution cannot be used; the message says why."""


def read_order(event: Mapping[str, Any], zone: ZoneInfo) -> Order:
    """Read ``{"input": {...}, "execution": name, "started": ISO moment}``.

    The input may hold ``at`` (ISO 8601, on the school's clock unless it has an offset; the start of the execution when
    missing) and ``reopen`` (a list of ``subject/testId``). Raises ``BadRequest``.
    """
    given = event["input"]
    if not isinstance(given, Mapping) or not set(given) <= {"at", "reopen"}:
        raise BadRequest('start the job with {"at": "2026-11-23T23:00", "reopen": ["subject/testId"]}, or less of it')
    started = datetime.fromisoformat(event["started"])
    return Order(Moment(_moment(given, started, zone), started), event["execution"], _names(given))


def _moment(given: Mapping[str, Any], started: datetime, zone: ZoneInfo) -> datetime:
    try:
        return parse_moment(given["at"], zone) if given.get("at") else started
    except ValueError as error:
        raise BadRequest(f"at: {error}") from None


def _names(given: Mapping[str, Any]) -> frozenset[str]:
    names = given.get("reopen") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadRequest("reopen: give a list of names subject/testId, as in python/test01")
    return frozenset(names)
