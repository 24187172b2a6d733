"""Follows a logical id through a template: whoever renames a resource must rename every way to refer to it."""

from __future__ import annotations

from typing import Any

from .model import Document


def renamed(value: Any, old: str, new: str) -> Any:
    """Copy ``value`` with every reference to the logical id ``old`` (all four ways to write one) leading to ``new``."""
    if isinstance(value, list):
        return [renamed(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    copy: Document = {}
    for key, item in value.items():
        if key in {"Ref", "DependsOn"} and item == old:
            copy[key] = new
        elif key == "DependsOn" and isinstance(item, list):
            copy[key] = [new if other == old else other for other in item]
        elif key == "Fn::GetAtt" and isinstance(item, list) and item[:1] == [old]:
            copy[key] = [new, *item[1:]]
        elif key == "Fn::GetAtt" and isinstance(item, str) and item.startswith(f"{old}."):
            copy[key] = [new, item.removeprefix(f"{old}.")]
        elif key == "Fn::Sub":
            copy[key] = _in_text(item, old, new)
        else:
            copy[key] = renamed(item, old, new)
    return copy


def _in_text(item: Any, old: str, new: str) -> Any:
    if isinstance(item, str):
        return item.replace(f"${{{old}}}", f"${{{new}}}").replace(f"${{{old}.", f"${{{new}.")
    if isinstance(item, list) and item and isinstance(item[0], str):
        return [_in_text(item[0], old, new), *renamed(item[1:], old, new)]
    return item
