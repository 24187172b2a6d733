"""One student as they appear in documents of many students: recognise them, and take them out.

The weekly job's records are lists and objects about whole classes. What is about the person goes, the smallest part of
a list or object that names them; what is about the others stays as it was. Short ids are only recognised where they
stand alone, since "a" is also an answer and a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

REPLACEMENT = "[forgotten]"
SHORTEST_WORD = 4  # characters from which an id is taken for a name inside a sentence


@dataclass(frozen=True)
class Person:
    """A student: their id, and what else names nobody but them (e-mail addresses, ids of their mails)."""

    student: str
    aliases: frozenset[str] = frozenset()

    def is_named(self, value: Any) -> bool:
        """Whether a JSON value is one of the person's names."""
        return isinstance(value, str) and (value == self.student or value in self.aliases)

    def is_mentioned(self, text: str) -> bool:
        """Whether a text speaks of the person."""
        return self._pattern.search(text) is not None

    def without(self, text: str) -> str:
        """Give a text in which the person's names are replaced."""
        return self._pattern.sub(REPLACEMENT, text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        student = re.escape(self.student)
        word = (
            rf"(?<![\w.-]){student}(?![\w-])(?!\.\w)"
            if len(self.student) >= SHORTEST_WORD
            else rf"(?<=/){student}(?=/)"
        )
        aliases = [re.escape(alias) for alias in sorted(self.aliases, key=len, reverse=True)]
        return re.compile("|".join([*aliases, word, rf"^{student}$"]))


@dataclass(frozen=True)
class Redaction:
    """A document without the person, and the parts that were about them."""

    document: Any
    parts: list[Any]


def redact(document: Any, person: Person) -> Redaction:
    """Take a person out of a JSON document."""
    parts: list[Any] = []
    return Redaction(_clean(document, person, parts), parts)


def redact_lines(text: str, person: Person) -> Redaction:
    """Take a person out of a document that is not JSON: the lines that speak of them."""
    lines = text.splitlines(keepends=True)
    parts = [line for line in lines if person.is_mentioned(line)]
    return Redaction("".join(line for line in lines if not person.is_mentioned(line)), parts)


def is_about(document: Any, person: Person) -> bool:
    """Whether a document or an entry of one is as a whole about the person: it names them directly."""
    if isinstance(document, dict):
        return any(person.is_named(value) for value in document.values())
    if isinstance(document, list):
        return any(person.is_named(value) for value in document)
    return person.is_named(document)


def _clean(value: Any, person: Person, parts: list[Any]) -> Any:
    if isinstance(value, dict):
        return _clean_object(value, person, parts)
    if isinstance(value, list):
        return _clean_list(value, person, parts)
    if isinstance(value, str) and person.is_mentioned(value):
        parts.append(value)
        return person.without(value)
    return value


def _clean_object(value: dict[str, Any], person: Person, parts: list[Any]) -> dict[str, Any]:
    about = {name: item for name, item in value.items() if person.is_mentioned(name)}
    parts.extend({name: item} for name, item in about.items())
    return {name: _clean(item, person, parts) for name, item in value.items() if name not in about}


def _clean_list(value: list[Any], person: Person, parts: list[Any]) -> list[Any]:
    kept = []
    for item in value:
        # A list inside a list is a row of a table; only there a bare name stands for the whole of it.
        if is_about(item, person):
            parts.append(item)
        else:
            kept.append(_clean(item, person, parts))
    return kept
