"""Running state machines in contract tests: a role that may do everything, and the end of an execution."""

from __future__ import annotations

import json
import time
from typing import Any

import botocore.exceptions

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS

ROLE = "states-everything"


def role_arn(server: EmbeddedServer) -> str:
    try:
        server.role(ROLE, {"Effect": "Allow", "Action": "*", "Resource": "*"}, service="states.amazonaws.com")
    except botocore.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "EntityAlreadyExists":
            raise
    return f"{server.partition.arns}:iam::{ACCOUNT}:role/{ROLE}"


def create(server: EmbeddedServer, name: str, definition: dict[str, Any]) -> str:
    answer = server.client("stepfunctions").create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=role_arn(server)
    )
    return str(answer["stateMachineArn"])


def run(server: EmbeddedServer, machine_arn: str, data: Any = None) -> dict[str, Any]:
    """Starts an execution and returns its description once it has ended, with `output` decoded."""
    return ended(server, start(server, machine_arn, data))


def start(server: EmbeddedServer, machine_arn: str, data: Any = None) -> str:
    """Starts an execution and returns its ARN."""
    given = json.dumps({} if data is None else data)
    return str(server.client("stepfunctions").start_execution(stateMachineArn=machine_arn, input=given)["executionArn"])


def ended(server: EmbeddedServer, execution_arn: str) -> dict[str, Any]:
    """Waits for the end of an execution and returns its description, with `output` decoded."""
    states = server.client("stepfunctions")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        execution: dict[str, Any] = states.describe_execution(executionArn=execution_arn)
        if execution["status"] != "RUNNING":
            return {**execution, "output": json.loads(execution.get("output") or "null")}
        time.sleep(0.02)
    raise AssertionError(f"{execution_arn} did not end")


def entered(server: EmbeddedServer, execution_arn: str) -> list[str]:
    """What kinds of states an execution has entered so far."""
    history = server.client("stepfunctions").get_execution_history(executionArn=execution_arn)["events"]
    return [event["type"] for event in history if event["type"].endswith("StateEntered")]


def create_and_run(server: EmbeddedServer, name: str, definition: dict[str, Any], data: Any = None) -> dict[str, Any]:
    return run(server, create(server, name, definition), data)


def in_order(**states: dict[str, Any]) -> dict[str, Any]:
    """A definition of states that follow one another as given."""
    names = list(states)
    chained = {
        name: {**state, **({"Next": names[index + 1]} if index + 1 < len(names) else {"End": True})}
        for index, (name, state) in enumerate(states.items())
    }
    return {"StartAt": names[0], "States": chained}


def function_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
