"""The states of state machines, in definitions that are objects as well as in those that are texts.

A definition that ``Fn::Sub`` or ``Fn::Join`` writes is JSON once its variables are put in; here they stay what they
are, within quotes, and a bare one (a number) becomes a text, so that the rest can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .document import Document, Path, Possible, Resource, spelled

MACHINES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_BARE = re.compile(r'([:\[,]\s*)(\$\{[^{}"]+\})(?=\s*[,}\]])')


@dataclass(frozen=True)
class State:
    """One state: its ``name``, ``path`` is where it stands, or its whole definition where that is a text."""

    machine: Resource
    name: str
    path: Path
    body: Mapping[str, Any]


def states(document: Document) -> Iterator[State]:
    """Every state of every state machine, those in branches and maps as well."""
    for machine in document.resources(*MACHINES):
        for key in ("Definition", "DefinitionString"):
            for one in document.possible(machine, key):
                definition = _read(one)
                if definition is not None:
                    yield from _inner(machine, definition, one.path, is_text=definition is not one.value)


def _read(definition: Possible) -> Mapping[str, Any] | None:
    """Give a definition as an object; ``None`` for one that lies elsewhere or cannot be read."""
    if isinstance(definition.value, Mapping) and "States" in definition.value:
        return definition.value
    text = spelled(definition.value)
    try:
        read = json.loads(_BARE.sub(r'\1"\2"', text or ""))
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _inner(machine: Resource, whole: Mapping[str, Any], path: Path, *, is_text: bool) -> Iterator[State]:
    inner = whole.get("States")
    for name, body in inner.items() if isinstance(inner, Mapping) else ():
        if not isinstance(body, Mapping):
            continue
        here = path if is_text else (*path, "States", name)
        yield State(machine, str(name), here, body)
        branches = body.get("Branches")
        for number, branch in enumerate(branches if isinstance(branches, list) else ()):
            if isinstance(branch, Mapping):
                yield from _inner(machine, branch, path if is_text else (*here, "Branches", number), is_text=is_text)
        for key in ("ItemProcessor", "Iterator"):
            if isinstance(body.get(key), Mapping):
                yield from _inner(machine, body[key], path if is_text else (*here, key), is_text=is_text)
