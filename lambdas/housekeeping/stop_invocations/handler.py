"""Entry point of the brake: AWS Budgets published that the environment's budget is spent, so its functions are stopped.

What stops them is ``stackyard.brake``, the same that `bin/stop` does and `bin/resume` takes back.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import boto3
from botocore.config import Config
from lambda_kit.clients import CONFIG, client
from lambda_kit.settings import Environment
from stackyard.brake.functions import Functions
from stackyard.brake.notices import Notice, notices
from stackyard.brake.pull import Stopping
from stackyard.errors import StackyardError
from stackyard.faults import Faults

LOG = logging.getLogger("stop_invocations")
LOG.setLevel(logging.INFO)

# Lambda's control plane takes few requests a second: whoever asks too fast has to wait rather than give up.
PATIENT = CONFIG.merge(Config(retries={"mode": "adaptive", "total_max_attempts": 8}))

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
SETTINGS = Environment(os.environ)
ENVIRONMENT, PREFIX = SETTINGS.text("ENVIRONMENT"), SETTINGS.text("PREFIX")
TOPIC, ALARM_TOPIC = SETTINGS.text("BRAKE_TOPIC_ARN"), SETTINGS.text("ALARM_TOPIC_ARN")
LAMBDAS = {
    region: boto3.client("lambda", region_name=region, config=PATIENT) for region in SETTINGS.text("REGIONS").split(",")
}
SNS = client("sns")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Stop what runs, in all regions; answers ``{"stopped": [names]}``. Raises where something runs on."""
    meant = [notice for notice in notices(event) if is_meant(notice)]
    return {"stopped": stop(meant[0], context.function_name) if meant else []}


def is_meant(notice: Notice) -> bool:
    """Whether a message says that this environment's budget is spent; another one is logged and left."""
    if notice.topic == TOPIC and notice.is_about(PREFIX):
        return True
    LOG.warning("a message of %s does not name the budget %s: nothing is stopped", notice.topic, PREFIX)
    return False


def stop(notice: Notice, itself: str) -> list[str]:
    """Stop the functions of every region; people hear of it where they hear of alarms."""
    faults, stopped = Faults("stopping functions"), list[str]()
    for region, lambdas in LAMBDAS.items():
        functions = Functions(lambdas, ENVIRONMENT, PREFIX)
        with faults.collecting():
            names = Stopping(functions, "budget", notice.moment, spared=[itself]).stop()
            stopped.extend(f"{region}: {name}" for name in names)
    if stopped or faults.errors:
        tell(stopped, faults.errors)
    faults.raise_if_any()
    return stopped


def tell(stopped: list[str], errors: list[StackyardError]) -> None:
    """Publish what was stopped and what was not."""
    lines = [
        f"The budget {PREFIX} is spent, so functions of {ENVIRONMENT} are stopped.",
        f"bin/resume {ENVIRONMENT} gives them back what they had.",
        "Until then calls are refused, so alarms of throttled functions and failing APIs may ring for that alone.",
        "",
        *stopped,
        *(f"\nNOT stopped: {error}" for error in errors),
    ]
    text = "\n".join(lines)
    LOG.warning(text)
    SNS.publish(TopicArn=ALARM_TOPIC, Subject=f"{PREFIX}: functions stopped", Message=text)
