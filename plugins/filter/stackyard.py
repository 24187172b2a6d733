"""Filters of the kit's playbooks: choosing an environment, and lines for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean
from stackyard.settings.unknown import no_environment
from stackyard.target import Target

NOT_ENVIRONMENTS = frozenset({"all", "ungrouped", "embedded", "ephemeral"})
PARTITION = "aws"  # stackyard: E9101 because so the groups of all partitions begin, such as aws_cn


def stackyard_environment(environment: str, groups: Mapping[str, Iterable[str]]) -> str:
    """Give the names back, divided by commas, when each of them is an environment of the inventory.

    ``groups`` are Ansible's: hosts by the names of groups. Ansible itself only warns of a group nobody knows, and ends
    well having done nothing.
    """
    known = sorted(name for name in set(groups) - NOT_ENVIRONMENTS if name.split("_")[0] != PARTITION)
    names = list(dict.fromkeys(name.strip() for name in environment.split(",")))
    unknown = [name for name in names if name not in known]
    if not unknown:
        return ",".join(names)
    raise AnsibleFilterError(str(no_environment(environment, unknown[0], {name: groups[name] for name in known})))


def stackyard_asking(
    hosts: Iterable[str], variables: Mapping[str, Mapping[str, Any]], settings: list[str]
) -> list[str]:
    """Name the environments of hosts in which one of ``settings`` is on; ``variables`` are Ansible's ``hostvars``."""
    asking = (variables[host] for host in hosts if any(boolean(variables[host][name]) for name in settings))
    return sorted({str(host["stackyard_environment"]) for host in asking})


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


def stackyard_apis(
    outputs: Mapping[str, Mapping[str, Mapping[str, Any]]], target: Mapping[str, Any], told: Iterable[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """Give ``[{label, value}]`` with the URL, stage included, of each API that no line of ``told`` names.

    ``outputs`` are ``{system: {stack: {output: value}}}``; an API is what a stack calls ``ApiId``.
    """
    values, lines = "\n".join(str(item["value"]) for item in told), []
    for system, stacks in outputs.items():
        for stack, output in stacks.items():
            if api := output.get("ApiId"):
                base = Target.from_mapping(target).api_base(str(api)).rstrip("/")
                if base not in values:
                    url = f"{base}/{output.get('StageName', '')}".rstrip("/")
                    lines.append({"label": f"{system}.{stack} URL", "value": url})
    return lines


class FilterModule:
    """What Ansible loads."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {
            "stackyard_apis": stackyard_apis,
            "stackyard_asking": stackyard_asking,
            "stackyard_described": stackyard_described,
            "stackyard_environment": stackyard_environment,
            "stackyard_lines": stackyard_lines,
        }
