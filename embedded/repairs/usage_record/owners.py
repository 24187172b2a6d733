"""Whose a resource is: the environment and system in the tags of the stack that made it.

Tags of a stack reach what it makes, so this is what a bill by tags would say, for resources without tags of their own
(executions, roles that send mail) as well.

Used: `cloudformation._stacks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from embedded import hooks
from embedded.usage import Owner

_ENVIRONMENT, _SYSTEM = "stackyard:environment", "stackyard:system"


def of(names: Iterable[str]) -> dict[str, Owner]:
    """Owners of resources by name; those that no tagged stack made are left out."""
    stacks = list(hooks.attribute("ministack.services.cloudformation", "_stacks")._data.values())
    known = index(stacks)
    return {name: known[name] for name in names if name in known}


def index(stacks: Iterable[Mapping[str, Any]]) -> dict[str, Owner]:
    """Owners by everything that a resource is called: its physical id, and the last part of an ARN or URL."""
    found: dict[str, Owner] = {}
    for stack in stacks:
        tags = {tag["Key"]: tag["Value"] for tag in stack.get("Tags") or ()}
        if _ENVIRONMENT not in tags:
            continue
        owner = (str(tags[_ENVIRONMENT]), str(tags.get(_SYSTEM, "")))
        for resource in list((stack.get("_resources") or {}).values()):
            physical = str(resource.get("PhysicalResourceId") or "")
            found.update(dict.fromkeys((physical, short(physical)), owner))
    found.pop("", None)
    return found


def short(physical: str) -> str:
    """The last part of an ARN or URL; other names as they are."""
    return re.split("[:/]", physical)[-1] if physical.startswith(("arn:", "http")) else physical
