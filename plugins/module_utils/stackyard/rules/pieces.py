"""Pieces of a text that ``Fn::Join`` and ``Fn::Sub`` put together, where a template itself says what they are.

A literal partition does not become another one by standing in a mapping, in a branch of ``Fn::If`` or in a text that
is split first. What an account, a region or a parameter decides stays a piece that is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

_WRITES = ("Fn::Join", "Fn::Sub")
_OF_THE_PLACE = ("AWS::Partition", "AWS::Region", "AWS::URLSuffix")
_BRANCHES = (1, 2)


def written_out(value: Any, mappings: Mapping[str, Any]) -> Iterator[Any]:
    """Give what writes a text with its pieces put in; twice, where branches differ: by the first ones, and the others.

    Every other value is given as it is.
    """
    if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in _WRITES:
        yield value
        return
    one, other = (_put_in(value, mappings, branch) for branch in _BRANCHES)
    yield one
    if other != one:
        yield other


def is_by_place(look_up: Any) -> bool:
    """Whether what ``Fn::FindInMap`` is given asks for the region or partition, so that it may differ between them."""
    keys = look_up[1:] if isinstance(look_up, list) else []
    return any(isinstance(key, Mapping) and key.get("Ref") in _OF_THE_PLACE for key in keys)


def looked_up(look_up: Any, mappings: Mapping[str, Any]) -> list[Any]:
    """Give every value that ``Fn::FindInMap`` may find, whatever the keys that are not literal."""
    if not isinstance(look_up, list) or len(look_up) < 3 or not isinstance(look_up[0], str):  # noqa: PLR2004 - two keys
        return []
    found: list[Any] = [mappings.get(look_up[0])]
    for key in look_up[1:3]:
        tables = [table for table in found if isinstance(table, Mapping)]
        found = [value for table in tables for name, value in table.items() if not isinstance(key, str) or key == name]
    return found


def _put_in(value: Any, mappings: Mapping[str, Any], branch: int) -> Any:
    if isinstance(value, list):
        return [_put_in(item, mappings, branch) for item in value]
    if not isinstance(value, Mapping):
        return value
    inner = {key: _put_in(item, mappings, branch) for key, item in value.items()}
    function, given = next(iter(inner.items())) if len(inner) == 1 else ("", None)
    if function == "Fn::FindInMap":
        return inner if is_by_place(given) else _only(looked_up(given, mappings), inner)
    if not isinstance(given, list):
        return inner
    if function == "Fn::If" and len(given) > branch:
        return given[branch]
    read = _LISTS.get(str(function))
    return read(given[0], given[1], inner) if read and len(given) == 2 else inner  # noqa: PLR2004 - both of them take two


def _only(found: list[Any], otherwise: Any) -> Any:
    """Give the one value that is found, however often."""
    return found[0] if found and all(one == found[0] for one in found) else otherwise


def _split(delimiter: Any, text: Any, otherwise: Any) -> Any:
    return text.split(delimiter) if isinstance(text, str) and isinstance(delimiter, str) and delimiter else otherwise


def _selected(number: Any, values: Any, otherwise: Any) -> Any:
    is_there = isinstance(values, list) and str(number).isdecimal() and int(number) < len(values)
    return values[int(number)] if is_there else otherwise


_LISTS: Mapping[str, Callable[[Any, Any, Any], Any]] = {"Fn::Select": _selected, "Fn::Split": _split}
