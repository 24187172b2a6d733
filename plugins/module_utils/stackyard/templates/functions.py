"""CloudFormation's intrinsic functions, each as it is documented; they ask a ``Scope`` for what names stand for.

A text that holds a token (``${Queue.Arn}``) is of unknown length and content, so parts that are taken from it are
tokens, too, instead of errors.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Protocol

from ..errors import StackyardError

_ZONES = "abc"  # how many there are, and their letters, only an account knows
_VARIABLE = re.compile(r"\$\{(!?)([^${}]+)\}")
_TOKEN = re.compile(r"\$\{[^${}]*\}")


class Scope(Protocol):
    """What functions need to know of the template and of the place where it is evaluated."""

    region: str

    def value(self, item: Any) -> Any: ...  # noqa: D102  # Evaluation says what these do
    def truth(self, item: Any) -> bool: ...  # noqa: D102
    def condition(self, name: str) -> bool: ...  # noqa: D102
    def reference(self, name: str) -> Any: ...  # noqa: D102
    def attribute(self, name: str, attribute: str) -> str: ...  # noqa: D102
    def mapping(self, name: str) -> Any: ...  # noqa: D102


def as_text(value: Any) -> str:
    """A value as CloudFormation writes it into a text: truth in small letters, lists with commas."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(as_text, value)) if isinstance(value, list) else str(value)


def _get_att(scope: Scope, given: Any) -> str:
    name, attribute = given.split(".", 1) if isinstance(given, str) else given
    return scope.attribute(name, as_text(scope.value(attribute)))


def _sub(scope: Scope, given: Any) -> str:
    text, own = given if isinstance(given, list) else (given, {})
    values = {name: scope.value(value) for name, value in own.items()}

    def replaced(found: re.Match[str]) -> str:
        literal, name = found[1], found[2].strip()
        if literal:
            return f"${{{found[2]}}}"
        if name in values:
            return as_text(values[name])
        return as_text(scope.reference(name) if "." not in name else _get_att(scope, name))

    return _VARIABLE.sub(replaced, text)


def _join(scope: Scope, given: Any) -> str:
    delimiter, parts = given
    parts = scope.value(parts)
    return str(delimiter).join(map(as_text, parts)) if isinstance(parts, list) else as_text(parts)


def _split(scope: Scope, given: Any) -> list[str]:
    """Split a text; a delimiter within a token is the token's own."""
    delimiter, text = str(given[0]), as_text(scope.value(given[1]))
    tokens = _TOKEN.findall(text)
    parts = _TOKEN.sub("\0", text).split(delimiter)
    return [_TOKEN.sub(lambda _: tokens.pop(0), part.replace("\0", "${}")) for part in parts]


def _select(scope: Scope, given: Any) -> Any:
    index, parts = int(scope.value(given[0])), scope.value(given[1])
    if isinstance(parts, list) and index < len(parts):
        return parts[index]
    if _TOKEN.search(as_text(parts)):
        return f"${{Select {index} of {_bare(parts)}}}"
    raise StackyardError(
        "Fn::Select asks for an entry that a list does not have",
        given=f"{index} of {as_text(parts)!r}",
        remedy="count entries from 0",
    )


def _bare(value: Any) -> str:
    """A value without the marks of its tokens, so that it can stand in a token."""
    return as_text(value).translate(dict.fromkeys(map(ord, "${}")))


def _if(scope: Scope, given: Any) -> Any:
    name, then, otherwise = given
    return scope.value(then if scope.condition(name) else otherwise)


def _find_in_map(scope: Scope, given: Any) -> Any:
    names = [as_text(scope.value(one)) for one in given[:3]]
    found = scope.mapping(names[0])
    for key in names[1:]:
        if key not in found:
            return _default_of_map(scope, given, names)
        found = found[key]
    return scope.value(found)


def _default_of_map(scope: Scope, given: Any, names: list[str]) -> Any:
    if len(given) > 3 and isinstance(given[3], Mapping) and "DefaultValue" in given[3]:  # noqa: PLR2004
        return scope.value(given[3]["DefaultValue"])
    raise StackyardError("a mapping lacks a key", given=".".join(names), remedy="add the key, or correct the name")


def _equals(scope: Scope, given: Any) -> bool:
    first, second = map(scope.value, given)
    return first == second or as_text(first) == as_text(second)


def _cidr(scope: Scope, given: Any) -> Any:
    block, count, *bits = map(scope.value, given)
    if _TOKEN.search(as_text(block)):
        return [f"${{Cidr {number} of {_bare(block)}}}" for number in range(int(count))]
    network = ipaddress.ip_network(as_text(block))
    length = network.max_prefixlen - int(bits[0] if bits else 8)
    return list(map(str, islice(network.subnets(new_prefix=length), int(count))))


def _zones(scope: Scope, given: Any) -> list[str]:
    region = as_text(scope.value(given)) or scope.region
    return [f"{region}{letter}" for letter in _ZONES]


FUNCTIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "Ref": lambda scope, name: scope.reference(name),
    "Fn::And": lambda scope, given: all(map(scope.truth, given)),
    "Fn::Base64": lambda scope, given: base64.b64encode(as_text(scope.value(given)).encode()).decode(),
    "Fn::Cidr": _cidr,
    "Fn::Equals": _equals,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _zones,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": lambda scope, given: f"${{ImportValue {as_text(scope.value(given))}}}",
    "Fn::Join": _join,
    "Fn::Length": lambda scope, given: len(scope.value(given)),
    "Fn::Not": lambda scope, given: not scope.truth(given[0]),
    "Fn::Or": lambda scope, given: any(map(scope.truth, given)),
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": lambda scope, given: json.dumps(scope.value(given), separators=(",", ":")),
}
"""Name to function: it takes a scope and its own, not yet evaluated, arguments."""
