"""Entry point of the reaper's schedule; the logic is ``stackyard.sweep.reap``, the same as ``bin/ephemeral reap``'s.

Nobody waits for it: what it has no time for, or what fails, comes with the next call. A failure is an error of the
function all the same, so that an alarm tells of what never goes.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from lambda_kit.settings import Environment
from stackyard.apply.observer import Lines
from stackyard.apply.polling import Pace
from stackyard.apply.recovery import Recovery
from stackyard.apply.workshop import Workshop
from stackyard.sweep.reap import reap
from stackyard.target import Target

LOGGER = logging.getLogger()
logging.getLogger("botocore").setLevel(logging.WARNING)  # it tells where it found each endpoint
ENVIRONMENT = Environment(os.environ)
NAME = ENVIRONMENT.text("ENVIRONMENT")
REMOVAL_ROLE = ENVIRONMENT.text("REMOVAL_ROLE_ARN")
_ENOUGH = 10 * 60 * 1000  # milliseconds that an environment may take to go


def handler(_event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Take away what has expired; answers what went and what stays. Raises ``RuntimeError`` for what could not go."""
    workshop = workshop_of(context)
    told = reap(workshop, workshop.target.now, dry=False, in_time=lambda: _time_left(context) > _ENOUGH)
    for line in told.lines(dry=False):
        LOGGER.info(line)
    if told.failed:
        raise RuntimeError("; ".join(f"{name}: {why}" for name, why in sorted(told.failed.items())))
    return {"gone": sorted(told.gone), "left": told.left}


def _time_left(context: Any) -> int:
    return int(context.get_remaining_time_in_millis())


def _target(context: Any) -> Target:
    """Give the account and region that the function itself is in."""
    _, partition, _, region, account, *_ = context.invoked_function_arn.split(":")
    return Target(NAME, f"stackyard-{NAME}", account, region, partition, "", "")


def workshop_of(context: Any) -> Workshop:
    """Gather what works at the account that the function is in."""
    target = _target(context)
    cloudformation = target.client("cloudformation")
    # CloudFormation removes what a stack has by a role of its own: the function itself may not touch any of it.
    cloudformation.meta.events.register("before-parameter-build.cloudformation.DeleteStack", _by_role)
    return Workshop(
        target,
        cloudformation,
        s3=target.client("s3"),
        pace=Pace.usual(embedded=False),
        observer=Lines(LOGGER.info),
        recovery=Recovery(wait_minutes=1),
    )


def _by_role(params: dict[str, Any], **_: Any) -> None:
    params["RoleARN"] = REMOVAL_ROLE
