"""How change sets are executed where an environment opts in: in a hurry, or watched by alarms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from ..plan.template import Template
from ..refusals import about_request, message_of
from ..shifts import AT_ONCE, SHIFT
from .asking import ask
from .modes import Modes
from .triggers import rollback_triggers
from .workshop import Workshop

EXPRESS = "DeploymentConfig"
_EXPRESS_WORDS = ("express", "deploymentconfig", "deployment config")

Done = TypeVar("Done")


class NoExpressError(Exception):
    """The service does not know express mode, or not in this region; its text is the service's reason."""


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


def in_mode(modes: Modes, parameters: Mapping[str, str]) -> dict[str, str]:
    """Parameters of a change set as a mode wants them; the stack's digest is that of the others all the same."""
    gradually = modes.at_once and parameters.get(SHIFT)
    return {**parameters, SHIFT: AT_ONCE} if gradually else dict(parameters)


def create(workshop: Workshop, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Make a change set. Raises ``NoExpressError`` where the service refuses express mode."""
    try:
        answer: dict[str, Any] = ask(workshop, lambda: workshop.cloudformation.create_change_set(**arguments))
    except ClientError as error:
        if about_request(error) and refuses_express(workshop, message_of(error)):
            raise NoExpressError(message_of(error)) from error
        raise
    return answer


def refuses_express(workshop: Workshop, reason: str) -> bool:
    """Whether express mode was asked for, and the reason of a refusal names it."""
    return workshop.modes.express and any(word in reason.lower() for word in _EXPRESS_WORDS)


def express_or_not(workshop: Workshop, work: Callable[[Workshop], Done], tell: Callable[[str], None]) -> Done:
    """Do some work, and once more without express mode where the service refuses that, telling its reason."""
    try:
        return work(workshop)
    except NoExpressError as refusal:
        tell(str(refusal))
        return work(replace(workshop, modes=replace(workshop.modes, express=False)))
