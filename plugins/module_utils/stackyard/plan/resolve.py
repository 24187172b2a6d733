"""Reads a template as it is for one stack: parameters, conditions and mappings filled in, the rest left readable.

CloudFormation does not say what a resource was made from. So both sides of a comparison are worked out here: what can
be known of an intrinsic function becomes its value, a reference to a resource stays ``${Bucket.Arn}``, and what no one
can know before the deployment stays as it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..target import Target

NO_VALUE = object()
"""What ``AWS::NoValue`` stands for: the key or entry that holds it is not there."""

_VARIABLE = re.compile(r"\$\{(!?)([^${}]*)\}")


def pseudo_values(target: Target, stack: str) -> dict[str, str]:
    """Give the pseudo parameters of a stack, by its full name, as far as they are known."""
    return {
        "AWS::AccountId": target.account,
        "AWS::Partition": target.partition,
        "AWS::Region": target.region,
        "AWS::URLSuffix": target.url_suffix,
        "AWS::StackName": stack,
    }


def defaults_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Give the defaults of a template's parameters; an empty text where there is none."""
    declared = document.get("Parameters") or {}
    return {name: _default(one.get("Default", "")) for name, one in declared.items()}


def _default(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Reader:
    """Fills in one template.

    ``parameters``: texts by name, defaults included; ``pseudo``: values of ``AWS::Region`` and its like; ``secrets``:
    what masked parameters really are, as far as that is known, for nothing but the conditions.
    """

    document: Mapping[str, Any]
    parameters: Mapping[str, str]
    pseudo: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set, init=False)
    """Names of the exports that were met on the way."""
    _conditions: dict[str, bool] = field(default_factory=dict, init=False)

    def resources(self) -> dict[str, dict[str, Any]]:
        """Give the resources whose conditions hold, by logical id."""
        return self._section("Resources")

    def outputs(self) -> dict[str, str]:
        """Give the values of the outputs whose conditions hold, as text."""
        return {name: text_of(output.get("Value", "")) for name, output in self._section("Outputs").items()}

    def exports(self) -> dict[str, str]:
        """Give the names by which outputs are exported, by output."""
        exported = {name: output.get("Export") for name, output in self._section("Outputs").items()}
        return {
            name: text_of(one["Name"]) for name, one in exported.items() if isinstance(one, Mapping) and "Name" in one
        }

    def _section(self, name: str) -> dict[str, dict[str, Any]]:
        found = self.document.get(name) or {}
        return {
            key: self.value({part: value for part, value in one.items() if part != "Condition"})
            for key, one in found.items()
            if isinstance(one, Mapping) and self.holds(one.get("Condition", ""))
        }

    def holds(self, condition: Any) -> bool:
        """Whether a condition of the template, by name, holds; an unknown or missing name does."""
        if not isinstance(condition, str) or condition not in (self.document.get("Conditions") or {}):
            return True
        if condition not in self._conditions:
            self._conditions[condition] = True  # a circle, which CloudFormation refuses, ends here
            open_reader = Reader(self.document, {**self.parameters, **self.secrets}, self.pseudo)
            open_reader._conditions = self._conditions
            self._conditions[condition] = _true(open_reader.value(self.document["Conditions"][condition]))
        return self._conditions[condition]

    def value(self, given: Any) -> Any:
        """Fill in a value of the template, however deep."""
        if isinstance(given, Mapping):
            function = next(iter(given), "") if len(given) == 1 else ""
            known = _FUNCTIONS.get(function)
            return known(self, given[function]) if known else self._mapping(given)
        if isinstance(given, Sequence) and not isinstance(given, str):
            return [value for value in map(self.value, given) if value is not NO_VALUE]
        return given

    def _mapping(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = {str(key): self.value(value) for key, value in given.items()}
        return {key: value for key, value in found.items() if value is not NO_VALUE}

    def reference(self, name: Any) -> Any:
        """Give what ``Ref`` means."""
        if name == "AWS::NoValue":
            return NO_VALUE
        if not isinstance(name, str):
            return {"Ref": name}
        if name in self.pseudo:
            return self.pseudo[name]
        if name not in self.parameters:
            return f"${{{name}}}"
        declared = str((self.document.get("Parameters") or {}).get(name, {}).get("Type", ""))
        value = self.parameters[name]
        return value.split(",") if "," in value and ("List<" in declared or "List" in declared[-4:]) else value


def text_of(value: Any) -> str:
    """Write a value as one line: text as it is, numbers and truth as CloudFormation takes them, the rest as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


def _true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _truths(reader: Reader, given: Any) -> list[bool]:
    return [_true(reader.value(one)) for one in given] if isinstance(given, list) else []


def _condition(reader: Reader, name: Any) -> Any:
    """``Condition`` inside of a condition is a reference; anywhere else (in a policy) it is an ordinary key."""
    if isinstance(name, str):
        return reader.holds(name)
    return {"Condition": reader.value(name)}


def _if(reader: Reader, given: Any) -> Any:
    if not _arguments(given, 3):
        return {"Fn::If": given}
    return reader.value(given[1] if reader.holds(given[0]) else given[2])


def _equals(reader: Reader, given: Any) -> Any:
    return _arguments(given, 2) and text_of(reader.value(given[0])) == text_of(reader.value(given[1]))


def _join(reader: Reader, given: Any) -> Any:
    parts = reader.value(given[1]) if _arguments(given, 2) else None
    if not isinstance(parts, list) or not all(isinstance(part, str | int | float) for part in parts):
        return {"Fn::Join": reader.value(given)}
    return str(given[0]).join(text_of(part) for part in parts)


def _sub(reader: Reader, given: Any) -> Any:
    pattern, own = (given[0], reader.value(given[1])) if _arguments(given, 2) else (given, {})
    if not isinstance(pattern, str) or not isinstance(own, Mapping):
        return {"Fn::Sub": reader.value(given)}

    def filled(found: re.Match[str]) -> str:
        literal, name = found.groups()
        if literal:
            return f"${{{name}}}"
        return text_of(own[name] if name in own else reader.reference(name))

    return _VARIABLE.sub(filled, pattern)


def _attribute(reader: Reader, given: Any) -> Any:
    if not isinstance(given, str | list):
        return {"Fn::GetAtt": given}
    parts = [given] if isinstance(given, str) else [text_of(reader.value(part)) for part in given]
    return f"${{{'.'.join(parts)}}}"


def _find_in_map(reader: Reader, given: Any) -> Any:
    keys = [text_of(reader.value(key)) for key in given] if isinstance(given, list) else []
    found: Any = reader.document.get("Mappings") or {}
    for key in keys[:3]:
        found = found.get(key, {}) if isinstance(found, Mapping) else {}
    return found if found != {} else f"${{map {'.'.join(keys)}}}"


def _select(reader: Reader, given: Any) -> Any:
    index, entries = reader.value(given) if _arguments(given, 2) else ("", None)
    if isinstance(entries, list) and str(index).isdigit() and int(index) < len(entries):
        return entries[int(index)]
    return {"Fn::Select": [index, entries]}


def _split(reader: Reader, given: Any) -> Any:
    mark, text = reader.value(given) if _arguments(given, 2) else ("", None)
    if not isinstance(text, str) or "${" in text or not mark:
        return {"Fn::Split": reader.value(given)}
    return text.split(str(mark))


def _import(reader: Reader, given: Any) -> Any:
    name = text_of(reader.value(given))
    reader.imported.add(name)
    return f"${{import {name}}}"


def _arguments(given: Any, count: int) -> bool:
    return isinstance(given, list) and len(given) == count


_FUNCTIONS: Mapping[str, Callable[[Reader, Any], Any]] = {
    "Ref": Reader.reference,
    "Condition": _condition,
    "Fn::If": _if,
    "Fn::Equals": _equals,
    "Fn::Not": lambda reader, given: not all(_truths(reader, given)),
    "Fn::And": lambda reader, given: all(_truths(reader, given)),
    "Fn::Or": lambda reader, given: any(_truths(reader, given)),
    "Fn::Join": _join,
    "Fn::Sub": _sub,
    "Fn::GetAtt": _attribute,
    "Fn::FindInMap": _find_in_map,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::ImportValue": _import,
    "Fn::Base64": lambda reader, given: reader.value(given),
    "Fn::ToJsonString": lambda reader, given: text_of(reader.value(given)),
}
