"""Removes artifacts that are old and that no stack needs any more; everything else stays for rollbacks.

First a plan, then the removal. The bucket keeps versions, so what was removed by mistake can be brought back for thirty
days; and whatever turns out to be missing is uploaded again by the next run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ...errors import StackyardError
from ...refusals import code_of, message_of
from ...text.units import readable
from ...text.words import counted
from ..model import PREFIX
from .stack_references import referenced_digests

_BATCH = 1000  # the most that one DeleteObjects takes
# Zips of functions and layers, and notes of the size of sets. Notes of functions updated in place are no artifacts.
_PRUNED = re.compile(re.escape(PREFIX) + r"(?:sets/)?([0-9a-f]{64})\.(?:zip|\d+)")
_WRITTEN_ANEW = "PreconditionFailed"  # so it stays, as it should
_NAMED_IN_ERROR = 3


@dataclass(frozen=True)
class Stored:
    """One object of the bucket as it was listed; ``size`` in bytes."""

    key: str
    size: int
    modified: datetime
    etag: str

    @property
    def digest(self) -> str:
        """Digest in the key, "" for what pruning never touches."""
        found = _PRUNED.fullmatch(self.key)
        return found[1] if found else ""


@dataclass(frozen=True)
class PrunePlan:
    """What would go (``removable``), and how many artifacts stay because they are young or needed."""

    removable: tuple[Stored, ...]
    young: int
    needed: int

    @property
    def size(self) -> int:
        """Bytes that the removal frees, once the bucket forgets replaced versions."""
        return sum(one.size for one in self.removable)

    def summary(self, done: str) -> str:
        """Say in a line what was or would be done: "3 artifacts (1.2 MB) removed, 5 needed by stacks, 2 too young"."""
        what = f"{counted(len(self.removable), 'artifact')} ({readable(self.size)}) {done}"
        return f"{what}, {self.needed} needed by stacks, {self.young} too young"


def plan_pruning(
    s3: Any, cloudformation: Any, bucket: str, *, now: datetime, older_than: timedelta, folders: Iterable[Path]
) -> PrunePlan:
    """Decide what may go: last written before ``now - older_than``, and named by nothing.

    What counts is every stack of the account and region, and every packaged template below ``folders``.
    Raises ``StackyardError`` when what stacks need cannot be known; then nothing may go.
    """
    # The artifacts first: what is uploaded while the stacks are read is not in this listing.
    listed = [one for one in stored(s3, bucket).values() if one.digest]
    old = [one for one in listed if one.modified < now - older_than]
    needed = referenced_digests(cloudformation, s3, bucket, folders) if old else frozenset[str]()
    removable = tuple(one for one in old if one.digest not in needed)
    return PrunePlan(removable, len(listed) - len(old), len(old) - len(removable))


def stored(s3: Any, bucket: str) -> dict[str, Stored]:
    """List what lies below ``artifacts/``, by key."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX)
    return {
        item["Key"]: Stored(item["Key"], item["Size"], item["LastModified"], item["ETag"])
        for page in pages
        for item in page.get("Contents", [])
    }


def remove(s3: Any, bucket: str, plan: PrunePlan) -> PrunePlan:
    """Remove what the plan names and is still what was listed; give the plan of what really went.

    Raises ``StackyardError`` telling how much went before a fault.
    """
    there = stored(s3, bucket)
    waiting = [one for one in plan.removable if there.get(one.key) == one]
    gone: list[Stored] = []
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        try:
            errors = _delete(s3, bucket, batch)
        except ClientError as error:
            raise _stopped([{"Code": code_of(error), "Message": message_of(error)}], gone, waiting) from error
        kept = {error["Key"] for error in errors}
        gone += [one for one in batch if one.key not in kept]
        refused = [error for error in errors if error.get("Code") != _WRITTEN_ANEW]
        if refused:
            raise _stopped(refused, gone, waiting)
    return PrunePlan(tuple(gone), plan.young, plan.needed)


def _delete(s3: Any, bucket: str, batch: Sequence[Stored]) -> list[dict[str, str]]:
    """Delete a batch, each only while it is what was listed; give what stayed, with its reasons."""
    objects = [{"Key": one.key, "ETag": one.etag} for one in batch]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
    return list(answer.get("Errors", []))


def _stopped(errors: Sequence[Mapping[str, Any]], gone: Sequence[Stored], waiting: Sequence[Stored]) -> StackyardError:
    named = [f"{one.get('Key', '')} {one.get('Code', '')}: {one.get('Message', '')}" for one in errors]
    more = f", and {len(named) - _NAMED_IN_ERROR} more" if len(named) > _NAMED_IN_ERROR else ""
    return StackyardError(
        f"pruning stopped: {len(gone)} of {len(waiting)} artifacts are removed, the others are still there",
        given=", ".join(name.strip() for name in named[:_NAMED_IN_ERROR]) + more,
        remedy="let the caller's role delete objects of the artifact bucket, then run the same command again",
    )
