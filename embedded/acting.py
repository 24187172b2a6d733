"""Decisions about what a service of AWS does in the name of a role, such as a state machine's or a schedule's.

Requests of functions are decided by MiniStack where they arrive. What its services do for a role does not arrive
anywhere: it is decided here, by the same evaluation of the role's policies, boundary and the resource's own policy.
"""

from __future__ import annotations

from typing import Any

from embedded import hooks
from embedded.partition import HERE
from embedded.permission_ledger import LEDGER

_EVALUATOR = "ministack.core.iam_evaluator"


class DeniedError(Exception):
    """A role may not do what is wanted of it; the message is worded as AWS words it."""


def require(role_arn: str, action: str, resource: str) -> None:
    """Raises DeniedError unless the role may do `action` on `resource`; records the decision.

    A `resource` of `*` means that it is not known: then any resource that the role may do it on will do.
    """
    role = role_arn.rsplit("/", 1)[-1]
    allowed = _decision(role_arn, action, resource) == "Allow"
    LEDGER.record(role, action, resource, allowed=allowed)
    if not allowed:
        account = _account(role_arn)
        raise DeniedError(
            f"User: {HERE.arns}:sts::{account}:assumed-role/{role} is not authorized to perform: {action} on resource: "
            f"{resource} because no identity-based policy allows the {action} action"
        )


def _decision(role_arn: str, action: str, resource: str) -> str:
    role, account = role_arn.rsplit("/", 1)[-1], _account(role_arn)
    policies = hooks.attribute(_EVALUATOR, "_gather_role_policies")(role, account)
    limits = hooks.attribute(_EVALUATOR, "_permissions_boundary")(_roles(), role, account)
    if resource == "*":
        return _anywhere(policies, action)
    context = hooks.attribute(_EVALUATOR, "EvalContext")(
        principal_arn=f"{HERE.arns}:sts::{account}:assumed-role/{role}/service",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=hooks.attribute("ministack.core.responses", "get_region")(),
        secure_transport=True,
        service_context={"aws:tagkeys": None},
    )
    result = hooks.attribute(_EVALUATOR, "evaluate")(context, policies, *limits)
    own_policy = hooks.attribute(_EVALUATOR, "_resource_policy")(action.partition(":")[0], resource)
    if own_policy is not None:
        combine = hooks.attribute(_EVALUATOR, "combine_resource_policy")
        result = combine(result, context, *own_policy, limits=limits)
    return str(result.decision)


def _account(role_arn: str) -> str:
    parts = role_arn.split(":")
    return parts[4] if len(parts) > 5 else ""  # noqa: PLR2004 - the fields of an ARN; not even one of those allows nothing


def _roles() -> Any:
    return hooks.attribute("ministack.services.iam", "_roles")


def _anywhere(policies: list[list[Any]], action: str) -> str:
    matches = hooks.attribute(_EVALUATOR, "_action_matches")
    granted = any(
        statement.effect == "Allow" and matches(action, statement.actions, statement.not_actions)
        for policy in policies
        for statement in policy
    )
    return "Allow" if granted else "ImplicitDeny"
