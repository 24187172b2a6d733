"""``--explain``: why each function was packaged anew or not, why packages travel as they do, and what it weighs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from ...compose.model import ComposedSystem
from ...errors import StackyardError
from ...text.lists import first_of
from ...text.units import readable
from ..installed.dependency_set import distinct_sets
from ..installed.provided import SDK
from ..layers.decisions import decision_lines
from ..layers.layering import FunctionPlan
from .changes import LOST, changes, explanation
from .packaged import Packaged
from .record import FunctionRecord, record_of, write_records
from .set_report import set_lines, unused_patterns
from .sizes import report

_LISTED = 12  # zips that a check names


def records_of(plans: Sequence[FunctionPlan], root: Path) -> dict[str, FunctionRecord]:
    """Give the records of planned functions by "system/function"; ``root`` is the repository."""
    return {plan.name: _record(plan, root) for plan in plans}


def _record(plan: FunctionPlan, root: Path) -> FunctionRecord:
    function, sets = plan.content.function, distinct_sets([plan.content.dependencies])
    return record_of(
        plan,
        root,
        packages={name: version for one in sets for name, version in one.lock.versions.items()},
        pins="".join(one.lock.digest for one in sets),
        include=function.include,
        exclude=function.exclude,
        provided=[name for one in sets for name in one.left_to_runtime & SDK],
    )


def reasons_of(
    plans: Sequence[FunctionPlan],
    missing: Collection[str],
    before: Mapping[str, FunctionRecord],
    now: Mapping[str, FunctionRecord],
) -> dict[str, list[str]]:
    """Say by function why it is packaged anew; nothing when none of its artifacts is ``missing`` (their keys)."""
    return {
        plan.name: (changes(before.get(plan.name), now[plan.name]) or [LOST])
        if any(one.key in missing for one in plan.artifacts)
        else []
        for plan in plans
    }


def told(packaged: Packaged, zips: Path) -> list[str]:
    """Give the whole explanation as lines of 80 columns at most, as far as names allow.

    ``zips`` is the folder of finished ones, which know the size of their bytecode. Packages are installed for it where
    they are not yet; what cannot be is told.
    """
    decisions = decision_lines(decision for plan in packaged.plans for decision in plan.decisions)
    measured = packaged.measured.completed((one for plan in packaged.plans for one in plan.artifacts), zips)
    parts = [explanation(packaged.reasons), decisions, _packages(packaged.plans), report(packaged.plans, measured)]
    return [line for part in parts if part for line in ("", *part)][1:]


def _packages(plans: Sequence[FunctionPlan]) -> list[str]:
    try:
        return [*set_lines(plans), *unused_patterns(plans)]
    except StackyardError as error:
        return ["what packages hold cannot be told:", *str(error).splitlines()]


def would_upload(packaged: Packaged) -> list[str]:
    """Tell the zips that a run without ``--check`` would make and upload, with sizes unpacked, without bytecode."""
    every = {one.key: one for plan in packaged.plans for one in plan.artifacts}
    missing = [one for key, one in every.items() if key not in packaged.measured.packed]
    return first_of([f"would upload {one.label} ({readable(one.unpacked_bytes)} unpacked)" for one in missing], _LISTED)


def remember(
    folder: Path,
    before: Mapping[str, FunctionRecord],
    now: Mapping[str, FunctionRecord],
    systems: Iterable[ComposedSystem],
) -> None:
    """Keep what functions were made of, and of those that were not packaged now what is known, while they exist.

    A function that its system, one of ``systems``, no longer has is forgotten; other systems are let be.
    """
    there = {system.name: system.functions for system in systems}
    kept = {name: record for name, record in {**before, **now}.items() if _may_exist(name, there)}
    if kept != before:
        write_records(folder, kept)


def _may_exist(name: str, there: Mapping[str, Collection[str]]) -> bool:
    system, _, function = name.partition("/")
    return system not in there or function in there[system]
