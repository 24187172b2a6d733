"""Filters of the kit's playbooks: choosing an environment, and lines for people."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

NOT_ENVIRONMENTS = frozenset({"all", "ungrouped", "embedded", "ephemeral"})
PARTITION = "aws"  # how the groups of partitions begin, such as aws_cn


def stackyard_environment(environment: str, groups: Iterable[str]) -> str:
    """Give the name back when it is an environment of the inventory.

    Ansible itself only warns of a group nobody knows, and ends well having done nothing.
    """
    known = sorted(name for name in set(groups) - NOT_ENVIRONMENTS if name.split("_")[0] != PARTITION)
    if environment in known:
        return environment
    near = difflib.get_close_matches(environment, known, n=1)
    raise AnsibleFilterError(
        f"there is no environment of this name\n  given: {environment}\n"
        f"  remedy: {f'did you mean {near[0]}? ' if near else ''}known environments: {', '.join(known)} "
        "(the groups of inventory.yml)"
    )


def stackyard_lines(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Turn ``[{label, value}]`` into aligned lines; a value of several lines goes on below itself."""
    pairs = [(str(item["label"]), str(item["value"]).splitlines() or [""]) for item in items]
    width = max((len(label) for label, _ in pairs), default=0)
    return [
        f"{label if number == 0 else '':<{width}}  {line}".rstrip()
        for label, lines in pairs
        for number, line in enumerate(lines)
    ]


def stackyard_described(outputs: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    """Give a line for each API that publishes its description, of ``{system: {stack: {output: value}}}``."""
    stacks = [stack for system in outputs.values() for stack in system.values()]
    return [f"openapi {stack['OpenApiUrl']}" for stack in stacks if stack.get("OpenApiUrl")]


class FilterModule:
    """What Ansible loads."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {
            "stackyard_described": stackyard_described,
            "stackyard_environment": stackyard_environment,
            "stackyard_lines": stackyard_lines,
        }
