"""Writes an environment's settings for people: in groups, each with its value, its place, and what it means."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby

from ..schema.words import shown, written
from .effective import Effective

_NOTE = "  # "


def lines(settings: Mapping[str, Effective], *, explain: bool, whole: bool, width: int) -> Iterator[str]:
    """Write settings in their groups.

    With ``explain``, what is said of each stands above it, in ``width`` columns; long values are shortened unless they
    are wanted ``whole``.
    """
    for group, members in groupby(settings.items(), key=lambda item: item[1].group):
        yield f"{group}:"
        said = ""
        for name, setting in members:
            if explain and setting.explanation not in ("", said):
                said = setting.explanation
                yield from textwrap.wrap(said, width, initial_indent=_NOTE, subsequent_indent=_NOTE)
            yield f"  {name}: {_value(setting, whole=whole)}  [{_origin(setting)}]"
        yield ""


def differences(name: str, other: str, settings: Mapping[str, Effective], others: Mapping[str, Effective]) -> list[str]:
    """Write the settings that are not the same in two environments; not what is only put together from others."""
    found: list[str] = []
    for key in dict.fromkeys([*settings, *others]):
        one, two = settings.get(key), others.get(key)
        if (one and two and one.value == two.value) or any(it and it.gathered for it in (one, two)):
            continue
        found += [
            f"{key}:",
            *(f"  {of}: {_value(it, whole=True)}  [{_origin(it)}]" for of, it in ((name, one), (other, two)) if it),
        ]
    return found


def _value(setting: Effective, *, whole: bool) -> str:
    if setting.broken:
        return f"? ({' '.join(str(setting.value).split())})"
    return written(setting.value) if whole else shown(setting.value)


def _origin(setting: Effective) -> str:
    computed = ", computed" if setting.place.computed and not setting.place.tagged else ""
    return f"{setting.place}{computed}"
