"""How change sets are executed where an environment opts in: in a hurry, or watched by alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from ..plan.template import Template
from .asking import ask
from .triggers import rollback_triggers
from .workshop import Workshop

EXPRESS = "DeploymentConfig"


def mode_options(workshop: Workshop, name: str, template: Template, *, new: bool) -> dict[str, Any]:
    """Arguments of ``create_change_set`` beside those that say what a stack shall become."""
    modes = workshop.modes
    # Express mode leaves failed stacks as they are unless it is told not to.
    express = {EXPRESS: {"Mode": "EXPRESS", "DisableRollback": False}} if modes.express else {}
    if new:
        return express  # its alarms do not exist yet
    triggers = rollback_triggers(workshop, name, template) if modes.rollback_triggers else []
    minutes = modes.monitoring_minutes if triggers else 0
    # Stacks remember their triggers: none at all must be said, too.
    return {**express, "RollbackConfiguration": {"RollbackTriggers": triggers, "MonitoringTimeInMinutes": minutes}}


def create(workshop: Workshop, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Make a change set; without express mode where the service refuses that."""
    try:
        return _create(workshop, arguments)
    except ClientError as error:
        if EXPRESS not in arguments or not _refuses_express(error):
            raise
        workshop.observer.note(f"{arguments['StackName']}: no express mode here: {error.response['Error']['Message']}")
        return _create(workshop, {key: value for key, value in arguments.items() if key != EXPRESS})


def _create(workshop: Workshop, arguments: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = ask(workshop, lambda: workshop.cloudformation.create_change_set(**arguments))
    return answer


def _refuses_express(error: ClientError) -> bool:
    told = error.response["Error"]
    message = str(told.get("Message", "")).lower()
    return told.get("Code") == "ValidationError" and ("express" in message or EXPRESS.lower() in message)
