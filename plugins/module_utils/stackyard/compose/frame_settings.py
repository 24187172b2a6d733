"""Reads what a frame asks compose for: ``Metadata: {Stackyard: {GatewayResponses: ..., OpenApi: ...}}``.

These words are the kit's own and are gone once they are understood: nothing of them is deployed.
"""

from __future__ import annotations

from typing import Any

from ..faults import Faults
from ..templates.documents import Section

GATEWAY_RESPONSES, OPEN_API = "GatewayResponses", "OpenApi"
_KNOWN = (GATEWAY_RESPONSES, OPEN_API)
PLACE = ("Metadata", "Stackyard")


def take_settings(frame: Section, faults: Faults) -> Section:
    """Give what the frame asks for, and take it out of the frame. Words that are unknown are noted in ``faults``."""
    metadata = frame.get(PLACE[0])
    settings = metadata.get(PLACE[1]) if isinstance(metadata, Section) else None
    if not isinstance(metadata, Section) or settings is None:
        return Section(frame.name)
    for name in settings if isinstance(settings, Section) else [PLACE[1]]:
        if name not in _KNOWN:
            remedy = f"use {' or '.join(_KNOWN)}; a function's own settings stand at the function"
            faults.add(
                "compose knows no such setting of a stack", place=frame.place(*PLACE, name), given=name, remedy=remedy
            )
    metadata.pop(PLACE[1])
    if not metadata:
        frame.pop(PLACE[0])
    return settings if isinstance(settings, Section) else Section(frame.name)


def mapping(settings: Section, name: str, known: tuple[str, ...], faults: Faults) -> Section | None:
    """Give a setting that is a mapping of ``known`` words; ``None`` where it is missing, or faulty (a fault)."""
    if name not in settings:
        return None
    value: Any = settings[name]
    place = f"{settings.name}:{settings.lines.get(name, settings.line)}"
    strange = [key for key in value if key not in known] if isinstance(value, Section) else [str(value)[:80]]
    if not isinstance(value, Section) or strange:
        faults.add(
            f"{name} is not as it should be", place=place, given=", ".join(strange), remedy=f"use {', '.join(known)}"
        )
        return None
    return value
