"""Schedules deliver as their role, which must trust the scheduler.

Hooks: `scheduler._create_schedule`, `._update_schedule`, and `eventbridge._invoke_target` for events of the scheduler.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.acting import DeniedError, require
from embedded.task_permissions import of_target

_SCHEDULER = "ministack.services.scheduler"
_EVENTBRIDGE = "ministack.services.eventbridge"
_PRINCIPAL = "scheduler.amazonaws.com"

logger = logging.getLogger("stackyard.scheduler")


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(_SCHEDULER, "_create_schedule", _trusted)
    hooks.wrap(_SCHEDULER, "_update_schedule", _trusted)
    hooks.wrap(_EVENTBRIDGE, "_invoke_target", _allowed)


def _trusted(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_or_update(name: str, body: dict[str, Any]) -> Any:
        role_arn = str((body.get("Target") or {}).get("RoleArn", ""))
        if role_arn and not _trusts_the_scheduler(role_arn):
            refuse = hooks.attribute(_SCHEDULER, "_error")
            problem = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
            return refuse(400, "ValidationException", problem)
        return original(name, body)

    return create_or_update


def _trusts_the_scheduler(role_arn: str) -> bool:
    role = hooks.attribute("ministack.services.iam", "_roles").get(role_arn.rsplit("/", 1)[-1]) or {}
    document = role.get("AssumeRolePolicyDocument") or {}
    parsed = json.loads(document) if isinstance(document, str) else document
    statements = parsed.get("Statement", [])
    names = hooks.attribute("ministack.core.iam_evaluator", "_service_principal_matches")
    return any(
        statement.get("Effect") == "Allow" and names(statement.get("Principal"), _PRINCIPAL)
        for statement in (statements if isinstance(statements, list) else [statements])
    )


def _allowed(original: Callable[..., Any]) -> Callable[..., Any]:
    def deliver(target: dict[str, Any], event: dict[str, Any], rule: Any, view: Any = None) -> Any:
        if event.get("Source") == "aws.scheduler":
            try:
                for action, resource in of_target(str(target.get("Arn", ""))):
                    require(str(target.get("RoleArn", "")), action, resource)
            except DeniedError as denied:
                logger.warning("the schedule %s was not delivered: %s", (rule or {}).get("Name"), denied)
                return _to_dead_letter_queue(target)
        return original(target, event, rule, view)

    return deliver


def _to_dead_letter_queue(target: dict[str, Any]) -> None:
    arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    if arn:
        spec = hooks.attribute("ministack.core.arn", "parse_arn")(arn)
        hooks.attribute(_EVENTBRIDGE, "_dispatch_to_sqs")(spec, target.get("Input") or "{}")
