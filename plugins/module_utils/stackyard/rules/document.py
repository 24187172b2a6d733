"""A template as rules look at it: its resources by type, the values that a property may take, and texts as written.

cfn-lint hands over plain mappings whose paths it can turn into lines; everything here keeps such paths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..templates.names import conditions_of, referred
from .pieces import written_out

Path = tuple[str | int, ...]
NO_VALUE = "AWS::NoValue"
_NO_PROPERTIES: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Resource:
    """One resource: ``path`` is where it stands, ``body`` all of it."""

    name: str
    kind: str
    body: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """Where it stands in the template."""
        return ("Resources", self.name)

    @property
    def properties(self) -> Mapping[str, Any]:
        """Its properties, none where they are no mapping."""
        found = self.body.get("Properties")
        return found if isinstance(found, Mapping) else _NO_PROPERTIES

    def at(self, *keys: str | int) -> Path:
        """The path of a property: ``at("Code", "S3Bucket")``."""
        return (*self.path, "Properties", *keys)


@dataclass(frozen=True)
class Possible:
    """A value that a property may take, and the conditions of the template under which it does."""

    path: Path
    value: Any
    conditions: tuple[str, ...] = ()


class Document:
    """A template, read by rules."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        self.template = template

    def section(self, name: str) -> Mapping[str, Any]:
        """A section by its name, empty where there is none."""
        found = self.template.get(name)
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def _resources(self) -> tuple[Resource, ...]:
        bodies = ((str(name), body) for name, body in self.section("Resources").items() if isinstance(body, Mapping))
        return tuple(Resource(name, str(body.get("Type", "")), body) for name, body in bodies)

    def resources(self, *kinds: str) -> Iterator[Resource]:
        """Resources of some types; of all types where none is named."""
        return (resource for resource in self._resources if not kinds or resource.kind in kinds)

    def resource(self, value: Any) -> Resource | None:
        """The resource of this template that a value refers to (``Ref``, ``Fn::GetAtt``, ``Fn::Sub``), if it is one."""
        names = referred(value)
        return next((resource for resource in self._resources if resource.name in names), None)

    def possible(self, resource: Resource, *keys: str) -> Iterator[Possible]:
        """Every value that a property may take: branches of ``Fn::If`` one by one, on the way to it as well as in it.

        A branch without a value, and a property that is not there, give nothing. ``conditions`` begins with the
        resource's own.
        """
        return (one for one in self._every(resource, *keys) if not _is_nothing(one.value))

    def left_out(self, resource: Resource, *keys: str) -> Iterator[Possible]:
        """Every branch of ``Fn::If`` in which a property, or what it stands in, has no value."""
        return (one for one in self._every(resource, *keys) if _is_nothing(one.value))

    def _every(self, resource: Resource, *keys: str) -> Iterator[Possible]:
        own = resource.body.get("Condition")
        start = Possible((*resource.path, "Properties"), resource.properties, (own,) if isinstance(own, str) else ())
        found = list(_every_branch(start))
        for key in keys:
            yield from (one for one in found if _is_nothing(one.value))
            found = [
                one
                for whole in found
                if isinstance(whole.value, Mapping) and key in whole.value
                for one in _every_branch(Possible((*whole.path, key), whole.value[key], whole.conditions))
            ]
        yield from found

    def is_guarded(self, possible: Possible) -> bool:
        """Whether one of its conditions can be true here and false there: it asks a parameter, region or partition."""
        declared = self.section("Conditions")
        reached = {*possible.conditions, *conditions_of([{"Condition": one} for one in possible.conditions], declared)}
        return any(referred(declared.get(one)) for one in reached)

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Every text of the template that CloudFormation acts upon, as ``spelled`` writes it, with its path."""
        for name, section in self.template.items():
            if name not in ("Metadata", "Description"):
                yield from texts(section, (str(name),), self.section("Mappings"))


def branches(possible: Possible) -> Iterator[Possible]:
    """The branches of a value that is an ``Fn::If``, however deep, but those without a value; of any other, itself."""
    return (one for one in _every_branch(possible) if not _is_nothing(one.value))


def _every_branch(possible: Possible) -> Iterator[Possible]:
    value = possible.value
    choice = value.get("Fn::If") if isinstance(value, Mapping) else None
    if isinstance(choice, list) and len(choice) == 3:  # noqa: PLR2004 - a condition and two values
        for number in (1, 2):
            path = (*possible.path, "Fn::If", number)
            yield from _every_branch(Possible(path, choice[number], (*possible.conditions, str(choice[0]))))
    else:
        yield possible


def _is_nothing(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("Ref") == NO_VALUE


_PROSE = frozenset({"Description", "ConstraintDescription", "AssertDescription", "AlarmDescription", "Metadata"})
_VARIABLE = re.compile(r"\$\{([^!${}][^${}]*)\}")


def texts(value: Any, path: Path, mappings: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Texts in a value, each as ``spelled`` writes it; what only people read is left out.

    A text that intrinsic functions put together is one text for each way of doing so, at the path of the function.
    """
    wholes = [whole for one in written_out(value, mappings) if (whole := spelled(one)) is not None]
    if wholes:
        yield from ((path, whole) for whole in wholes)
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _PROSE:
                yield from texts(item, (*path, key), mappings)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from texts(item, (*path, number), mappings)


def spelled(value: Any) -> str | None:
    """A text as ``Fn::Sub`` would have it: ``{"Fn::Join": [":", ["arn", {"Ref": "X"}]]}`` is ``arn:${X}``.

    ``None`` for what is no text: a mapping, a list, or an intrinsic function that rather chooses than writes.
    """
    if isinstance(value, str | int | float):
        return str(value)
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    ((function, given),) = value.items()
    write = _WRITERS.get(str(function))
    return write(given) if write else None


def _joined(given: Any) -> str | None:
    if not isinstance(given, list) or len(given) != 2 or not isinstance(given[1], list):  # noqa: PLR2004
        return None
    return str(given[0]).join(_NOT_WRITTEN if (part := spelled(item)) is None else part for item in given[1])


def _reference(given: Any) -> str | None:
    if not given or not isinstance(given, str | list):
        return None
    return f"${{{given if isinstance(given, str) else '.'.join(map(str, given))}}}"


def _substituted(given: Any) -> str | None:
    """Write ``Fn::Sub`` with what it brings itself put in."""
    text, own = (given[0], given[1]) if isinstance(given, list) and len(given) == 2 else (given, {})  # noqa: PLR2004
    if not isinstance(text, str) or not isinstance(own, Mapping):
        return None

    def put_in(variable: re.Match[str]) -> str:
        part = spelled(own[variable[1]]) if variable[1] in own else None
        return variable[0] if part is None else part

    return _VARIABLE.sub(put_in, text)


_NOT_WRITTEN = "${...}"
_WRITERS: Mapping[str, Callable[[Any], str | None]] = {
    "Fn::GetAtt": _reference,
    "Fn::Join": _joined,
    "Fn::Sub": _substituted,
    "Ref": _reference,
}
