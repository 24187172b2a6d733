"""Holds what somebody set against what is declared: names first, then values; everything that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import yaml
from jsonschema.exceptions import ValidationError

from ..errors import StackyardError
from ..faults import Faults
from ..masks import MASK, hidden, is_secret
from ..text.alike import alike
from .broken import ValueOf, tell_broken
from .given import given_by_hand
from .model import Schema, Setting
from .places import COMMAND_LINE, Place
from .words import meant, shown, within

PLACEHOLDER = "REPLACE-ME"
_NO_PAIR = "_raw_params"  # as which Ansible takes what `-e` gives without `=`
_LIKE = 0.75  # of difflib's ratio: what is less alike was hardly meant


def check_settings(
    schema: Schema, places: Iterable[Place], value_of: ValueOf, faults: Faults, *, thorough: bool = True
) -> None:
    """Note every name that is not declared and every value that its rule does not allow.

    ``places`` are those of one target, the last one of a name counts; ``value_of`` resolves what is computed, unless
    something that every environment needs is missing: most of it could not be resolved for that reason alone. Without
    ``thorough``, lists and mappings that are put together from other settings are left to whoever takes them: resolving
    each of them takes most of the time, and what they are made of is judged by itself.
    """
    winning: dict[str, Place] = {}
    for place in places:
        before = winning.get(place.name)
        if before and before.file and (before.file, before.layer) == (place.file, place.layer):
            _twice(before, place, faults)
        if not schema.knows(place.name):
            _unknown(schema, place, faults)
        elif place.name in schema.settings and place.layer != COMMAND_LINE and schema.settings[place.name].option:
            _misplaced(place, faults)
        winning[place.name] = place
    missing = [name for name in sorted(schema.required - set(winning)) if not _resolves(name, value_of)]
    for name in missing:
        _unset(schema.settings[name], faults)
    judged = {
        name: place
        for name, place in sorted(winning.items())
        if name in schema.settings
        and not (place.computed and (missing or (not thorough and schema.is_collection(name))))
    }
    value_of = cache(value_of)  # resolving takes most of the time
    broken = tell_broken(schema, judged, winning, value_of, faults)
    for name, place in judged.items():
        if name not in broken:
            with faults.collecting():
                check_value(schema, place, value_of)


def check_names(schema: Schema, given: Mapping[str, Any], places: Mapping[str, Place] | None = None) -> None:
    """Refuse names given by ``-e`` that are not declared; ``places`` as in ``given_by_hand``.

    Raises ``StackyardError`` with all of them.
    """
    faults = Faults("what was given by -e")
    for place in given_by_hand(given, places):
        if not schema.knows(place.name):
            _unknown(schema, place, faults)
    faults.raise_if_any()


def check_value(schema: Schema, place: Place, value_of: ValueOf) -> None:
    """Hold one value against its rule; what nobody filled in yet is told by others. Raises ``StackyardError``."""
    value = _value(place, value_of)
    if str(value).startswith(PLACEHOLDER):
        return
    wrong = _wrong(schema, place, value)
    if not wrong:
        return
    part = within(wrong)
    raise StackyardError(
        f"{place}: {place.name} cannot be this{f' (at {part})' if part else ''}",
        given=f"{place.name}: {_told(place, part, wrong.instance)}",
        remedy=f"it is {meant(wrong, schema.shared)}{_quoted(place, value, schema)}",
    )


def _resolves(name: str, value_of: ValueOf) -> bool:
    """Whether a variable has a value, though no file says so that can be read here; Ansible may decrypt others."""
    try:
        value_of(name)
    except StackyardError:
        return False
    return True


def _value(place: Place, value_of: ValueOf) -> Any:
    if not place.computed:
        return place.raw
    try:
        return value_of(place.name)
    except StackyardError as error:
        problem = f"{place}: {error.problem}"
        raise StackyardError(problem, given=error.given, remedy=error.remedy) from None


def _told(place: Place, part: str, given: Any) -> str:
    """Write what was given as it may be shown: no secret, nothing that a secret may be part of."""
    names = [*part.split("."), *(re.findall(r"\w+", str(place.raw)) if place.computed else ())]
    secret = place.tagged or is_secret(place.name) or any(is_secret(name) for name in names)
    return MASK if secret else shown(hidden(part, given))


def _wrong(schema: Schema, place: Place, value: Any) -> ValidationError | None:
    """Give what of a value breaks its rule; ``None`` for a good one."""
    validator = schema.validator(place.name)
    error = next(validator.iter_errors(value), None)
    if error is None or (_lenient(place) and isinstance(value, str) and validator.is_valid(_read(value))):
        return None
    return error


def _lenient(place: Place) -> bool:
    """Whether a text may stand for a number or a switch: ``-e name=value`` and templates give nothing else."""
    return place.computed or place.layer == COMMAND_LINE


def _read(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text


def _quoted(place: Place, value: Any, schema: Schema) -> str:
    """Tell whoever quoted a number or a switch, or left the quotes of a text out."""
    validator = schema.validator(place.name)
    if isinstance(value, str) and validator.is_valid(_read(value)):
        return "; write it without quotes"
    if isinstance(value, int | float) and not isinstance(value, bool) and validator.is_valid(str(value)):
        return "; write it in quotes"
    return ""


def _unknown(schema: Schema, place: Place, faults: Faults) -> None:
    if place.name == _NO_PAIR and place.layer == COMMAND_LINE:
        faults.add("-e takes a name and a value", given=f"-e {place.raw}", remedy="-e name=value, or -e @file")
        return
    near = alike_names(place.name, schema)
    meant = f"did you mean {near[0]}? else " if near else ""
    faults.add(
        "nothing reads a setting of this name",
        given=f"{place.name} ({place})",
        remedy=f"{meant}declare a setting of your own in schemas/; group_vars/all/ explains those there are",
    )


def _twice(before: Place, place: Place, faults: Faults) -> None:
    faults.add(
        "a setting stands twice in the same place, and only the last one counts",
        given=f"{place.name} ({before} and {place})",
        remedy="take one of them out",
    )


def _unset(setting: Setting, faults: Faults) -> None:
    faults.add(
        "nobody sets what every environment needs",
        given=f"{setting.name}: {setting.description}",
        remedy="set it in the environment's folder in group_vars/, or at its host in inventory.yml",
    )


def alike_names(name: str, schema: Schema) -> list[str]:
    """Give declared names that somebody may have meant."""
    near = alike(name, sorted(schema.names))
    return [one for one in near if SequenceMatcher(None, name, one).ratio() >= _LIKE]


def _misplaced(place: Place, faults: Faults) -> None:
    faults.add(
        "this is an option of commands, and has no effect here",
        given=f"{place.name} ({place})",
        remedy=f"take it out, and give -e {place.name}=... to the command that it is for",
    )


def check_groups(folder: str, known: Collection[str], names: Iterable[str], faults: Faults) -> None:
    """Note what stands in ``group_vars`` or ``host_vars`` under a name that no group or host has: nothing reads it."""
    for name in sorted(set(names) - set(known)):
        faults.add(
            "the inventory has no group or host of this name",
            given=f"{folder}/{name}",
            remedy=f"rename it, or remove it; known: {', '.join(sorted(known))}",
        )
