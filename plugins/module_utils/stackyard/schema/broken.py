"""Settings that have no value, each told once: by what is wrong with it, not by everything that is made of it.

A setting that lacks a part takes all those along that it is a part of, and they stand in files that nobody touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import StackyardError
from ..faults import Faults
from ..text.alike import likely
from .model import Schema
from .places import Place

# Gives the resolved value of a variable; raises `StackyardError` where a template cannot be resolved.
ValueOf = Callable[[str], Any]
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_OPTIONAL = r"\s*(\|\s*(default|d)\b|is\s+(not\s+)?defined)"


def tell_broken(
    schema: Schema, judged: Mapping[str, Place], winning: Mapping[str, Place], value_of: ValueOf, faults: Faults
) -> set[str]:
    """Note why settings of ``judged`` cannot be resolved; gives their names. ``winning`` are all that are set."""
    errors = dict(_errors(judged, value_of))
    unset = {part: name for name in errors for part in _unset_parts(schema, judged[name], winning)}
    for part, name in sorted(unset.items()):
        _tell_unset(schema, part, judged[name], faults)
    for name, error in errors.items():
        lacking = _UNDEFINED.search(error.given)
        if not (lacking and lacking[1] in unset) and not _follows(name, errors, winning):
            near = likely(lacking[1], sorted(schema.settings)) if lacking else ""
            remedy = f"did you mean {near}? else {error.remedy}" if near else error.remedy
            faults.take(StackyardError(f"{judged[name]}: {error.problem}", given=error.given, remedy=remedy))
    return set(errors)


def parts_of(place: Place, winning: Mapping[str, Place]) -> set[str]:
    """Name the settings that a setting is made of, however many lie between."""
    found: set[str] = set()
    ahead = [place]
    while ahead:
        fresh = {name for name in _words(ahead.pop()) if name in winning} - found
        found |= fresh
        ahead += [winning[name] for name in fresh]
    return found


def _errors(judged: Mapping[str, Place], value_of: ValueOf) -> Iterator[tuple[str, StackyardError]]:
    for name, place in judged.items():
        if place.computed:
            try:
                value_of(name)
            except StackyardError as error:
                yield name, error


def _follows(name: str, errors: Mapping[str, StackyardError], winning: Mapping[str, Place]) -> bool:
    """Whether a setting is broken as a part of it is; those that are made of each other are not."""
    parts = parts_of(winning[name], winning) & set(errors) - {name}
    return any(name not in parts_of(winning[part], winning) for part in parts)


def _unset_parts(schema: Schema, place: Place, winning: Mapping[str, Place]) -> Iterator[str]:
    """Give declared settings that a setting takes for granted, and nobody sets."""
    for one in (place, *(winning[name] for name in parts_of(place, winning))):
        for name in _words(one):
            setting = schema.settings.get(name)
            if setting and not setting.option and name not in winning and _needs(str(one.raw), name):
                yield name


def _needs(template: str, name: str) -> bool:
    return bool(re.search(rf"\b{name}\b(?!{_OPTIONAL})", template))


def _words(place: Place) -> set[str]:
    return set(re.findall(r"\w+", str(place.raw))) if place.computed and not place.tagged else set()


def _tell_unset(schema: Schema, name: str, place: Place, faults: Faults) -> None:
    setting = schema.settings[name]
    said = f": {setting.description}" if setting.description else ""
    faults.add(
        "nobody sets what other settings are made of",
        given=f"{name}{said} ({place.name} in {place} needs it)",
        remedy="set it in the environment's folder in group_vars/",
    )
