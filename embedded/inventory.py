"""How much the account holds: a rough picture for `bin/local status`."""

from __future__ import annotations

import sys

# What is counted, and where MiniStack keeps it. Modules that nobody has used yet are not imported for this.
_COUNTED = {
    "stacks": ("cloudformation", "_stacks"),
    "functions": ("lambda_svc", "_functions"),
    "buckets": ("s3", "_buckets"),
    "queues": ("sqs", "_queues"),
    "tables": ("dynamodb", "_tables"),
    "REST APIs": ("apigateway_v1", "_rest_apis"),
    "state machines": ("stepfunctions", "_state_machines"),
    "schedules": ("scheduler", "_schedules"),
}


def counts() -> dict[str, int]:
    """The number of resources of each kind, over all accounts and regions."""
    return {kind: _count(module, store) for kind, (module, store) in _COUNTED.items()}


def _count(module: str, store: str) -> int:
    loaded = sys.modules.get(f"ministack.services.{module}")
    found = getattr(loaded, store, None)
    return len(getattr(found, "_data", ()))
