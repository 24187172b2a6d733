"""Holds exports and imports of a deployment's stacks against each other, and against those of the account.

The account is asked only where a stack imports or exports something, or no longer exports what it did: nobody else
waits for it.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from ..faults import Faults
from ..refusals import code_of
from ..target import Target
from .exports import Traffic, is_known, traffic
from .model import StackSpec, StackState
from .resolve import pseudo_values

_NAMED = 8  # exports in one message


@dataclass(frozen=True)
class Exports:
    """The exports of an account and region. What its caller may not see is taken to be in order."""

    cloudformation: Any

    @cached_property
    def makers(self) -> Mapping[str, str] | None:
        """Full name of the stack by name of the export; ``None`` where nobody may look."""
        try:
            pages = list(self.cloudformation.get_paginator("list_exports").paginate())
        except ClientError as error:
            if _forbidden(error):
                return None
            raise
        return {one["Name"]: _stack_name(one["ExportingStackId"]) for page in pages for one in page["Exports"]}

    def importers(self, name: str) -> list[str]:
        """Full names of the stacks that import something. CloudFormation calls it an error where nobody does."""
        try:
            pages = list(self.cloudformation.get_paginator("list_imports").paginate(ExportName=name))
        except ClientError as error:
            if code_of(error) == "ValidationError" or _forbidden(error):
                return []
            raise
        return [importer for page in pages for importer in page["Imports"]]


def check_exports(
    cloudformation: Any,
    target: Target,
    specs: Sequence[StackSpec],
    states: Mapping[str, StackState],
    faults: Faults,
) -> None:
    """Note imports that lead nowhere, exports of one name, and exports that others still need."""
    account = Exports(cloudformation)
    flows = [(spec, traffic(spec, pseudo_values(target, spec.name))) for spec in specs]
    _check_doubles(flows, faults)
    _check_imports(account, flows, faults)
    _check_taken(account, flows, states, faults)
    for spec, flow in flows:
        if state := states.get(spec.name):
            _check_importers(account, spec, flow, state, faults)


def refuse_exports(
    cloudformation: Any, target: Target, specs: Sequence[StackSpec], states: Mapping[str, StackState]
) -> None:
    """Raise ``StackyardError`` for what ``check_exports`` notes, all of it at once."""
    faults = Faults("the exports of this deployment")
    check_exports(cloudformation, target, specs, states, faults)
    faults.raise_if_any()


def _check_doubles(flows: Sequence[tuple[StackSpec, Traffic]], faults: Faults) -> None:
    counted = Counter(name for _, flow in flows for name in flow.exports.values())
    for name in sorted(name for name, times in counted.items() if times > 1):
        makers = [".".join(spec.key) for spec, flow in flows if name in flow.exports.values()]
        faults.add(
            f"the export {name} is made more than once",
            given=", ".join(makers),
            remedy="give each a name of its own: names of exports count for the whole account and region",
        )


def _check_imports(account: Exports, flows: Sequence[tuple[StackSpec, Traffic]], faults: Faults) -> None:
    made = {name for _, flow in flows for name in flow.exports.values()}
    if not all(map(is_known, made)):
        return  # one of them may turn out to be what is imported
    for spec, flow in flows:
        for name in sorted(filter(is_known, flow.sure - made)):
            if account.makers is None or name in account.makers:
                continue
            there = sorted({*made, *account.makers})
            near = difflib.get_close_matches(name, there, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            faults.add(
                "an import leads to no export",
                given=f"{'.'.join(spec.key)} imports {name} ({spec.template.path})",
                remedy=f"{meant}exports of this account and region: {_some(there)}; deploy the stack that exports it "
                "first, or mend the name",
            )


def _check_taken(
    account: Exports,
    flows: Sequence[tuple[StackSpec, Traffic]],
    states: Mapping[str, StackState],
    faults: Faults,
) -> None:
    ours = {spec.name for spec, _ in flows}
    for spec, flow in flows:
        state = states.get(spec.name)
        new = set(flow.exports.values()) - set(state.exports.values() if state else ())
        for name in sorted(filter(is_known, new)):
            maker = (account.makers or {}).get(name, "")
            if maker and maker not in ours:
                faults.add(
                    f"another stack has an export of the name {name}",
                    given=f"{'.'.join(spec.key)} would export it; stack {maker} does",
                    remedy="rename it: names of exports count for the whole account and region",
                )


def _check_importers(account: Exports, spec: StackSpec, flow: Traffic, state: StackState, faults: Faults) -> None:
    for name, what in _lost(flow, state):
        if importers := account.importers(name):
            faults.add(
                f"{'.'.join(spec.key)} {what} the export {name}, which other stacks import",
                given=f"imported by {', '.join(sorted(importers))}",
                remedy="keep it as it is until they are deployed without the import, then deploy again",
            )


def _lost(flow: Traffic, state: StackState) -> Iterator[tuple[str, str]]:
    """Exports that a stack has and will not have, or not with their value: name, and what happens to it."""
    if not all(map(is_known, flow.exports.values())):
        return
    for output, name in sorted(state.exports.items()):
        wanted = next((one for one, exported in flow.exports.items() if exported == name), "")
        if not wanted:
            yield name, "no longer has"
        elif wanted in flow.values and flow.values[wanted] != state.outputs.get(output):
            yield name, "changes the value of"


def _forbidden(error: ClientError) -> bool:
    return any(word in code_of(error) for word in ("AccessDenied", "NotAuthorized", "UnauthorizedOperation"))


def _stack_name(stack_id: str) -> str:
    """Full name of a stack from its id, ``arn:aws:cloudformation:...:stack/<name>/<uuid>``."""
    return stack_id.rpartition(":stack/")[2].partition("/")[0]


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "") if names else "none"
