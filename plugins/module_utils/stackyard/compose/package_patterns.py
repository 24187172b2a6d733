"""Reads which files of a function travel and which do not, where the function says so itself.

``Metadata: {Stackyard: {Package: {Include: [...], Exclude: [...]}}}`` stands in the function's ``resources.yaml``, or
at the function's resource where a frame declares it. Only the form is checked here; what the patterns mean is known to
packaging (``stackyard.package.left_out.patterns``).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..faults import Faults
from ..templates.documents import Section

PACKAGE = "Package"
_KINDS = ("Include", "Exclude")
_PLACE = ("Metadata", "Stackyard")
_EXAMPLE = f'`{PACKAGE}: {{Exclude: ["numpy/f2py/**"]}}`'

Patterns = tuple[str, ...]


def package_patterns(holder: Section, faults: Faults, others: Collection[str] = ()) -> tuple[Patterns, Patterns]:
    """Give the patterns to include and to exclude; ``holder`` has the section ``Metadata``, if anybody does.

    ``others`` are the settings that may stand beside ``Package``.
    """
    metadata = holder.get("Metadata")
    settings = metadata.get("Stackyard") if isinstance(metadata, Section) else None
    if not isinstance(settings, Section):
        return (), ()
    _check_names(holder, settings, (), (*others, PACKAGE), faults)
    if PACKAGE not in settings:
        return (), ()
    package = settings[PACKAGE]
    if not isinstance(package, Section):
        remedy = f"write {_EXAMPLE}, or remove {PACKAGE}"
        faults.add(
            f"{PACKAGE} is no mapping", place=holder.place(*_PLACE, PACKAGE), given=_shown(package), remedy=remedy
        )
        return (), ()
    _check_names(holder, package, (PACKAGE,), _KINDS, faults)
    include, exclude = (_patterns(holder, package, kind, faults) for kind in _KINDS)
    return include, exclude


def _check_names(
    holder: Section, settings: Section, path: tuple[str, ...], known: Collection[str], faults: Faults
) -> None:
    for name in settings:
        if name not in known:
            place, above = holder.place(*_PLACE, *path, name), (*_PLACE, *path)[-1]
            faults.add(f"{name} is no setting of {above}", place=place, given=name, remedy=f"use {' or '.join(known)}")


def _patterns(holder: Section, package: Section, kind: str, faults: Faults) -> Patterns:
    if kind not in package:
        return ()
    given = package[kind]
    if isinstance(given, list) and given and all(isinstance(one, str) and one.strip() for one in given):
        return tuple(given)
    place, remedy = holder.place(*_PLACE, PACKAGE, kind), f"write {_EXAMPLE}, or remove {kind}"
    faults.add(f"{kind} is no list of patterns", place=place, given=_shown(given), remedy=remedy)
    return ()


def _shown(given: Any) -> str:
    return repr(given)[:120]
