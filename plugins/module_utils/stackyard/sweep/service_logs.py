"""Log groups that services make by themselves: they outlive the stack, and bear nobody's tag.

Lambda makes one for a function that writes after its own log group is gone, API Gateway one for the execution log of a
stage. The first is named by its function, the second by the API's id, which has to be known before the API goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any

from ..apply.asking import ask
from ..apply.workshop import Workshop
from .arns import Arn
from .names import is_of

_BY_SERVICES = ("/aws/lambda/", "/aws/vendedlogs/states/", "/aws/states/")


def service_logs(
    workshop: Workshop, prefixes: Iterable[str], apis: Iterable[str], neighbours: Collection[str] = ()
) -> list[Arn]:
    """Log groups made by services for what the prefixes and a dash begin the names of, and for some APIs.

    What ``neighbours`` begin the names of is somebody else's.
    """
    logs = workshop.target.client("logs")
    found = []
    for prefix in prefixes:
        named = ask(workshop, partial(_of_names, logs, prefix))
        found += [arn for arn in named if arn.name.startswith(_BY_SERVICES) and is_of(arn.name, prefix, neighbours)]
    for api in apis:
        found += ask(workshop, partial(_of_api, logs, api))
    return found


def _of_names(logs: Any, prefix: str) -> list[Arn]:
    return list(_listed(logs, logGroupNamePattern=f"{prefix}-"))


def _of_api(logs: Any, api: str) -> list[Arn]:
    return list(_listed(logs, logGroupNamePrefix=f"API-Gateway-Execution-Logs_{api}/"))


def _listed(logs: Any, **which: str) -> Iterator[Arn]:
    for page in logs.get_paginator("describe_log_groups").paginate(**which):
        yield from (Arn.parse(group["arn"].removesuffix(":*")) for group in page["logGroups"])
