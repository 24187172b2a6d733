"""A deployment is never saved half-done, and what a lost one put into buckets is put away.

How stacks that were saved in progress all the same are ended is in `stack_rules.interrupted`.

Used: `cloudformation._stacks`, `cloudformation._stack_events`, `s3._buckets`, `s3.DATA_DIR`, `s3._VERSIONS_DIR`.
"""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from embedded import hooks

_S3 = "ministack.services.s3"
logger = logging.getLogger("stackyard.persistence")


def steps() -> int:
    """How many steps the operations on stacks have taken: each has its event."""
    loaded = sys.modules.get("ministack.services.cloudformation")
    return sum(len(events) for events in list(loaded._stack_events._data.values())) if loaded else 0


def under_way() -> bool:
    """Whether a stack is being created, changed or deleted right now."""
    loaded = sys.modules.get("ministack.services.cloudformation")
    stacks = loaded._stacks._data.values() if loaded else ()
    statuses = [str(stack.get("StackStatus")) for stack in list(stacks)]
    # REVIEW_IN_PROGRESS waits for somebody to execute a change set; nothing is under way.
    return any(status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS" for status in statuses)


def drop_unknown_buckets(known: Iterable[tuple[str, str]]) -> None:
    """Removes buckets that are on disk but not in the saved state; `known` are pairs of account and name."""
    buckets = hooks.attribute(_S3, "_buckets")._data
    data, versions = Path(hooks.attribute(_S3, "DATA_DIR")), str(hooks.attribute(_S3, "_VERSIONS_DIR"))
    for account, name in set(buckets) - set(known):
        logger.warning("the bucket %s was made after the last save: dropped", name)
        del buckets[account, name]
        for folder in (data / account / name, data / versions / account / name):
            shutil.rmtree(folder, ignore_errors=True)
