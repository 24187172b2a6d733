"""Schedules in templates: all of their properties reach the service, and what it refuses fails the stack."""

from __future__ import annotations

import json
from typing import Any

from embedded import hooks

_PROVISIONERS = "ministack.services.cloudformation.provisioners"
_SCHEDULER = "ministack.services.scheduler"
_TYPE = "AWS::Scheduler::Schedule"

_PROPERTIES = (
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "GroupName",
    "KmsKeyArn",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
    "Target",
)


def apply() -> None:
    """Replaces the handlers that create and update a schedule for CloudFormation."""
    handlers = hooks.attribute(_PROVISIONERS, "_RESOURCE_HANDLERS")[_TYPE]
    delete = handlers["delete"]

    def create(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        named = properties.get("Name")
        name = named or hooks.attribute(_PROVISIONERS, "_physical_name")(stack, logical_id, max_len=64)
        return _store("_create_schedule", name, properties)

    def update(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str) -> Any:
        moved = new.get("Name", physical_id) != physical_id or new.get("GroupName") != old.get("GroupName")
        if not moved:
            return _store("_update_schedule", physical_id, new)
        created = create(physical_id, {"Name": physical_id, **new}, stack)
        delete(physical_id, old)
        return created

    handlers.update(create=create, update=update)


def _store(operation: str, name: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    scheduler_epoch = hooks.attribute(_SCHEDULER, "_to_epoch")
    body = {key: properties[key] for key in _PROPERTIES if key in properties}
    body |= {key: scheduler_epoch(body[key]) for key in ("StartDate", "EndDate") if key in body}
    status, _, answer = hooks.attribute(_SCHEDULER, operation)(name, body)
    if status >= 400:  # noqa: PLR2004 - the first HTTP status that is an error
        problem = json.loads(answer)
        raise ValueError(f"{problem['Message']} (Service: Scheduler, Status Code: {status}, {problem['__type']})")
    return name, {"Arn": json.loads(answer)["ScheduleArn"]}
