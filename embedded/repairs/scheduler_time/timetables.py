"""The schedules of EventBridge Scheduler and the scheduled rules of EventBridge, as timetables of our clock."""

from __future__ import annotations

import datetime as dt
import functools
import logging
import math
import uuid
from collections.abc import Iterator
from typing import Any

from embedded import hooks
from embedded.clock import CLOCK
from embedded.occurrences import ExpressionError, Timing, next_occurrence

_EVENTBRIDGE = "ministack.services.eventbridge"
_SCHEDULER = "ministack.services.scheduler"

logger = logging.getLogger("stackyard.scheduler")


def next_cron(expression: str, after: dt.datetime) -> dt.datetime | None:
    """MiniStack's cron evaluation on a naive local time; ExpressionError for fields that it cannot read."""
    fields = _fields(expression)
    if fields is None:
        raise ExpressionError(f"Invalid Schedule Expression {expression}.")
    # MiniStack computes in UTC; calling local time UTC keeps its arithmetic free of any offset.
    found = hooks.attribute(_EVENTBRIDGE, "_cron_next_fire")(fields, after.replace(tzinfo=dt.UTC))
    return None if found is None else found.replace(tzinfo=None)


@functools.lru_cache(maxsize=256)
def _fields(expression: str) -> Any:
    return hooks.attribute(_EVENTBRIDGE, "_parse_cron_fields")(expression)


def timing(entry: dict[str, Any]) -> Timing:
    """When a schedule fires, from its record or from the body of a request."""
    start = _epoch(entry.get("StartDate"), -math.inf)
    return Timing(
        expression=str(entry.get("ScheduleExpression", "")),
        zone=entry.get("ScheduleExpressionTimezone") or "UTC",
        # A rate begins at its start date, or at once.
        first=float(entry["CreationDate"]) if start == -math.inf else start,
        start=start,
        end=_epoch(entry.get("EndDate"), math.inf),
    )


def _epoch(given: Any, otherwise: float) -> float:
    found = hooks.attribute(_SCHEDULER, "_to_epoch")(given)
    return otherwise if found is None else float(found)


class Schedules:
    """EventBridge Scheduler."""

    def all(self) -> list[dict[str, Any]]:
        """The records of all schedules."""
        return list(hooks.attribute(_SCHEDULER, "_schedules")._data.values())

    def due(self, entry: dict[str, Any], after: float) -> float | None:
        """When a schedule fires next after `after`; None when disabled or over."""
        if entry.get("State") != "ENABLED":
            return None
        # What was due before the last change belongs to the schedule as it was.
        changed = float(entry.get("LastModificationDate") or 0.0)
        try:
            return next_occurrence(timing(entry), max(after, changed - 0.001), next_cron)
        except ExpressionError:
            logger.warning("the schedule %s never fires: %s", entry.get("Name"), entry.get("ScheduleExpression"))
            return None

    def next_due(self, after: float) -> float | None:
        """See Timetable."""
        return min((due for entry in self.all() if (due := self.due(entry, after)) is not None), default=None)

    def fire(self, after: float, until: float) -> list[str]:
        """See Timetable."""
        store = hooks.attribute(_SCHEDULER, "_schedules")._data
        occurrences = sorted(
            (due, key) for key, entry in list(store.items()) for due in self._between(entry, after, until)
        )
        for due, key in occurrences:
            entry = store.get(key)
            if entry is None:  # deleted meanwhile
                continue
            _deliver(entry, due, account=key[0], region=key[1])
            if entry.get("ActionAfterCompletion") == "DELETE" and self.due(entry, due) is None:
                store.pop(key, None)
        return [f"{key[2]} at {dt.datetime.fromtimestamp(due, dt.UTC).isoformat()}" for due, key in occurrences]

    def _between(self, entry: dict[str, Any], after: float, until: float) -> Iterator[float]:
        due = self.due(entry, after)
        while due is not None and due <= until:
            yield due
            due = self.due(entry, due)


class Rules:
    """Scheduled rules of EventBridge: UTC, and a rate counts from the rule's creation."""

    def next_due(self, after: float) -> float | None:
        """See Timetable."""
        return min((due for _, rule in self._rules() if (due := self._due(rule, after)) is not None), default=None)

    def fire(self, after: float, until: float) -> list[str]:
        """See Timetable."""
        fired = []
        for key, rule in self._rules():
            due = self._due(rule, after)
            while due is not None and due <= until:
                _deliver_rule(key, rule, due)
                fired.append(f"rule/{rule['Name']} at {dt.datetime.fromtimestamp(due, dt.UTC).isoformat()}")
                due = self._due(rule, due)
        return fired

    def _rules(self) -> list[tuple[tuple[str, str, str], dict[str, Any]]]:
        rules = hooks.attribute(_EVENTBRIDGE, "_rules")._data.items()
        return [(key, rule) for key, rule in list(rules) if rule.get("ScheduleExpression")]

    def _due(self, rule: dict[str, Any], after: float) -> float | None:
        if rule.get("State") != "ENABLED":
            return None
        created = float(rule.get("CreationTime") or 0.0)
        when = Timing(rule["ScheduleExpression"], first=created, start=created + 0.002)
        try:
            return next_occurrence(when, after, next_cron)
        except ExpressionError:
            return None


def _deliver(entry: dict[str, Any], due: float, *, account: str, region: str) -> None:
    target = dict(entry.get("Target") or {})
    if target.get("Input"):
        target["Input"] = _with_context(target["Input"], entry, due)
    with hooks.attribute("ministack.core.responses", "request_scope")(account, region):
        event = _event("aws.scheduler", due, entry.get("Arn", ""), account, region)
        hooks.attribute(_EVENTBRIDGE, "_invoke_target")(target, event, entry)
    logger.info("schedule %s fired at %s", entry.get("Name"), CLOCK.moment().isoformat())


def _deliver_rule(key: tuple[str, str, str], rule: dict[str, Any], due: float) -> None:
    account, region, _ = key
    with hooks.attribute("ministack.core.responses", "request_scope")(account, region):
        event = _event("aws.events", due, rule.get("Arn", ""), account, region)
        event["EventBusName"] = rule.get("EventBusName", "default")
        for target in hooks.attribute(_EVENTBRIDGE, "_targets")._data.get(key, []):
            hooks.attribute(_EVENTBRIDGE, "_invoke_target")(target, event, rule)


def _event(source: str, due: float, resource: str, account: str, region: str) -> dict[str, Any]:
    return {
        "EventId": str(uuid.uuid4()),
        "Source": source,
        "DetailType": "Scheduled Event",
        "Detail": "{}",
        "Time": due,
        "Resources": [resource],
        "Account": account,
        "Region": region,
    }


def _with_context(text: str, entry: dict[str, Any], due: float) -> str:
    scheduled = dt.datetime.fromtimestamp(due, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    attributes = {
        "schedule-arn": entry.get("Arn", ""),
        "scheduled-time": scheduled,
        "execution-id": str(uuid.uuid4()),
        "attempt-number": "1",
    }
    for name, replacement in attributes.items():
        text = text.replace(f"<aws.scheduler.{name}>", replacement)
    return text
