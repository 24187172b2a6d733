"""Numbers that come out of template parameters are numbers.

A parameter's value is text, whatever its type; CloudFormation turns it into what the property wants. Stock MiniStack
hands the text on, so that a limit that was given as a parameter is answered as text or breaks whoever compares with it.
The list holds the numeric properties of the types that the systems of this repository use.

Must come after `unread_properties`, for which a look at every value would count as reading it.

Hooks: the `create` and `update` of the provisioners of those types.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from embedded import provisioning

_ALARM = ("DatapointsToAlarm", "EvaluationPeriods", "Period", "Threshold")
_LIMITS = ("BurstLimit", "Limit", "Offset", "RateLimit")
_NUMBERS: dict[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Method": ("TimeoutInMillis",),
    "AWS::ApiGateway::Stage": ("CacheTtlInSeconds", "ThrottlingBurstLimit", "ThrottlingRateLimit"),
    "AWS::ApiGateway::UsagePlan": _LIMITS,
    "AWS::CloudWatch::Alarm": _ALARM,
    "AWS::KMS::Key": ("PendingWindowInDays", "RotationPeriodInDays"),
    "AWS::Lambda::EventInvokeConfig": ("MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
    "AWS::Lambda::EventSourceMapping": (
        "BatchSize",
        "MaximumBatchingWindowInSeconds",
        "MaximumConcurrency",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        "ParallelizationFactor",
    ),
    "AWS::Lambda::Function": ("MemorySize", "ReservedConcurrentExecutions", "Size", "Timeout"),
    "AWS::Logs::LogGroup": ("RetentionInDays",),
    "AWS::Scheduler::Schedule": ("MaximumEventAgeInSeconds", "MaximumRetryAttempts", "MaximumWindowInMinutes"),
}


def apply() -> None:
    """Converts before the provisioner of a type sees its properties."""
    for resource_type, names in _NUMBERS.items():
        functions = provisioning.handler(resource_type)
        functions["create"] = _converting(functions["create"], frozenset(names), count=1)
        if functions.get("update"):
            functions["update"] = _converting(functions["update"], frozenset(names), count=2)


def _converting(original: Callable[..., Any], names: frozenset[str], count: int) -> Callable[..., Any]:
    @functools.wraps(original)
    def provision(identifier: str, *arguments: Any) -> Any:
        properties = [converted(one, names) for one in arguments[:count]]
        return original(identifier, *properties, *arguments[count:])

    return provision


def converted(value: Any, names: frozenset[str], name: str = "") -> Any:
    """The properties with every text below one of `names` as the number that it spells."""
    if isinstance(value, dict):
        return {key: converted(one, names, key) for key, one in value.items()}
    if isinstance(value, list):
        return [converted(one, names, name) for one in value]
    return _number(value) if name in names and isinstance(value, str) else value


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
