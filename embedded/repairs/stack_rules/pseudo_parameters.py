"""Conditions know the region, the partition and the account that the stack is in.

Stock MiniStack takes `Ref: AWS::Region` in a condition for the text "AWS::Region", and no region is called so:
conditions that say where something is to be made never hold, and those that say where not always do. (Not here:
AWS::StackName and what else is known of one stack only.)

Hooks: `_evaluate_conditions` in `services.cloudformation.engine` and in the modules that import it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.partition import HERE

CLOUDFORMATION = "ministack.services.cloudformation"

Evaluate = Callable[[dict[str, Any], dict[str, Any]], dict[str, bool]]


def apply() -> None:
    """Puts the hooks named above in place."""
    for module in ("engine", "handlers", "changesets", "stacks"):
        hooks.wrap(f"{CLOUDFORMATION}.{module}", "_evaluate_conditions", _with_pseudo_parameters)


def _with_pseudo_parameters(original: Evaluate) -> Evaluate:
    def evaluate(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, bool]:
        return original(template, {**_pseudo_parameters(), **(parameters or {})})

    return evaluate


def _pseudo_parameters() -> dict[str, dict[str, str]]:
    responses = "ministack.core.responses"
    values = {
        "AWS::Region": hooks.attribute(responses, "get_region")(),
        "AWS::AccountId": hooks.attribute(responses, "get_account_id")(),
        "AWS::Partition": HERE.name,
        "AWS::URLSuffix": HERE.url_suffix,
    }
    return {name: {"Value": value} for name, value in values.items()}
