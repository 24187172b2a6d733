"""Walks through a template and replaces what is a function by what it gives; the functions stand in ``functions``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import StackyardError
from .functions import FUNCTIONS
from .pseudo import NoValue, Pseudo


class Evaluation:
    """One evaluation of one template: its values, and what names in it stand for."""

    def __init__(
        self,
        template: Mapping[str, Any],
        parameters: Mapping[str, Any],
        pseudo: Pseudo,
        attributes: Callable[[str, str, str], str | None] | None = None,
    ) -> None:
        self.template = template
        self.region = pseudo.region
        self._named = {**pseudo.values(), **parameters}
        self._attributes = attributes or (lambda *_: None)
        self._conditions: dict[str, bool] = {}
        self._under_way: list[str] = []

    def value(self, item: Any) -> Any:
        """Evaluate a value, however deep; ``NoValue`` only where the whole value is none."""
        if isinstance(item, Mapping):
            if len(item) == 1 and (function := self._function(*item)):
                return function(self, next(iter(item.values())))
            pairs = ((key, self.value(one)) for key, one in item.items())
            return {key: one for key, one in pairs if one is not NoValue}
        if isinstance(item, list):
            return [one for one in map(self.value, item) if one is not NoValue]
        return item

    def condition(self, name: str) -> bool:
        """Whether a condition is true. Raises ``StackyardError`` for an unknown one and for a circle."""
        if name in self._under_way:
            circle = " -> ".join([*self._under_way[self._under_way.index(name) :], name])
            raise StackyardError(
                "conditions need each other", given=circle, remedy="take one of them out of the circle"
            )
        if name not in self._conditions:
            self._under_way.append(name)
            self._conditions[name] = self.truth(self._declared("Conditions", name))
            self._under_way.pop()
        return self._conditions[name]

    def truth(self, item: Any) -> bool:
        """Whether a member of ``Fn::And``, ``Fn::Or`` or ``Fn::Not``, or a declared condition, is true."""
        if isinstance(item, Mapping) and set(item) == {"Condition"}:
            return self.condition(item["Condition"])
        value = self.value(item)
        return value if isinstance(value, bool) else str(value).lower() == "true"

    def reference(self, name: str) -> Any:
        """What ``Ref`` gives: the value of a parameter or pseudo parameter, or a resource's."""
        return self._named[name] if name in self._named else self.attribute(name, "Ref")

    def attribute(self, name: str, attribute: str) -> str:
        """What ``Fn::GetAtt`` gives, or a token that names it."""
        kind = str(self._declared("Resources", name).get("Type", ""))
        known = self._attributes(name, kind, attribute)
        token = f"${{{name}}}" if attribute == "Ref" else f"${{{name}.{attribute}}}"
        return token if known is None else known

    def mapping(self, name: str) -> Any:
        """One of the template's mappings."""
        return self._declared("Mappings", name)

    def _declared(self, section: str, name: str) -> Any:
        entries = self.template.get(section) or {}
        if name not in entries:
            raise StackyardError(
                f"a template names something that is not in its section {section}",
                given=str(name),
                remedy=f"correct the name; there are {', '.join(entries) or 'none'}",
            )
        return entries[name]

    def _function(self, name: str) -> Callable[[Evaluation, Any], Any] | None:
        if name in FUNCTIONS or not name.startswith("Fn::"):
            return FUNCTIONS.get(name)
        raise StackyardError(
            "a template uses a function that cannot be evaluated here",
            given=name,
            remedy=f"use one of {', '.join(FUNCTIONS)}",
        )
