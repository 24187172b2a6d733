"""Refuses YAML that is small on disk and huge, or bottomless, once it is read.

Aliases of aliases grow tenfold a line, and brackets in brackets end the interpreter itself (libyaml's composer recurses
in C). Neither is ever meant; a look at the flat stream of events tells both before anything is built.
"""

from __future__ import annotations

from typing import Any

import yaml

DEEPEST = 64  # levels; no template comes near
MOST_NODES = 100_000  # with aliases written out; CloudFormation takes no template above 1 MB


def check_limits(loader: Any) -> None:
    """Read all events of a fresh ``loader``; raises PyYAML's marked error at the place where a limit is passed."""
    open_nodes: list[tuple[str | None, int]] = []  # the anchor of each open collection, and the count before it
    sizes: dict[str, int] = {}  # of what anchors name, aliases in it written out
    count = 0
    while (event := loader.get_event()) is not None:
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            sizes |= {anchor: count - before} if anchor else {}
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        count += sizes.get(event.anchor or "", 1) if isinstance(event, yaml.AliasEvent) else 1
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, count - 1))
        if len(open_nodes) > DEEPEST:
            raise _passed(f"nested more than {DEEPEST} levels deep", event)
        if count > MOST_NODES:
            raise _passed(f"more than {MOST_NODES:,} values, aliases written out", event)


def _passed(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
