"""Stand-ins for parameter values that stacks not yet deployed will give.

A change set wants a value for every parameter. The one that the stack has now is the best guess; else a text is made
that the parameter's declaration accepts. What is shown of such a parameter is always "known after deploy".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..plan.model import PlannedStack
from ..target import Target

_WORD = "known-after-deploy"


def placeholders(planned: PlannedStack, target: Target) -> dict[str, str]:
    """Give a stand-in for every parameter of a stack that is not known yet, as good as its declaration allows.

    ARNs are such as the account of ``target`` has: CloudFormation would refuse those of another partition.
    """
    now = planned.state.parameters if planned.state else {}
    declared = planned.spec.template.declared
    return {name: now.get(name) or placeholder(declared.get(name, {}), target) for name in planned.unknown}


def placeholder(declared: Mapping[str, Any], target: Target) -> str:
    """Make a text that a parameter of this declaration accepts; the usual one when none is found."""
    allowed = declared.get("AllowedValues") or []
    if allowed:
        return str(allowed[0])
    if "Number" in str(declared.get("Type", "")):
        return str(declared.get("MinValue", declared.get("MaxValue", 1)))
    return next((shape for shape in _fitting(declared, target) if _matches(declared, shape)), _WORD)


def _fitting(declared: Mapping[str, Any], target: Target) -> list[str]:
    """The shapes, made as long as is asked for."""
    shortest, longest = int(declared.get("MinLength", 0)), int(declared.get("MaxLength", 4096))
    padded = [shape + "a" * (shortest - len(shape)) for shape in _shapes(target)]
    return [shape for shape in padded if len(shape) <= longest]


def _shapes(target: Target) -> tuple[str, ...]:
    """Shapes that outputs have; the first that a declaration accepts is taken."""
    return (
        _WORD,
        f"arn:{target.partition}:s3:::{_WORD}",
        f"arn:{target.partition}:sns:{target.region}:{target.account}:{_WORD}",
        f"arn:{target.partition}:iam::{target.account}:role/{_WORD}",
        f"https://{_WORD}.example",
        f"{_WORD}.example",
        f"known@{_WORD}.example",
        f"/{_WORD}",
        _WORD.replace("-", ""),
        _WORD.replace("-", "").upper(),
        "known",
        "abcdefghij",
        "1",
        "10.0.0.0/16",
        "a",
        "",
    )


def _matches(declared: Mapping[str, Any], text: str) -> bool:
    pattern = declared.get("AllowedPattern")
    try:
        return not pattern or re.fullmatch(str(pattern), text) is not None
    except re.error:  # a pattern in Java's dialect, which CloudFormation speaks
        return True
