"""The log of executions in the log group that a state machine's LoggingConfiguration names.

Stock MiniStack stores a template's `LoggingConfiguration` in the template's spelling, which no API answer has, and
writes nothing. Here each history event goes to the log group, as far as level (`ALL`, `ERROR`, `FATAL`) and
`includeExecutionData` allow.

Hooks: `_add_event`, `_run_execution`; the provisioner of `AWS::StepFunctions::StateMachine`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

from embedded import hooks, provisioning
from embedded.clock import CLOCK
from embedded.repairs import _log_groups
from embedded.repairs.step_functions_gaps._names import STATES, Document

_FAILURES = ("Failed", "TimedOut", "Aborted")
_DATA = {"input", "output", "parameters", "cause"}

logger = logging.getLogger("stackyard.states")


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(STATES, "_add_event", _logging)
    hooks.wrap(STATES, "_run_execution", _logging_the_start)
    provisioning.after_provisioning("AWS::StepFunctions::StateMachine", _store_configuration)


def wanted(level: str, event_type: str) -> bool:
    """Whether events of a type are logged at a level."""
    if level == "ERROR":
        return event_type.endswith(_FAILURES)
    if level == "FATAL":
        return event_type.startswith("Execution") and event_type.endswith(_FAILURES)
    return level == "ALL"


def _store_configuration(arn: str, properties: provisioning.Properties) -> None:
    configuration = properties.get("LoggingConfiguration") or {}
    destinations = [
        {"cloudWatchLogsLogGroup": {"logGroupArn": one["CloudWatchLogsLogGroup"]["LogGroupArn"]}}
        for one in configuration.get("Destinations") or ()
    ]
    hooks.attribute(STATES, "_state_machines")[arn]["loggingConfiguration"] = {
        "level": configuration.get("Level", "OFF"),
        "includeExecutionData": provisioning.truth(configuration.get("IncludeExecutionData")),
        **({"destinations": destinations} if destinations else {}),
    }


def _logging(original: Callable[..., Document]) -> Callable[..., Document]:
    def add(execution: Document, event_type: str, details: Document | None = None) -> Document:
        event = original(execution, event_type, details)
        _write(execution, event)
        return event

    return add


def _logging_the_start(original: Callable[[str], None]) -> Callable[[str], None]:
    def run(arn: str) -> None:
        execution = hooks.attribute(STATES, "_executions").get(arn)
        if execution:
            _write(execution, execution["events"][0])
        original(arn)

    return run


def _write(execution: Document, event: Document) -> None:
    # A child of a distributed map belongs to <machine>/<label>; its log is the machine's.
    machine_arn = execution["stateMachineArn"].split("/", 1)[0]
    machine = hooks.attribute(STATES, "_state_machines").get(machine_arn) or {}
    configuration = machine.get("loggingConfiguration") or {}
    if not wanted(configuration.get("level", "OFF"), event["type"]):
        return
    line = json.dumps(_entry(execution, event, with_data=configuration.get("includeExecutionData", False)))
    for group in _groups(configuration):
        if not _log_groups.append(group, f"states/{machine.get('name')}", line):
            logger.warning("the log group %s of %s does not exist", group, machine_arn)


def _groups(configuration: Document) -> Iterator[str]:
    for destination in configuration.get("destinations") or ():
        yield destination["cloudWatchLogsLogGroup"]["logGroupArn"]


def _entry(execution: Document, event: Document, *, with_data: bool) -> Document:
    details: Any = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
    return {
        "id": str(event["id"]),
        "type": event["type"],
        "details": {key: value for key, value in details.items() if with_data or key not in _DATA},
        "previous_event_id": str(event["id"] - 1),
        "event_timestamp": str(int(CLOCK.now() * 1000)),
        "execution_arn": execution["executionArn"],
    }
