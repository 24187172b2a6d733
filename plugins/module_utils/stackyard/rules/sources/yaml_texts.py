"""Texts in YAML and JSON: values with their lines, less what only people read.

State machines, roles and playbooks are read here; templates as well, where nothing composes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ...errors import StackyardError
from .model import PARTITION, SERVICE, SourceText
from .sums import added_up

_PROSE = frozenset({"comment", "description", "short_description", "summary", "name", "msg", "fail_msg", "success_msg"})
_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def yaml_texts(source: str, place: str) -> Iterator[SourceText]:
    """Give the texts of every document in a file; raises ``StackyardError`` with file and line where it is no YAML."""
    try:
        for document in yaml.compose_all(source, Loader=yaml.SafeLoader):
            yield from _of(document, "")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StackyardError(f"{place}:{line}: {error.problem}", remedy=f"correct the syntax of {place}") from None


def jinja_texts(source: str) -> Iterator[SourceText]:
    """Give the lines of a Jinja template, less its own comments."""
    plain = _JINJA_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    for number, line in enumerate(plain.splitlines(), 1):
        if line.strip():
            yield SourceText(number, added_up(line))


def _of(node: yaml.Node | None, key: str) -> Iterator[SourceText]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if str(name.value).lower() not in _PROSE:
                yield from _of(value, str(name.value))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _of(value, key)
    elif isinstance(node, yaml.ScalarNode):
        yield from _scalar(node, key)


def _scalar(node: yaml.ScalarNode, key: str) -> Iterator[SourceText]:
    line = node.start_mark.line + 1
    if key.lower().endswith(PARTITION):
        yield SourceText(line, f"{PARTITION}: {node.value}")
    elif key == SERVICE:
        yield SourceText(line, f"{SERVICE}: {node.value}")
    elif node.style == "|":  # its text begins below
        yield from (SourceText(line + at, added_up(part)) for at, part in enumerate(node.value.splitlines(), 1))
    else:
        yield SourceText(line, added_up(node.value))
