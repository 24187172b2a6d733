"""Adds an environment to the text of an inventory, whose comments and order stay as people wrote them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import yaml

from ..errors import StackyardError


def with_environment(
    text: str, partition: str, name: str, regions: Sequence[str], answered: Collection[str] = ()
) -> str:
    """Give the text with an environment more below a partition's group, one target for each region.

    ``answered`` are groups that have a partition's settings: one of these that the inventory lacks is begun after the
    other partitions. Raises ``StackyardError`` where there is no such group, or where the result would not say exactly
    that.
    """
    wanted = yaml.safe_load(text)
    groups = wanted["all"]["children"]
    known = [one for one, group in groups.items() if _has_environments(group)]
    begun = partition in answered and partition not in groups
    if not begun and not (groups.get(partition) or {}).get("children"):
        remedy = f"--partition, one of {', '.join(sorted(known))}; another one begins with group_vars/{partition}.yml"
        raise StackyardError("there is no partition of this name", given=partition, remedy=remedy)
    hosts = {f"{name}-{region}": {"aws_region": region} for region in regions}
    groups.setdefault(partition, {"children": {}})["children"][name] = {"hosts": hosts}
    among = _inside(yaml.compose(text), "all", "children")
    children = _inside(among, known[-1] if begun else partition, "children")
    entry = _entry(name, regions)
    if begun:
        children, entry = _partitions(among, children), [f"{partition}:", "  children:", *_indented(entry, 4)]
    result = _inserted(text, children, entry)
    if _read(result) != wanted:
        raise StackyardError(
            "the inventory is written in a way that nothing can be added to",
            given="all.children" if begun else f"all.children.{partition}.children",
            remedy="write it as blocks, one name a line; or add the environment by hand",
        )
    return result


def _read(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _entry(name: str, regions: Sequence[str]) -> list[str]:
    hosts = [line for region in regions for line in (f"{name}-{region}:", f"  aws_region: {region}")]
    return [f"{name}:", "  hosts:", *_indented(hosts, 4)]


def _indented(lines: Sequence[str], column: int) -> list[str]:
    return [" " * column + line for line in lines]


def _partitions(among: Any, last: Any) -> Any:
    """Give the groups up to the one that holds ``last``: what comes behind them are no partitions."""
    upto = next(place for place, (_, group) in enumerate(among.value, 1) if last in _values(group))
    return yaml.MappingNode(among.tag, among.value[:upto])


def _values(group: Any) -> list[Any]:
    return [value for _, value in group.value] if isinstance(group, yaml.MappingNode) else []


def _inserted(text: str, children: Any, entry: Sequence[str]) -> str:
    """Give the text with lines more behind the children of a group, as far in as they are."""
    column, after = children.value[0][0].start_mark.column, max(_last_lines(children)) + 1
    lines = text.removesuffix("\n").split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    added = [f"{line}{end}" for line in _indented(entry, column)]
    return "\n".join([*lines[:after], *added, *lines[after:]]) + "\n"


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
