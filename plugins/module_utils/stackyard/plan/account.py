"""The account's own stack: the role by which API Gateway writes logs, where nobody has set one yet.

It belongs to the account and region, whatever the number of environments in it. So it bears no tag of an environment,
none of them takes it away or brings it back, and a role that somebody else set is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .model import StackSpec
from .template import Template
from .written import plain_value

STACK = "stackyard-account"


def account_spec(template: Template, parameters: Mapping[str, Any]) -> StackSpec:
    """The stack as it is wanted; ``parameters`` go to those that its template declares."""
    common = {name: plain_value(value, f"parameters.{name}") for name, value in parameters.items()}
    return StackSpec("account", "base", STACK, template, common=common)


def lacks_role(apigateway: Any) -> bool:
    """Whether API Gateway has no role to write logs with, by a client of it."""
    return not apigateway.get_account().get("cloudwatchRoleArn")
