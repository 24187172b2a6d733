"""Requests and resources that name something of another partition are refused, wherever one of this partition belongs.

The words are IAM's, the only service that is known to say it plainly; the codes are those by which each service refuses
an ARN that is none. What reads a resource's policy has words of its own (`resource_policies`).

Hooks: `handle_request` of the services below, `services.stepfunctions._invoke_resource` and `._invoke_with_callback`,
and the provisioners of all types but custom resources, whose properties mean whatever their author says.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from embedded import hooks, provisioning
from embedded.repairs.partition_rules import names
from embedded.repairs.partition_rules._answers import Request, refusing

_STATES = "ministack.services.stepfunctions"
# Module of MiniStack, name of the service, code.
_SERVICES = (
    ("apigateway_v1", "apigateway", "BadRequestException"),
    ("cloudwatch", "monitoring", "ValidationError"),
    ("eventbridge", "events", "ValidationException"),
    ("iam", "iam", "InvalidInput"),
    ("kms", "kms", "InvalidArnException"),
    ("lambda_svc", "lambda", "InvalidParameterValueException"),
    ("s3", "s3", "InvalidArgument"),
    ("scheduler", "scheduler", "ValidationException"),
    ("sns", "sns", "InvalidParameter"),
    ("sqs", "sqs", "InvalidAddress"),
    ("stepfunctions", "states", "InvalidArn"),
    ("sts", "sts", "ValidationError"),
)
_PAYLOAD = re.compile(r"/invo(cations|ke-async)/?$")  # of a function: what it is called with is its own affair


def apply() -> None:
    """Puts the hooks named above in place."""
    for module, service, code in _SERVICES:
        refusing(module, service, functools.partial(_refusal, service, code))
    for hook in ("_invoke_resource", "_invoke_with_callback"):
        hooks.wrap(_STATES, hook, _of_this_partition)
    for kind in provisioning.handlers():
        if kind != "AWS::CloudFormation::CustomResource":
            provisioning.before_provisioning(kind, _refuse)


def _refusal(service: str, code: str, request: Request) -> tuple[str, str] | None:
    path, body = request.path, request.body
    if service == "s3":  # keys and contents of objects are free
        path, body = "", body if request.method == "PUT" and "notification" in request.query else b""
    found = names.foreign_in_request(path, b"" if _PAYLOAD.search(path) else body)
    return (code, told(found)) if found else None


def told(name: str) -> str:
    """What is said of a name of another partition."""
    if name.startswith("arn:"):
        return f'Partition "{name.split(":", 2)[1]}" is not valid for resource "{name}".'
    return f"The address {name} is not valid for this endpoint."


def _refuse(properties: provisioning.Properties) -> None:
    found = names.foreign_in_properties(properties)
    if found:
        raise ValueError(told(found))


def _of_this_partition(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(resource: str, given: Any, *rest: Any) -> Any:
        found = names.foreign_in_properties(given)
        if found:
            raise hooks.attribute(_STATES, "_ExecutionError")("States.Runtime", told(found))
        return original(resource, given, *rest)

    return invoke
