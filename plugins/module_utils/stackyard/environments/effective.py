"""What a target's settings are in the end, each with the place that it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from ..errors import StackyardError
from ..masks import MASK, hidden, is_secret
from ..schema.broken import parts_of
from ..schema.check import alike_names
from ..schema.model import Schema
from ..schema.places import Place
from .inventory import Inventory, Values


@dataclass(frozen=True)
class Effective:
    """One setting of a target: ``value`` is resolved and masked, or what is wrong with it in words (``broken``)."""

    place: Place
    value: Any
    group: str
    explanation: str = ""
    broken: bool = False

    @property
    def gathered(self) -> bool:
        """Whether it is a list or a mapping that is put together from other settings."""
        return self.place.computed and isinstance(self.value, dict | list)

    def document(self) -> dict[str, Any]:
        """Write it as JSON has it."""
        shown = self.place.computed and not self.place.tagged
        template = {"template": hidden(self.place.name, self.place.raw)} if shown else {}
        where = {"layer": self.place.layer, "place": str(self.place), "group": self.group}
        return {"value": self.value, **template, **where, "explanation": self.explanation}


def settings_of(
    inventory: Inventory, schema: Schema, host: str, explained: Mapping[str, str], patterns: Collection[str] = ()
) -> dict[str, Effective]:
    """Give a host's settings by name, in the order of the files that declare them; of those that fit ``patterns``.

    Raises ``StackyardError`` for a pattern that fits nothing.
    """
    winning = {place.name: place for place in inventory.places_of(host)}
    declared = [name for name in schema.settings if name in winning]
    undeclared = sorted(set(winning) - set(declared))
    names = [name for name in (*declared, *undeclared) if _fits(name, patterns)]
    _refuse_idle(patterns, [*declared, *undeclared], schema)
    values = inventory.values_of(host)
    found = {name: _effective(winning[name], schema, values, explained) for name in names}
    return {name: _without(setting, _secrets_in(setting, winning, values)) for name, setting in found.items()}


def _fits(name: str, patterns: Collection[str]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _refuse_idle(patterns: Collection[str], names: list[str], schema: Schema) -> None:
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            near = alike_names(pattern, schema)[:1]
            raise StackyardError(
                "no setting is called like this",
                given=pattern,
                remedy=f"{f'did you mean {near[0]}? ' if near else ''}`*` stands for any text: 'aws_*'",
            )


def _effective(place: Place, schema: Schema, values: Values, explained: Mapping[str, str]) -> Effective:
    setting = schema.settings.get(place.name)
    group, said = (setting.group if setting else "other"), explained.get(place.name, "")
    if place.tagged:
        return Effective(place, MASK, group, said)
    try:
        return Effective(place, hidden(place.name, values(place.name) if place.computed else place.raw), group, said)
    except StackyardError as error:
        return Effective(place, error.given, group, said, broken=True)


def _secrets_in(setting: Effective, winning: Mapping[str, Place], values: Values) -> list[str]:
    """Give the secrets that a computed setting is made of, however many settings lie between."""
    if not setting.place.computed:
        return []
    used = (winning[name] for name in parts_of(setting.place, winning))
    return [text for place in used if place.tagged or is_secret(place.name) for text in _resolved(place, values)]


def _resolved(place: Place, values: Values) -> Iterator[str]:
    with suppress(StackyardError):
        if text := str(values(place.name)).strip():
            yield text


def _without(setting: Effective, secrets: list[str]) -> Effective:
    return replace(setting, value=_cut(setting.value, secrets)) if secrets else setting


def _cut(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _cut(part, secrets) for key, part in value.items()}
    if isinstance(value, list):
        return [_cut(part, secrets) for part in value]
    for secret in secrets if isinstance(value, str) else ():
        value = value.replace(secret, MASK)
    return value
