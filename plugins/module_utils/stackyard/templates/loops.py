"""Unrolls ``Fn::ForEach``, as the transform ``AWS::LanguageExtensions`` does before anything else is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import StackyardError
from .evaluation import Evaluation
from .parameters import parameter_values
from .pseudo import Pseudo

_LOOP = "Fn::ForEach::"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]")


def without_loops(template: Mapping[str, Any], parameters: Mapping[str, str], pseudo: Pseudo) -> Mapping[str, Any]:
    """Give a template in which every loop stands as what it makes; one without loops as it is."""
    if not any(_loops(template)):
        return template
    evaluation = Evaluation(template, parameter_values(template, parameters), pseudo)
    unrolled: Mapping[str, Any] = _unrolled(template, evaluation, {})
    return unrolled


def _loops(item: Any) -> Iterator[str]:
    if isinstance(item, Mapping):
        for key, value in item.items():
            if key.startswith(_LOOP):
                yield key
            yield from _loops(value)
    elif isinstance(item, list):
        for value in item:
            yield from _loops(value)


def _unrolled(item: Any, evaluation: Evaluation, own: Mapping[str, str]) -> Any:
    """Unroll loops in a value, and put in what the variables of the loops around it (``own``) hold."""
    if isinstance(item, Mapping):
        if set(item) == {"Ref"} and item["Ref"] in own:
            return own[item["Ref"]]
        pairs: dict[str, Any] = {}
        for key, value in item.items():
            if key.startswith(_LOOP):
                pairs |= _turns(key, value, evaluation, own)
            else:
                pairs[_put_in(key, own)] = _unrolled(value, evaluation, own)
        return pairs
    if isinstance(item, list):
        return [_unrolled(value, evaluation, own) for value in item]
    return _put_in(item, own) if isinstance(item, str) else item


def _turns(key: str, loop: Any, evaluation: Evaluation, own: Mapping[str, str]) -> dict[str, Any]:
    """What a loop makes: its last entry once for each entry of its collection."""
    if not (isinstance(loop, list) and len(loop) == 3 and isinstance(loop[2], Mapping)):  # noqa: PLR2004
        raise StackyardError(
            "a loop of a template has another form than CloudFormation's",
            given=key,
            remedy="write [Variable, [entries], {name: what is made}]",
        )
    variable, collection, body = loop
    entries = evaluation.value(_unrolled(collection, evaluation, own))
    made: dict[str, Any] = {}
    for entry in entries:
        made |= _unrolled(body, evaluation, {**own, variable: str(entry)})
    return made


def _put_in(text: str, own: Mapping[str, str]) -> str:
    """Replace ``${Variable}``, and ``&{Variable}``, of which names take letters and digits only."""
    for variable, value in own.items():
        text = text.replace(f"${{{variable}}}", value).replace(f"&{{{variable}}}", _NOT_IN_NAMES.sub("", value))
    return text
