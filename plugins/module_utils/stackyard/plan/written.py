"""Writes what YAML read as CloudFormation takes it: everything is text.

YAML has truth, numbers, dates and lists of its own; what has one way to be written is written, and what has several, or
none, is refused, so that no stack ever gets ``True``, ``None`` or ``[1, 2]``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..errors import StackyardError

_QUOTE = "write the text that is meant, in quotes"


def plain_value(value: Any, where: str) -> str:
    """Write a value; lists are joined by commas. ``where`` names the parameter in errors, which never show a value.

    Raises ``StackyardError`` for what has no value, and for what CloudFormation has no form for.
    """
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return ",".join(_entry(item, where) for item in value)
    return _scalar(value, where)


def _entry(value: Any, where: str) -> str:
    if isinstance(value, Sequence | Mapping) and not isinstance(value, str | bytes):
        raise StackyardError(
            "an entry of a parameter's list is no plain value",
            given=f"{where}: {_kind(value)} in a list",
            remedy="write a list of plain values",
        )
    text = _scalar(value, where)
    if "," in text:
        raise StackyardError(
            "an entry of a parameter's list holds a comma, which divides its entries",
            given=where,
            remedy="write its parts as entries of their own; CloudFormation has no way to write a comma in one",
        )
    return text


def _scalar(value: Any, where: str) -> str:
    if value is None:
        raise StackyardError("a parameter has no value", given=where, remedy='give a value; for an empty one write ""')
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value, where)
    if isinstance(value, datetime) or not isinstance(value, str | int | date):
        problem = f"YAML reads a parameter's value as {_kind(value)}, which CloudFormation has no form for"
        raise StackyardError(problem, given=where, remedy=_QUOTE)
    return str(value)


def _number(value: float, where: str) -> str:
    if not math.isfinite(value):
        raise StackyardError("a parameter's value is a number without an end", given=where, remedy=_QUOTE)
    return format(Decimal(repr(value)), "f")


def _kind(value: Any) -> str:
    words = {bytes: "binary data", datetime: "a point in time", set: "a set"}
    named = next((word for kind, word in words.items() if isinstance(value, kind)), "")
    if not named:
        named = "a mapping" if isinstance(value, Mapping) else "a list" if isinstance(value, Sequence) else ""
    return named or type(value).__name__
