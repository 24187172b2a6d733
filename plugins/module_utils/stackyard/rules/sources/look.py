"""Looks at one source by the rules about texts, and at the exceptions that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from ...files import read_text, relative
from ..catalogue import all_rules
from ..findings import Finding, of_kit
from ..rule import KitRule
from ..text_rule import TextRule
from ..w9100_unreasoned_exception import UnreasonedException
from .exceptions import Asked, asked_for, ignored_in, python_comments, unreasoned
from .model import SourceText
from .python_texts import python_texts
from .shell_texts import shell_texts
from .yaml_texts import jinja_texts, yaml_texts

Read = Callable[[str, str], Iterator[SourceText]]
_BY_ENDING: dict[str, Read] = {
    ".asl.json": yaml_texts,
    ".j2": lambda source, _: jinja_texts(source),
    ".py": python_texts,
    ".sh": lambda source, _: shell_texts(source),
    ".yaml": yaml_texts,
    ".yml": yaml_texts,
}
_SHELLS = ("#!/usr/bin/env bash", "#!/bin/bash", "#!/bin/sh", "# shellcheck shell=")


def look(path: Path, root: Path, *, template: bool = False) -> list[Finding]:
    """Give what is wrong with a source; of a ``template`` only what its composed form does not show.

    A file of no known kind has nothing wrong. Raises ``StackyardError`` for one that cannot be read.
    """
    if not template and not (path.name.endswith(tuple(_BY_ENDING)) or not path.suffix):
        return []
    source, file = read_text(path, root), relative(path, root)
    if template:
        return [_unreasoned(file, asked, problem) for asked, problem in _without_reason(ignored_in(source))]
    read = reader_of(path.name, source)
    return judged(source, file, list(read(source, file))) if read else []


def reader_of(name: str, source: str) -> Read | None:
    """What reads a file: by the end of its name, or for a script without one by its first line."""
    by_name = next((read for ending, read in _BY_ENDING.items() if name.endswith(ending)), None)
    if by_name or "." in name:
        return by_name
    return _BY_ENDING[".sh"] if source.startswith(_SHELLS) else None


def judged(source: str, file: str, texts: list[SourceText]) -> list[Finding]:
    """Give the findings in the texts of a source, less its exceptions, and what is wrong with those."""
    found = [of_kit(file, line, rule, message) for line, rule, message in _broken(texts)]
    asked = list(asked_for(source, python_comments(source) if file.endswith(".py") else None))
    excepted = {(line, one) for exception in asked for line in exception.lines for one in exception.ids}
    told = [finding for finding in found if (finding.line, finding.rule) not in excepted]
    told += [_unreasoned(file, one, problem) for one, problem in _without_reason(iter(asked))]
    places = {(finding.line, finding.rule) for finding in found}
    idle = (one for one in asked if not {(line, rule) for line in one.lines for rule in one.ids} & places)
    told += [_unreasoned(file, one, f"asks for an exception of {', '.join(one.ids)} for nothing") for one in idle]
    return sorted(set(told))


def _broken(texts: list[SourceText]) -> Iterator[tuple[int, KitRule, str]]:
    for rule in _text_rules():
        for text in texts:
            for message in rule.judge(text.text):
                yield text.line, rule, message


@cache
def _text_rules() -> tuple[TextRule, ...]:
    return tuple(rule() for rule in all_rules() if issubclass(rule, TextRule))


def _without_reason(asked: Iterator[Asked]) -> Iterator[tuple[Asked, str]]:
    known = {rule.id for rule in all_rules()}
    return ((one, problem) for one in asked if (problem := unreasoned(one, known)))


def _unreasoned(file: str, asked: Asked, problem: str) -> Finding:
    return of_kit(file, asked.line, UnreasonedException, problem)
