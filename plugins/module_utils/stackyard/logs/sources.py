"""Finds the log groups of an environment from its stacks, and only those: other environments share the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from ..errors import StackyardError
from ..plan.deployed import deployed_stacks
from ..plan.model import SYSTEM_TAG, StackState
from ..settings.named import meant
from ..target import Target
from ..templates.documents import load
from .model import Source
from .owners import StackContent, sources_of

_AT_ONCE = 8


def find_sources(cloudformation: Any, target: Target) -> list[Source]:
    """Give every log group that the environment's stacks (nested ones, too) write to, in order of their labels.

    Raises ``StackyardError`` when nothing is deployed.
    """
    mine = deployed_stacks(cloudformation, target)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        contents = list(pool.map(lambda state: read_content(cloudformation, state), mine))
    return distinct(sorted(sources_of(contents), key=lambda source: (source.system, source.kind, source.label)))


def read_content(cloudformation: Any, state: StackState) -> StackContent:
    """Read a stack's template and the physical ids of its resources."""
    body = cloudformation.get_template(StackName=state.stack_id, TemplateStage="Processed")["TemplateBody"]
    document = body if isinstance(body, Mapping) else load(body, state.name)
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=state.stack_id)
    physical = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource.get("PhysicalResourceId") and resource["ResourceStatus"] != "DELETE_COMPLETE"
    }
    system = state.tags.get(SYSTEM_TAG, "")
    return StackContent(system, document.get("Resources") or {}, state.parameters, physical)


def distinct(sources: Iterable[Source]) -> list[Source]:
    """Number the labels that stand twice in a system (two stacks with a resource of one name)."""
    seen: Counter[str] = Counter()
    told = []
    for source in sources:
        seen[source.full_label] += 1
        count = seen[source.full_label]
        told.append(source if count == 1 else replace(source, label=f"{source.label} ({count})"))
    return told


def chosen(sources: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """Give the sources that are named: by system, by label, or by both (``trainings/get_test``); all without names.

    Raises ``StackyardError`` for a name that fits none.
    """
    for name in names:
        if not any(_fits(source, name) for source in sources):
            systems = sorted({source.system for source in sources})
            known = [*systems, *sorted({source.label for source in sources})]
            said = f"{other}; " if (other := meant(name)) else ""
            remedy = f"{said}choose from: {', '.join(known) or 'nothing logs here'}"
            raise StackyardError("no logs go by this name", given=name, remedy=remedy)
    return [source for source in sources if not names or any(_fits(source, name) for name in names)]


def _fits(source: Source, name: str) -> bool:
    return name.strip("/") in (source.system, source.label, source.full_label)
