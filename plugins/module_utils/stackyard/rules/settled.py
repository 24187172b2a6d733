"""What a property says before anybody chose a parameter: literals, defaults, and what an author allows.

A rule that waits for the values of a deployment finds a fault when it hurts. The default of a parameter is a promise
that it works, and so is each of its allowed values, hence both are held to the rules like a literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .document import Document, Possible, Resource, branches, spelled
from .pieces import looked_up

_VARIABLE = re.compile(r"\$\{([^!${}][^${}]*)\}")


def settled(document: Document, resource: Resource, *keys: str) -> Iterator[Possible]:
    """Every value of a property that is known: branch by branch, parameters by what they may hold; unknown ones not."""
    for one in document.possible(resource, *keys):
        for value in known(document, one.value):
            yield Possible(one.path, value, one.conditions)


def known(document: Document, value: Any) -> list[Any]:
    """What a value without ``Fn::If`` at its top may be: a literal itself, a parameter's default and allowed values.

    Texts that functions write are put together of literals and defaults. Empty for what only an account knows.
    """
    if not isinstance(value, Mapping):
        return [value]
    if set(value) == {"Ref"}:
        return _of_parameter(document, str(value["Ref"]))
    if set(value) == {"Fn::FindInMap"}:
        return looked_up(value["Fn::FindInMap"], document.section("Mappings"))
    text = spelled(value)
    if text is None:
        return [] if len(value) == 1 and str(next(iter(value))).startswith("Fn::") else [value]
    filled = with_defaults(document, text)
    return [] if _VARIABLE.search(filled) else [filled]


def with_defaults(document: Document, text: str) -> str:
    """Write a text with the defaults of parameters put in; what has none stays a variable."""
    return _VARIABLE.sub(lambda found: _default(document, found), text)


def entries(possible: Possible) -> Iterator[Possible]:
    """The entries of a list, branches of ``Fn::If`` one by one; a value that is no list is its own only entry."""
    values = possible.value if isinstance(possible.value, list) else None
    if values is None:
        yield possible
        return
    for number, value in enumerate(values):
        for one in branches(Possible((*possible.path, number), value, possible.conditions)):
            yield from entries(one) if isinstance(one.value, list) else [one]


def together(first: Possible, second: Possible) -> bool:
    """Whether two values can hold at once: no condition is true for one of them and false for the other."""
    one, other = _choices(first), _choices(second)
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def _choices(possible: Possible) -> dict[str, int]:
    """The branch taken of each condition, 1 or 2. Conditions without an ``Fn::If`` on the path are the resource's."""
    taken = [n for key, n in zip(possible.path, possible.path[1:], strict=False) if key == "Fn::If"]
    owns = len(possible.conditions) - len(taken)
    numbers = [1] * owns + [int(number) for number in taken]
    return dict(zip(possible.conditions, numbers, strict=True))


def _of_parameter(document: Document, name: str) -> list[Any]:
    declared = document.section("Parameters").get(name)
    if not isinstance(declared, Mapping):
        return []
    found = [declared["Default"]] if "Default" in declared else []
    allowed = declared.get("AllowedValues")
    return found + [one for one in (allowed if isinstance(allowed, list) else []) if one not in found]


def _default(document: Document, variable: re.Match[str]) -> str:
    found = document.section("Parameters").get(variable[1])
    return str(found["Default"]) if isinstance(found, Mapping) and "Default" in found else variable[0]
