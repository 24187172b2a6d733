"""What the policies of a stack allow and deny, taken apart into single permissions.

Identity policies say what a role may do; resource policies and Lambda's permissions say who may do something to a
resource. Both become the same kind of entry, so that one comparison answers "who gains or loses what".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..plan.resolve import text_of
from .model import PermissionChange

ANYONE = "anyone"

_IDENTITY = re.compile(r"AWS::(IAM::|SSO::PermissionSet)")
_HOLDERS = ("Roles", "Users", "Groups", "RoleName", "UserName", "GroupName")
_OWN = re.compile(r"^\$\{(\w+)(?:\.Arn|\.TopicArn|\.QueueArn)?\}")
_CALLER = ("SourceArn", "SourceAccount", "PrincipalOrgID", "FunctionUrlAuthType")


def permissions_of(resources: Mapping[str, Mapping[str, Any]], where: str) -> set[PermissionChange]:
    """List every permission in the resources of a stack, as if gained. ``where`` is "system.stack"."""
    return {found for name, one in resources.items() for found in _of_resource(name, one, where)}


def _of_resource(name: str, resource: Mapping[str, Any], where: str) -> Iterator[PermissionChange]:
    kind, properties = str(resource.get("Type", "")), resource.get("Properties") or {}
    if kind.endswith("Permission") and kind.startswith("AWS::Lambda::"):
        yield from _invocation(properties, where)
        return
    identity = bool(_IDENTITY.match(kind))
    holders = _holders(name, kind, properties, where) if identity else []
    for key, document in _documents(properties):
        if identity and key != "AssumeRolePolicyDocument":
            for holder in holders:
                yield from _of_document(document, holder, f"{where}/{name}")
        else:
            yield from _of_document(document, "", f"{where}/{name}")
    for arn in _list(properties.get("ManagedPolicyArns")) if identity else []:
        policy = _named(text_of(arn), where)
        yield PermissionChange(f"{where}/{name}", gained=True, action=f"everything in {policy}", resource="")
    if identity and "PermissionsBoundary" in properties:
        boundary = _named(text_of(properties["PermissionsBoundary"]), where)
        yield PermissionChange(f"{where}/{name}", gained=True, action=f"at most what {boundary} allows", resource="")


def _holders(name: str, kind: str, properties: Mapping[str, Any], where: str) -> list[str]:
    """Who has an identity policy: its own resource, or those it is attached to."""
    if kind in ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"):
        return [f"{where}/{name}"]
    attached = [text_of(one) for key in _HOLDERS for one in _list(properties.get(key))]
    return [_named(one, where) for one in attached] or [f"{where}/{name}"]


def _documents(value: Any, key: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Find policy documents anywhere in a value, with the key that they stand at."""
    if isinstance(value, str) and '"Statement"' in value:
        value = _opened(value)
    if isinstance(value, Mapping):
        if "Statement" in value:
            yield key, value
            return
        for inner_key, inner in value.items():
            yield from _documents(inner, str(inner_key))
    elif isinstance(value, list):
        for inner in value:
            yield from _documents(inner, key)


def _opened(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _of_document(document: Mapping[str, Any], holder: str, owner: str) -> Iterator[PermissionChange]:
    """Take a document apart. Without a ``holder`` its statements name who is meant, and ``owner`` is the resource."""
    where = owner.partition("/")[0]
    for statement in _list(document.get("Statement")):
        if not isinstance(statement, Mapping):
            continue
        for who in [holder] if holder else _principals(statement):
            for action in _either(statement, "Action"):
                for resource in _either(statement, "Resource"):
                    yield PermissionChange(
                        role=_named(who, where),
                        gained=True,
                        action=action,
                        resource=resource if holder else owner if resource in ("", "*") else _named(resource, where),
                        condition=_condition(statement.get("Condition")),
                        denied=statement.get("Effect") == "Deny",
                    )


def _invocation(properties: Mapping[str, Any], where: str) -> Iterator[PermissionChange]:
    """``AWS::Lambda::Permission`` and ``LayerVersionPermission``: a resource policy of one statement."""
    callers = [f"{key} {text_of(properties[key])}" for key in _CALLER if key in properties]
    resource = text_of(properties.get("FunctionName") or properties.get("LayerVersionArn") or "")
    principal = text_of(properties.get("Principal", ""))
    yield PermissionChange(
        role=ANYONE if principal == "*" else _named(principal, where),
        gained=True,
        action=text_of(properties.get("Action", "")),
        resource=_named(resource, where),
        condition=", ".join(callers),
    )


def _principals(statement: Mapping[str, Any]) -> list[str]:
    negated = "NotPrincipal" in statement
    given = statement.get("NotPrincipal" if negated else "Principal", "*")
    found = [one for kind in given.values() for one in _list(kind)] if isinstance(given, Mapping) else _list(given)
    names = [ANYONE if one == "*" else text_of(one) for one in found]
    return [f"all but {', '.join(names)}"] if negated else names


def _either(statement: Mapping[str, Any], key: str) -> list[str]:
    """``Action`` or ``NotAction`` (and so on) as texts; a statement without either has an empty one."""
    if f"Not{key}" in statement:
        return [f"all but {', '.join(text_of(one) for one in _list(statement[f'Not{key}']))}"]
    return [text_of(one) for one in _list(statement.get(key))] or [""]


def _condition(condition: Any) -> str:
    if not isinstance(condition, Mapping):
        return text_of(condition) if condition else ""
    return ", ".join(
        f"{operator} {key} {' or '.join(text_of(one) for one in _list(values))}"
        for operator, tests in condition.items()
        for key, values in (tests.items() if isinstance(tests, Mapping) else ())
    )


def _named(text: str, where: str) -> str:
    """Write a reference to a resource of the stack as what it is: ``${Topic}`` becomes ``trainings.api/Topic``."""
    return _OWN.sub(rf"{where}/\1", text)


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
