"""Who writes which log group of a stack: told by its template, not by names that only look alike.

A function names its group in ``LoggingConfig`` (without one, Lambda makes ``/aws/lambda/<name>``), an API's stage in
``AccessLogSetting``, a state machine in ``LoggingConfiguration``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .model import Kind, Source

_GROUP = "AWS::Logs::LogGroup"
_FUNCTION = "AWS::Lambda::Function"
# Of each type: where its properties name a group, what it is, which ending of its logical id goes, what is added.
_WRITERS: dict[str, tuple[str, Kind, str, str]] = {
    _FUNCTION: ("LoggingConfig", Kind.FUNCTION, "Function", ""),
    "AWS::ApiGateway::Stage": ("AccessLogSetting", Kind.API, "Stage", " access"),
    "AWS::ApiGatewayV2::Stage": ("AccessLogSettings", Kind.API, "Stage", " access"),
    "AWS::StepFunctions::StateMachine": ("LoggingConfiguration", Kind.MACHINE, "StateMachine", ""),
}
_EXECUTION_LOGS = "API-Gateway-Execution-Logs_"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SUB = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")
_ARN = re.compile(r"arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?")


@dataclass(frozen=True)
class StackContent:
    """What there is to know of one stack: its template's resources, its parameters, its resources' physical ids."""

    system: str
    resources: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, str] = field(default_factory=dict)
    physical: Mapping[str, str] = field(default_factory=dict)


def sources_of(stacks: Sequence[StackContent]) -> list[Source]:
    """Give the log groups that the stacks' resources write to, and those that stacks only declare."""
    declared = {source.group: source for stack in stacks for source in _declared(stack)}
    written: dict[str, list[Source]] = {}
    for stack in stacks:
        for source in _written(stack):
            written.setdefault(source.group, []).append(source)
    found = [_one(writers, declared.get(group)) for group, writers in written.items()]
    return [*found, *(source for group, source in declared.items() if group not in written)]


def _declared(stack: StackContent) -> Iterator[Source]:
    for logical_id, group in _groups(stack).items():
        kind = Kind.API if group.startswith(_EXECUTION_LOGS) else Kind.OTHER
        yield Source(stack.system, words(logical_id.removesuffix("LogGroup"), " "), group, kind)


def _one(writers: list[Source], declared: Source | None) -> Source:
    """Name a group after its only writer, or after itself when several write to it."""
    first = writers[0]
    if len(writers) == 1:
        return replace(first, declared=declared is not None)
    kinds = {source.kind for source in writers}
    kind = first.kind if len(kinds) == 1 else Kind.OTHER
    shared = declared or replace(first, label=first.group, declared=False)
    return replace(shared, kind=kind)


def _written(stack: StackContent) -> Iterator[Source]:
    groups = _groups(stack)
    for logical_id, resource in stack.resources.items():
        if resource.get("Type") not in _WRITERS or logical_id not in stack.physical:
            continue
        section, kind, ending, added = _WRITERS[resource["Type"]]
        label = words(logical_id.removesuffix(ending), "_" if kind is Kind.FUNCTION else " ") + added
        named = (resource.get("Properties") or {}).get(section)
        for group in sorted(_groups_in(named, stack, groups)) or _implied(resource["Type"], stack.physical[logical_id]):
            yield Source(stack.system, label, group, kind)


def _groups(stack: StackContent) -> dict[str, str]:
    """Names of the groups that the stack itself made, by their logical ids."""
    return {
        logical_id: stack.physical[logical_id]
        for logical_id, resource in stack.resources.items()
        if resource.get("Type") == _GROUP and logical_id in stack.physical
    }


def _implied(resource_type: str, physical_id: str) -> list[str]:
    """Give the group that Lambda makes by itself for a function that names none."""
    return [f"/aws/lambda/{physical_id}"] if resource_type == _FUNCTION else []


def _groups_in(value: Any, stack: StackContent, groups: Mapping[str, str]) -> set[str]:
    """Find the names of the log groups that a piece of a template refers to, by whatever intrinsic."""
    if isinstance(value, Mapping):
        found = {group for inner in value.values() for group in _groups_in(inner, stack, groups)}
        names = [_name_in(key, inner) for key, inner in value.items()]
        literal = value.get("LogGroup")
        found |= {_group_name(literal)} if isinstance(literal, str) else set()
        return found | {group for name in names if name for group in _resolved(name, stack, groups)}
    if isinstance(value, list):
        return {group for inner in value for group in _groups_in(inner, stack, groups)}
    if isinstance(value, str):
        found = {group for name in _SUB.findall(value) for group in _resolved(name, stack, groups)}
        whole = _ARN.fullmatch(value)
        return found | ({whole[1]} if whole and "${" not in whole[1] else set())
    return set()


def _name_in(key: str, value: Any) -> str:
    """Give the logical id that an intrinsic refers to."""
    if key == "Ref" and isinstance(value, str):
        return value
    if key == "Fn::GetAtt":
        return str(value[0] if isinstance(value, list) else value).split(".", 1)[0]
    return ""


def _resolved(name: str, stack: StackContent, groups: Mapping[str, str]) -> list[str]:
    """Give the group behind a logical id or a parameter; conditions and unrelated resources give none."""
    if name in groups:
        return [groups[name]]
    return [_group_name(stack.parameters[name])] if stack.parameters.get(name) else []


def _group_name(text: str) -> str:
    whole = _ARN.fullmatch(text)
    return whole[1] if whole else text


def words(logical_id: str, separator: str) -> str:
    """Take a logical id apart into its words: ``GetTest`` gives ``get_test``."""
    return _WORD.sub(separator, logical_id).lower()
