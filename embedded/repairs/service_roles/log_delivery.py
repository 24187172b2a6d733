"""State machines deliver their logs as their role.

AWS asks for these permissions when a state machine with logging is created or updated, not when it logs.

Hooks: the provisioner of `AWS::StepFunctions::StateMachine`; `stepfunctions._create_state_machine`,
`._update_state_machine`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks, provisioning
from embedded.acting import DeniedError, require
from embedded.task_permissions import UNKNOWN

_STATES = "ministack.services.stepfunctions"
_TYPE = "AWS::StepFunctions::StateMachine"
_NEEDED = (
    "CreateLogDelivery",
    "GetLogDelivery",
    "UpdateLogDelivery",
    "DeleteLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "DescribeResourcePolicies",
    "DescribeLogGroups",
)
_REFUSAL = "The state machine IAM Role is not authorized to access the Log Destination"


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(_STATES, "_create_state_machine", _refusing)
    hooks.wrap(_STATES, "_update_state_machine", _refusing)
    provisioning.after_provisioning(_TYPE, _checking)


def _refusing(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_or_update(data: dict[str, Any]) -> Any:
        logging = data.get("loggingConfiguration") or {}
        known = hooks.attribute(_STATES, "_state_machines").get(data.get("stateMachineArn")) or {}
        try:
            _require_delivery(data.get("roleArn") or known.get("roleArn", ""), logging.get("level", "OFF"))
        except DeniedError as denied:
            answer = hooks.attribute(_STATES, "error_response_json")
            return answer("AccessDeniedException", f"{_REFUSAL} ({denied})", 400)
        return original(data)

    return create_or_update


def _checking(_arn: str, properties: provisioning.Properties) -> None:
    level = (properties.get("LoggingConfiguration") or {}).get("Level", "OFF")
    try:
        _require_delivery(properties["RoleArn"], level)
    except DeniedError as denied:
        raise ValueError(f"{_REFUSAL} ({denied}) (Service: StepFunctions, Status Code: 400)") from denied


def _require_delivery(role: str, level: str) -> None:
    if level != "OFF":
        for operation in _NEEDED:
            require(role, f"logs:{operation}", UNKNOWN)
