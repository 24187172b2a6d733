"""Policies that IAM calls malformed: resources of another partition, and services by names that are none.

A service is `<service>.amazonaws.com` as a principal in every partition. The few that may be named with the suffix of
China as well are those for which sources differ; `lambda.amazonaws.com.cn`, which a template gets that builds its
principals from AWS::URLSuffix, is refused.

Hooks: `core.iam_evaluator.validate_policy_document`, `services.iam._trust_policy_not_principal_error`, and the
provisioners of roles and managed policies, which MiniStack lets make policies without a look at them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from embedded import hooks, provisioning
from embedded.partition import HERE

_ARN = re.compile(r"arn:([a-z][a-z0-9-]*):")
_ALSO_WITH_SUFFIX = frozenset({"codedeploy", "ec2", "elasticmapreduce", "logs"})

Validate = Callable[[Any], str | None]


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap("ministack.core.iam_evaluator", "validate_policy_document", lambda original: _also(original, fault))
    hooks.wrap("ministack.services.iam", "_trust_policy_not_principal_error", lambda original: _also(original, fault))
    provisioning.before_provisioning("AWS::IAM::Role", _of_role)
    provisioning.before_provisioning("AWS::IAM::ManagedPolicy", _of_managed_policy)


def fault(document: Any) -> str | None:
    """What IAM says of a policy that names what is not of this partition, or None. Takes JSON or a document."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return None
    return next(_faults(document), None) if isinstance(document, dict) else None


def _faults(document: dict[str, Any]) -> Iterator[str]:
    for statement in _listed(document.get("Statement")):
        if not isinstance(statement, dict):
            continue
        for resource in (*_listed(statement.get("Resource")), *_listed(statement.get("NotResource"))):
            found = _ARN.match(str(resource))
            if found and found[1] != HERE.name:
                yield f'Partition "{found[1]}" is not valid for resource "{resource}".'
        principals = statement.get("Principal")
        for kind, names in principals.items() if isinstance(principals, dict) else ():
            for name in _listed(names):
                if _is_foreign(kind, str(name)):
                    yield f'Invalid principal in policy: "{kind.upper()}":"{name}"'


def is_foreign_service(name: str) -> bool:
    """Whether a service is named with a suffix by which nobody knows it."""
    service, _, suffix = name.partition(".amazonaws.com")  # stackyard: E9102 because services end so towards IAM
    allowed = HERE.url_suffix.endswith(suffix) and service.partition(".")[0] in _ALSO_WITH_SUFFIX
    return bool(suffix) and not allowed


def _is_foreign(kind: str, name: str) -> bool:
    if kind == "Service":
        return is_foreign_service(name)
    found = _ARN.match(name)
    return kind == "AWS" and bool(found and found[1] != HERE.name)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _also(original: Validate, further: Validate) -> Validate:
    def validate(document: Any) -> str | None:
        return original(document) or further(document)

    return validate


def _of_role(properties: provisioning.Properties) -> None:
    for policy in provisioning.glance(properties, "Policies") or ():
        _refuse(policy.get("PolicyDocument"))


def _of_managed_policy(properties: provisioning.Properties) -> None:
    _refuse(provisioning.glance(properties, "PolicyDocument"))


def _refuse(document: Any) -> None:
    found = fault(document)
    if found:
        raise ValueError(f"{found} (Service: Iam, Status Code: 400, MalformedPolicyDocument)")
