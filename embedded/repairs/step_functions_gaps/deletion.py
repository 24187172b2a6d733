"""A state machine that a stack deletes takes its executions with it.

Stock MiniStack keeps them, and gives a machine that the stack makes again the same name: its history then begins with
the executions of a machine that is gone. Those of a distributed map belong to `<machine>/<label>`.

Hook: the `delete` of the provisioner of `AWS::StepFunctions::StateMachine`.
"""

from __future__ import annotations

from embedded import hooks, provisioning
from embedded.repairs.step_functions_gaps._names import STATES


def apply() -> None:
    """Adds to the deletion what it leaves behind."""
    provisioning.before_deleting("AWS::StepFunctions::StateMachine", _forget_executions)


def _forget_executions(arn: str, _properties: provisioning.Properties) -> None:
    executions = hooks.attribute(STATES, "_executions")
    for execution_arn, execution in list(executions.items()):
        if execution["stateMachineArn"].split("/", 1)[0] == arn:
            if execution["status"] == "RUNNING":
                execution["status"] = "ABORTED"  # which its thread looks for before each state
            executions.pop(execution_arn, None)
