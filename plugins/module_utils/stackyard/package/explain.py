"""``--explain``: why each function was packaged anew or not, why packages travel as they do, and what it weighs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from .changes import LOST, changes, explanation
from .dependency_set import distinct_sets
from .layering import FunctionPlan
from .packaged import Packaged
from .record import FunctionRecord, record_of, write_records
from .sizes import report


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
        provided=["boto3" for one in sets if one.may_leave_boto3],
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


def told(packaged: Packaged) -> list[str]:
    """Give the whole explanation as lines of 80 columns at most, as far as names allow."""
    decisions = sorted({reason for plan in packaged.plans for reason in plan.reasons})
    parts = [explanation(packaged.reasons), decisions, report(packaged.plans, packaged.measured)]
    return [line for part in parts if part for line in ("", *part)][1:]


def remember(folder: Path, before: Mapping[str, FunctionRecord], now: Mapping[str, FunctionRecord]) -> None:
    """Keep what functions were made of; what other functions were made of stays."""
    if any(before.get(name) != record for name, record in now.items()):
        write_records(folder, {**before, **now})
