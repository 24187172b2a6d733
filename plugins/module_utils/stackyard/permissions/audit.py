"""What roles may do against what they did: the least-privilege audit of an environment.

The embedded AWS enforces policies and records every decision, so a permission that is missing fails on the laptop;
this tells the opposite: permissions that are granted and that nothing used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, order=True)
class Grant:
    """One action on one resource pattern that a role's policies allow."""

    role: str
    action: str
    resource: str


@dataclass(frozen=True, order=True)
class Use:
    """One recorded decision: a role asked for an action on a resource; ``decision`` is ``allow`` or ``deny``."""

    role: str
    action: str
    resource: str
    decision: str
    count: int = 1


@dataclass(frozen=True)
class Audit:
    """What the comparison found, each list sorted."""

    unused: Sequence[Grant]
    denied: Sequence[Use]
    used: Sequence[Grant]


def grants_of(role: str, document: Mapping[str, Any]) -> list[Grant]:
    """List what one policy document allows; ``Deny`` statements grant nothing."""
    allowing = [one for one in _as_list(document.get("Statement")) if one.get("Effect") == "Allow"]
    return [
        Grant(role, action, resource)
        for statement in allowing
        for action in _as_list(statement.get("Action"))
        for resource in _as_list(statement.get("Resource"))
    ]


def audit(grants: Iterable[Grant], uses: Iterable[Use]) -> Audit:
    """Compare grants with recorded decisions."""
    recorded = list(uses)
    allowed = [use for use in recorded if use.decision == "allow"]
    granted = sorted(set(grants))
    used = [grant for grant in granted if any(covers(grant, use) for use in allowed)]
    return Audit(
        unused=[grant for grant in granted if grant not in set(used)],
        denied=sorted(use for use in recorded if use.decision != "allow"),
        used=used,
    )


def covers(grant: Grant, use: Use) -> bool:
    """Whether a grant is what allowed this use (IAM wildcards: ``*`` and ``?``; actions ignore case)."""
    return (
        grant.role == use.role
        and _matches(grant.action.lower(), use.action.lower())
        and (_matches(grant.resource, use.resource) or use.resource == "*")
    )


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(char, re.escape(char)) for char in pattern), re.DOTALL)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def granted_in(iam: Any, role_prefix: str) -> list[Grant]:
    """Read what the inline policies of every role whose name starts with ``role_prefix`` grant (``iam``: a client)."""
    grants: list[Grant] = []
    for page in iam.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            name = role["RoleName"]
            if name.startswith(role_prefix):
                for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
                    grants += grants_of(name, document)
    return grants
