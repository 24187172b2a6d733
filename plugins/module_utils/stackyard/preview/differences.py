"""What differs between two values, as paths with a text before and after.

Entries of lists are known by their names where they have any (``Tags[owner]``, ``Rules[expire-old-versions]``): an
entry that moves is no change of all that follow it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from ..masks import masked
from ..plan.resolve import text_of
from .model import PropertyChange

NONE: Any = None
POLICY = "(policy: see permissions)"

_NAMES = ("Key", "Id", "Sid", "PolicyName", "Name", "IndexName", "AttributeName", "ContainerName", "TargetId")


def differences(before: Any, after: Any, path: str = "") -> Iterator[PropertyChange]:
    """Compare two values. One that is absent is ``None``; a number and its text are the same to CloudFormation."""
    before, after = _opened(before, after)
    if isinstance(before, Mapping) and isinstance(after, Mapping) and not _is_policy(before, after):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, path)
    elif _plain(before) != _plain(after):
        old, new = _shown(before), _shown(after)
        yield PropertyChange(path, masked(path, old), masked(path, new))


def _lists(before: list[Any], after: list[Any], path: str) -> Iterator[PropertyChange]:
    name = _name_of_entries(before, after)
    if name:
        old, new = ({text_of(entry[name]): entry for entry in side} for side in (before, after))
        for key in [*old, *(key for key in new if key not in old)]:
            yield from differences(old.get(key), new.get(key), f"{path}[{key}]")
    elif all(_is_scalar(entry) for entry in [*before, *after]):
        yield from _scalars(before, after, path)
    else:
        yield from _aligned(before, after, path)


def _scalars(before: list[Any], after: list[Any], path: str) -> Iterator[PropertyChange]:
    old, new = Counter(map(_plain, before)), Counter(map(_plain, after))
    gone, come = list((old - new).elements()), list((new - old).elements())
    if len(gone) == len(come) == 1:
        yield PropertyChange(f"{path}[]", masked(path, gone[0]), masked(path, come[0]))
        return
    yield from (PropertyChange(f"{path}[]", masked(path, text), "") for text in gone)
    yield from (PropertyChange(f"{path}[]", "", masked(path, text)) for text in come)
    if not gone and not come and list(map(_plain, before)) != list(map(_plain, after)):
        yield PropertyChange(path, masked(path, text_of(before)), masked(path, text_of(after)))


def _aligned(before: list[Any], after: list[Any], path: str) -> Iterator[PropertyChange]:
    old, new = ([_plain(entry) for entry in side] for side in (before, after))
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for offset in range(max(last - first, end - begin)):
            one = before[first + offset] if first + offset < last else NONE
            other = after[begin + offset] if begin + offset < end else NONE
            yield from differences(one, other, f"{path}[{(first if other is NONE else begin) + offset}]")


def _name_of_entries(before: list[Any], after: list[Any]) -> str:
    """The key by which all entries can be told apart; empty when there is none."""
    entries = [*before, *after]
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        return ""
    return next((name for name in _NAMES if all(_are_named(side, name) for side in (before, after))), "")


def _are_named(entries: list[Any], name: str) -> bool:
    found = [entry.get(name) for entry in entries]
    return all(isinstance(one, str) for one in found) and len(set(found)) == len(found)


def _opened(before: Any, after: Any) -> tuple[Any, Any]:
    """Documents that are written as text (state machines, policies) are compared as documents."""
    if isinstance(before, str) and isinstance(after, str) and before != after:
        old, new = _document(before), _document(after)
        if old is not None and new is not None:
            return old, new
    return before, after


def _document(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_policy(*values: Any) -> bool:
    return any(isinstance(value, Mapping) and "Statement" in value for value in values)


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, Mapping | list)


def _plain(value: Any) -> str:
    """A text that is equal where CloudFormation sees no difference."""
    if isinstance(value, Mapping):
        return json.dumps({key: _plain(inner) for key, inner in value.items()}, sort_keys=True)
    if isinstance(value, list):
        return json.dumps([_plain(inner) for inner in value])
    return "" if value is None else text_of(value)


def _shown(value: Any) -> str:
    """A value in one line, secrets inside of it masked."""
    if value is None:
        return ""
    if _is_policy(value):
        return POLICY
    return text_of(value if _is_scalar(value) else _cleaned(value, ""))


def _cleaned(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        return POLICY if _is_policy(value) else {key: _cleaned(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, path) for inner in value]
    return masked(path, value) if isinstance(value, str) else value
