"""Queues of one stack and functions of another, compared with what an environment gives them.

No template shows that a queue hides its messages for too short a time when the function comes by another stack, and
no default tells what an environment sets. So the stacks are evaluated as they would be deployed, each output standing
for the resource that it leads to, and every pair is compared as ``E9204`` does within a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..templates.evaluated import Evaluated, Pseudo, evaluate
from .visibility import DEFAULT_TIMEOUT, DEFAULT_VISIBILITY, ID, needed

_PLACE = re.compile(r"\$\{at ([^/{}]+)/([^/{}]+)/(\w+)[^{}]*\}")
_ALIASES = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
Key = tuple[str, str]


@dataclass(frozen=True)
class Declared:
    """A stack as an environment declares it; a parameter is a value, or ``{"output": "stack.Name"}``."""

    system: str
    stack: str
    template: Mapping[str, Any]
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Placed:
    """A resource of one of the stacks."""

    system: str
    stack: str
    name: str
    body: Mapping[str, Any]

    def seconds(self, key: str, default: int) -> int | None:
        """A property in seconds; ``None`` for one that is not known."""
        value = str((self.body.get("Properties") or {}).get(key, default))
        return int(value) if value.isdecimal() else None


@dataclass(frozen=True)
class Short:
    """A queue that hides messages for ``hidden`` seconds, though its function needs ``enough``."""

    queue: Placed
    function: Placed
    hidden: int
    timeout: int
    enough: int

    def __str__(self) -> str:
        return (
            f"{self.queue.name} hides messages for {self.hidden} s, "
            f"{self.function.name} may take {self.timeout} s: {self.enough} are needed"
        )


def short_visibilities(stacks: Sequence[Declared], pseudo: Pseudo) -> Iterator[Short]:
    """Compare every queue with the function that works it off, whichever stacks they are in.

    A queue, or its template, that asks for an exception (``ignore_checks``) is left out, as cfn-lint would. Raises
    ``StackyardError`` for a template that CloudFormation would refuse.
    """
    whole = _Whole(stacks, pseudo)
    for mapping in whole.resources("AWS::Lambda::EventSourceMapping"):
        queue, function = whole.led_to(mapping, "EventSourceArn"), whole.function(mapping)
        if queue is None or function is None or queue.body.get("Type") != "AWS::SQS::Queue":
            continue
        if whole.is_excepted(queue):
            continue
        hidden = queue.seconds("VisibilityTimeout", DEFAULT_VISIBILITY)
        timeout = function.seconds("Timeout", DEFAULT_TIMEOUT)
        window = mapping.seconds("MaximumBatchingWindowInSeconds", 0)
        if hidden is not None and timeout is not None and hidden < needed(timeout, window or 0):
            yield Short(queue, function, hidden, timeout, needed(timeout, window or 0))


class _Whole:
    """All stacks of an environment, each evaluated once, after those that it takes outputs from."""

    def __init__(self, stacks: Sequence[Declared], pseudo: Pseudo) -> None:
        self._stacks = {(one.system, one.stack): one for one in stacks}
        self._pseudo = pseudo
        self._evaluated: dict[Key, Evaluated | None] = {}

    def resources(self, kind: str) -> Iterator[Placed]:
        """Every resource of a type that would be there."""
        for key in self._stacks:
            evaluated = self.evaluated(key)
            for name, body in evaluated.resources.items() if evaluated else ():
                if body.get("Type") == kind:
                    yield Placed(*key, name, body)

    def led_to(self, holder: Placed, key: str) -> Placed | None:
        """The resource that a property leads to, through outputs and parameters."""
        found = _PLACE.search(str((holder.body.get("Properties") or {}).get(key, "")))
        evaluated = self.evaluated((found[1], found[2])) if found else None
        body = evaluated.resources.get(found[3]) if found and evaluated else None
        return Placed(found[1], found[2], found[3], body) if found and body is not None else None

    def function(self, holder: Placed) -> Placed | None:
        """The function that a mapping, an alias or a version is of."""
        found = self.led_to(holder, "FunctionName")
        return self.function(found) if found is not None and found.body.get("Type") in _ALIASES else found

    def is_excepted(self, queue: Placed) -> bool:
        """Whether the queue or its template asks not to be told of this; cfn-lint takes beginnings of ids as well."""
        asking = (queue.body, self._stacks[(queue.system, queue.stack)].template)
        return any(ID.startswith(str(one)) for body in asking for one in _ignored(body))

    def evaluated(self, key: Key) -> Evaluated | None:
        """One stack, evaluated; ``None`` for one that nobody declares, or that is needed for its own parameters."""
        if key not in self._evaluated and key in self._stacks:
            self._evaluated[key] = None  # until it is there, so that a circle of stacks ends
            self._evaluated[key] = self._evaluate(self._stacks[key])
        return self._evaluated.get(key)

    def _evaluate(self, stack: Declared) -> Evaluated:
        declared: Mapping[str, Mapping[str, Any]] = stack.template.get("Parameters") or {}
        given = {name: self._value(stack, value) for name, value in stack.parameters.items() if name in declared}
        unknown = {name: f"${{{name}}}" for name, one in declared.items() if name not in given and "Default" not in one}
        pseudo = replace(self._pseudo, stack_name=f"{self._pseudo.stack_name}-{stack.system}-{stack.stack}")
        place = f"{stack.system}/{stack.stack}"
        return evaluate(
            stack.template,
            {**given, **unknown},
            pseudo,
            lambda name, _, attribute: f"${{at {place}/{name}.{attribute}}}",
        )

    def _value(self, stack: Declared, given: Any) -> str:
        if not isinstance(given, Mapping):
            return str(given)
        *system, producer, output = str(given.get("output", "?.?")).split(".")
        evaluated = self.evaluated((system[0] if system else stack.system, producer))
        outputs = evaluated.outputs if evaluated else {}
        return str(outputs.get(output, {}).get("Value", f"${{{output}}}"))


def _ignored(body: Mapping[str, Any]) -> Sequence[Any]:
    found: Any = body
    for key in ("Metadata", "cfn-lint", "config", "ignore_checks"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else ()
