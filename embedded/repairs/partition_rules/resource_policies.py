"""Policies of resources that name another partition, or a service by a name that is none: refused as each service does.

MiniStack looks at policies of IAM only (`policies`); those of buckets, queues, topics, keys and functions it keeps as
they are, and whoever they name is never let in.

Hooks: `handle_request` of the services below, and the provisioners of types with such a policy.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from embedded import provisioning
from embedded.repairs.partition_rules._answers import Request, refusing
from embedded.repairs.partition_rules.policies import fault, is_foreign_service

# Module of MiniStack, service, code, and what it says of a wrong principal and of a wrong resource.
_SERVICES = (
    ("s3", "s3", "MalformedPolicy", "Invalid principal in policy", "Policy has invalid resource"),
    ("sqs", "sqs", "InvalidAttributeValue", *("Invalid value for the parameter Policy.",) * 2),
    (
        "sns",
        "sns",
        "InvalidParameter",
        "Invalid parameter: Policy Error: PrincipalNotFound",
        "Invalid parameter: Policy",
    ),
    (
        "kms",
        "kms",
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
        "Policy contains a statement with one or more invalid resources.",
    ),
)
_TYPES = {
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
}
_NO_PRINCIPAL = "The provided principal was invalid. Please check the principal and try again."


def apply() -> None:
    """Puts the hooks named above in place."""
    for module, service, code, *words in _SERVICES:
        refusing(module, service, functools.partial(_refusal, service, code, words))
    refusing("lambda_svc", "lambda", _of_function)
    for kind, name in _TYPES.items():
        provisioning.before_provisioning(kind, functools.partial(_refuse, name))
    provisioning.before_provisioning("AWS::Lambda::Permission", _refuse_permission)


def _refusal(service: str, code: str, words: list[str], request: Request) -> tuple[str, str] | None:
    if service == "s3" and (request.method != "PUT" or "policy" not in request.query):
        return None
    found = next(filter(None, map(fault, _policies(request.body))), None) if b"Statement" in request.body else None
    if found is None:
        return None
    told = words[0 if "principal" in found else 1]
    return code, found if found.startswith(told) else f"{told} ({found})"


def _policies(body: bytes) -> Iterator[str]:
    """Whatever of a body may be a policy: itself, or a text in it."""
    text = body.decode("utf-8", "replace")
    try:
        yield from _texts(json.loads(text))
    except ValueError:
        yield from (value for _, value in parse_qsl(text))
    else:
        yield text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name in {"Policy", "Attributes"}:
                yield from [one] if isinstance(one, str) else _texts(one)


def _of_function(request: Request) -> tuple[str, str] | None:
    if request.method != "POST" or not request.path.endswith("/policy"):
        return None
    wrong = is_foreign_service(str(json.loads(request.body or b"{}").get("Principal")))
    return ("InvalidParameterValueException", _NO_PRINCIPAL) if wrong else None


def _refuse(name: str, properties: provisioning.Properties) -> None:
    found = fault(provisioning.glance(properties, name))
    if found:
        raise ValueError(found)


def _refuse_permission(properties: provisioning.Properties) -> None:
    if is_foreign_service(str(provisioning.glance(properties, "Principal"))):
        raise ValueError(_NO_PRINCIPAL)
