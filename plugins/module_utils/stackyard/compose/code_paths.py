"""Finds the functions that a frame declares itself, by the path to their folder.

SAM templates, and those written for ``aws cloudformation package``, name each function's code as a path relative to the
template (``../../lambdas/shop/buy/``). Such a folder has no ``resources.yaml``; all else is as for any function.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..faults import Faults
from ..files import relative
from ..templates.documents import Section
from .folders import SHARED

FUNCTION, SAM_FUNCTION = "AWS::Lambda::Function", "AWS::Serverless::Function"
CODE_OF = {FUNCTION: "Code", SAM_FUNCTION: "CodeUri"}  # where each type says what its code is
_ELSEWHERE = ("s3://", "https://", "http://")


@dataclass(frozen=True)
class PlacedFunction:
    """A function that the frame of ``stack`` declares: its logical id, its folder, and the place that names it."""

    stack: str
    logical_id: str
    folder: Path
    place: str


def placed_functions(
    frames: Mapping[str, Section], root: Path, system: str, faults: Faults
) -> dict[str, PlacedFunction]:
    """Give, by the name of their folders, the functions that the frames of a system place.

    Paths that lead to no folder of ``lambdas/<system>/``, and folders placed twice, are noted in ``faults``.
    """
    found: dict[str, PlacedFunction] = {}
    for stack, frame in sorted(frames.items()):
        for logical_id, path, place in _paths(frame):
            folder = Path(os.path.normpath(root / "templates" / system / path))
            if not folder.is_dir() or folder.parent != root / "lambdas" / system or folder.name == SHARED:
                problem, found_at = f"the code of {logical_id} is no function's folder", relative(folder, root)
                remedy = f"write ../../lambdas/{system}/<function>/"
                faults.add(problem, place=place, given=f"{path}, which is {found_at}", remedy=remedy)
                continue
            first = found.setdefault(folder.name, PlacedFunction(stack, logical_id, folder, place))
            if first.place != place:
                given, remedy = f"{path}; the other one: {first.place}", "give each function a folder of its own"
                faults.add("another function has this folder already", place=place, given=given, remedy=remedy)
    return found


def _paths(frame: Section) -> Iterator[tuple[str, str, str]]:
    """Give ``(logical id, path, place)`` of each function whose code lies on this machine."""
    resources = frame.get("Resources")
    for logical_id, resource in resources.items() if isinstance(resources, Mapping) else ():
        name = code_property(resource)
        properties = resource.get("Properties") if name else None
        path = properties.get(name) if isinstance(properties, Mapping) else None
        if isinstance(path, str) and is_local(path):
            yield logical_id, path, frame.place("Resources", logical_id, "Properties", name)


def code_property(resource: Any) -> str:
    """Name the property that says what a function's code is; "" for what is no function."""
    kind = resource.get("Type") if isinstance(resource, Mapping) else None
    return CODE_OF.get(kind, "") if isinstance(kind, str) else ""


def is_local(path: Any) -> bool:
    """Whether a value names something on this machine, rather than in a bucket."""
    return isinstance(path, str) and not path.startswith(_ELSEWHERE)
