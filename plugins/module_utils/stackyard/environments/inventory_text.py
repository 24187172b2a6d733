"""Adds an environment to the text of an inventory, whose comments and order stay as people wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from ..errors import StackyardError


def with_environment(text: str, partition: str, name: str, regions: Sequence[str]) -> str:
    """Give the text with an environment more below a partition's group, one target for each region.

    Raises ``StackyardError`` where there is no such group, or where the result would not say exactly that.
    """
    wanted = yaml.safe_load(text)
    groups = wanted["all"]["children"]
    if not (groups.get(partition) or {}).get("children"):
        known = ", ".join(sorted(one for one, group in groups.items() if _has_environments(group)))
        raise StackyardError(
            "there is no partition of this name", given=partition, remedy=f"--partition, one of {known}"
        )
    hosts = {f"{name}-{region}": {"aws_region": region} for region in regions}
    groups[partition]["children"][name] = {"hosts": hosts}
    children = _inside(yaml.compose(text), "all", "children", partition, "children")
    column, after = children.value[0][0].start_mark.column, max(_last_lines(children)) + 1
    lines = text.removesuffix("\n").split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    entry = [f"{line}{end}" for line in _entry(name, regions, " " * column)]
    result = "\n".join([*lines[:after], *entry, *lines[after:]]) + "\n"
    if _read(result) != wanted:
        raise StackyardError(
            "the inventory is written in a way that nothing can be added to",
            given=f"all.children.{partition}.children",
            remedy="write it as blocks, one name a line; or add the environment by hand",
        )
    return result


def _read(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _entry(name: str, regions: Sequence[str], indent: str) -> Iterator[str]:
    yield f"{indent}{name}:"
    yield f"{indent}  hosts:"
    for region in regions:
        yield f"{indent}    {name}-{region}:"
        yield f"{indent}      aws_region: {region}"


def _has_environments(group: Any) -> bool:
    return isinstance(group, dict) and any(
        (child or {}).get("hosts") for child in (group.get("children") or {}).values()
    )


def _inside(node: Any, *names: str) -> Any:
    for name in names:
        node = next(value for key, value in node.value if key.value == name)
    return node


def _last_lines(node: yaml.Node) -> Iterator[int]:
    """Give the lines at which the scalars below a node end."""
    if isinstance(node, yaml.ScalarNode):
        yield node.end_mark.line
    for part in node.value if isinstance(node, yaml.MappingNode | yaml.SequenceNode) else ():
        for one in part if isinstance(part, tuple) else (part,):
            yield from _last_lines(one)
