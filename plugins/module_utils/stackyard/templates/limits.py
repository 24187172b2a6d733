"""CloudFormation's limits on a template, and the forms without which nothing can be read from it.

They are held where templates are composed, before anything is packaged or uploaded, and again where one is read to be
deployed, since packaging adds layers. Numbers and names: CloudFormation's quotas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..faults import Faults

HEADER = "# Composed by Stackyard from templates/ and lambdas/. Edit those, never this file.\n"
"""Begins every template that the kit wrote itself, from sources that were held against the limits of YAML."""

S3_LIMIT = 1_048_576  # bytes of a template that CloudFormation takes by URL
MOST = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
LONGEST_NAME = 255

_NAME = re.compile(r"[A-Za-z0-9]+")
_LOOP = "Fn::ForEach::"  # of AWS::LanguageExtensions: its names are made later
_MOVE = {
    "Resources": "move some of its functions to another stack (Metadata: Stackyard: Stack in resources.yaml)",
    "Parameters": "move what needs some of them to another stack",
    "Outputs": "give only what other stacks take, or move some resources to another stack",
    "Mappings": "move what needs some of them to another stack",
}
_SECTIONS = {**MOST, "Conditions": 0}
_NAMED = 5  # names in one message
_SHOWN = 60  # characters of a name in it


def check_template(document: Mapping[str, Any], place: str, faults: Faults) -> None:
    """Note whatever CloudFormation would refuse of a template's sections; ``place`` names the file."""
    for section in _SECTIONS:
        entries = document.get(section) or {}
        if not isinstance(entries, Mapping):
            remedy = f"write {section} as `Name: ...`, a line each, or remove it"
            faults.add(f"the section {section} is no mapping", place=place, given=_short(entries), remedy=remedy)
            continue
        _check_number(section, entries, place, faults)
        _check_names(section, entries, place, faults)
        _check_entries(section, entries, place, faults)


def check_size(body: str, place: str, faults: Faults) -> None:
    """Note a text that is too big for CloudFormation."""
    size = len(body.encode())
    if size > S3_LIMIT:
        problem = f"a template is over CloudFormation's limit of {S3_LIMIT:,} bytes"
        faults.add(problem, given=f"{place}: {size:,} bytes", remedy=_MOVE["Resources"])


def _check_number(section: str, entries: Mapping[str, Any], place: str, faults: Faults) -> None:
    most = MOST.get(section, 0)
    if most and len(entries) > most:
        what = section.lower()
        problem = f"a template has more {what} than the {most} that CloudFormation takes"
        faults.add(problem, given=f"{place}: {len(entries)} {what}", remedy=_MOVE[section])


def _check_names(section: str, entries: Mapping[str, Any], place: str, faults: Faults) -> None:
    names = [str(name) for name in entries if not str(name).startswith(_LOOP)]
    what = section.lower()
    if odd := [name for name in names if not _NAME.fullmatch(name)]:
        remedy = "use letters (a to z) and digits only"
        faults.add(
            f"CloudFormation does not take the names of some {what}", place=place, given=_list(odd), remedy=remedy
        )
    if long := [name for name in names if len(name) > LONGEST_NAME]:
        problem = f"the names of some {what} are longer than {LONGEST_NAME} characters"
        faults.add(problem, place=place, given=_list(long), remedy="shorten them")


def _check_entries(section: str, entries: Mapping[str, Any], place: str, faults: Faults) -> None:
    """Resources, parameters and outputs are mappings; so are those of mappings. Conditions may be anything."""
    if section == "Conditions":
        return
    odd = [str(name) for name, one in entries.items() if not isinstance(one, Mapping) and not _is_loop(name)]
    if odd:
        remedy = f"give each its properties, as in `{odd[0][:_SHOWN]}: {{{_FIRST[section]}: ...}}`"
        faults.add(f"some {section.lower()} declare nothing", place=place, given=_list(odd), remedy=remedy)


_FIRST = {"Resources": "Type", "Parameters": "Type", "Outputs": "Value", "Mappings": "key"}


def _is_loop(name: object) -> bool:
    return str(name).startswith(_LOOP)


def _list(names: Iterable[str]) -> str:
    shown = [ascii(name[:_SHOWN])[1:-1] + ("..." if len(name) > _SHOWN else "") for name in names]
    more = len(shown) - _NAMED
    return ", ".join(shown[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _short(value: object) -> str:
    return f"{type(value).__name__}: {str(value)[:_SHOWN]}"
