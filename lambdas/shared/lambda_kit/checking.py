"""How a JSON document is read and its faults are collected, whatever the document is.

Whoever sends or uploads documents wants to hear of every fault at once, each with its place; so a reader goes on after
a fault, with empty texts in the place of what is missing, and only ``done`` raises.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

MAX_ID_LENGTH = 64
_MAX_DEPTH = 16
_MAX_DIGITS = 1000  # no document of ours holds such a number, and Python still reads it quickly


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a document: ``place`` is a path such as ``[3].answers[0].answerId`` (empty: the whole)."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class BadValue(ValueError):  # noqa: N818  # the name says what is wrong
    """A value that cannot be used; the message says why, in words for whoever sent it."""


class BadDocument(ValueError):  # noqa: N818  # the name says what is wrong
    """A document that cannot be used; ``name`` says which, ``faults`` everything wrong with it."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        super().__init__(f"{name}: " + "; ".join(str(fault) for fault in self.faults))


def parse_json(raw: bytes, name: str) -> Any:
    """Decode a UTF-8 JSON document.

    Raises ``BadDocument`` for anything else, for repeated fields, for numbers JSON does not know and for nesting deeper
    than any document of ours: such input is damaged or hostile.
    """
    return _parsed(raw, name, _unique_fields)


@dataclass(frozen=True)
class Spoilt:
    """Stands for an object that has a field twice: nobody knows which of the two was meant."""

    reason: str


def parse_json_with_spoilt(raw: bytes, name: str) -> Any:
    """Decode a document like ``parse_json``, with ``Spoilt`` for objects with repeated fields instead of giving up."""
    return _parsed(raw, name, _unique_fields_or_spoilt)


def _parsed(raw: bytes, name: str, fields: Callable[[list[tuple[str, Any]]], object]) -> Any:
    try:
        # A byte order mark is what some editors leave behind; it changes nothing about the content.
        text = raw.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=fields, parse_constant=_no_constant, parse_int=_whole_number)
    except UnicodeDecodeError as error:
        raise BadDocument(name, [Fault("", f"it is not UTF-8 (byte {error.start})")]) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadDocument(name, [Fault(place, f"it is not JSON ({error.msg})")]) from None
    except RecursionError:
        raise BadDocument(name, [Fault("", "it is nested too deeply")]) from None
    except ValueError as error:
        raise BadDocument(name, [Fault("", str(error))]) from None
    if _deeper_than(value, _MAX_DEPTH):
        raise BadDocument(name, [Fault("", "it is nested too deeply")])
    return value


class Checker:
    """Collects the faults of one document while it is read; missing parts read as empty texts until then."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._faults: list[Fault] = []

    def fault(self, place: str, reason: str) -> None:
        """Note a fault at a place of the document."""
        self._faults.append(Fault(place, reason))

    def done(self, result: Any) -> Any:
        """Return the result of reading; raises ``BadDocument`` when anything was wrong."""
        if self._faults:
            raise BadDocument(self._name, self._faults)
        return result

    def entries(self, value: object, place: str, *, may_be_empty: bool = False) -> list[tuple[str, object]]:
        """Return the entries of a list, each with its place."""
        if not isinstance(value, list):
            self.fault(place, "it must be a list")
            return []
        if not value and not may_be_empty:
            self.fault(place, "the list is empty")
        return [(f"{place}[{number}]", entry) for number, entry in enumerate(value)]

    def text(self, entry: object, field: str, place: str) -> str:
        """Return a field that must hold a text that is not empty; line breaks and tabs are fine."""
        found = entry.get(field) if isinstance(entry, Mapping) else None
        if isinstance(found, str) and found.strip() and not _unprintable(found):
            return found
        self.fault(f"{place}.{field}", _what_is_wrong(entry, field, found))
        return ""

    def short(self, entry: object, field: str, place: str) -> str:
        """Return a field that must hold one short line: an id within its document."""
        found = self.text(entry, field, place)
        if len(found) > MAX_ID_LENGTH or not found.isprintable():
            self.fault(f"{place}.{field}", f"it must be one line of at most {MAX_ID_LENGTH} characters")
        return found

    def unique(self, found: list[str], field: str, place: str) -> None:
        """Note every value that stands in the list before."""
        first: dict[str, int] = {}
        for number, value in enumerate(found):
            if value and first.setdefault(value, number) != number:
                reason = f"{value!a} stands already at {place}[{first[value]}]"
                self.fault(f"{place}[{number}].{field}", reason)


def _what_is_wrong(entry: object, field: str, found: object) -> str:
    if not isinstance(entry, Mapping):
        return "its entry must be an object"
    if field not in entry:
        return "it is missing"
    if not isinstance(found, str):
        return "it must be a text"
    return "it holds control characters" if found.strip() else "it is empty"


def _unprintable(text: str) -> bool:
    # Lone surrogates cannot be stored as UTF-8; tabs and line breaks belong to questions about code.
    return any((mark < " " and mark not in "\t\n\r") or mark == "\x7f" or "\ud800" <= mark <= "\udfff" for mark in text)


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"a field stands twice: {repeated[0]!a}")
    return fields


def _unique_fields_or_spoilt(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Spoilt:
    try:
        return _unique_fields(pairs)
    except ValueError as error:
        return Spoilt(str(error))


def _whole_number(digits: str) -> int:
    # Python's own words would tell a client which of its settings to change.
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number has {len(digits)} digits")
    return int(digits)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON number")


def _deeper_than(value: object, limit: int) -> bool:
    children: Iterable[object] = ()
    if isinstance(value, dict):
        children = value.values()
    elif isinstance(value, list):
        children = value
    else:
        return False
    return limit == 0 or any(_deeper_than(child, limit - 1) for child in children)
