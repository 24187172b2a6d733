"""Every status that a stack can have, and the way from it to a stack that can be deployed.

One table, so that no status is forgotten: a test holds it against the service's own list. What CloudFormation may think
of later is taken for unknown, and explained rather than acted upon.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class WayOut(StrEnum):
    """How to get from a status to a stack that takes a change set."""

    USE = "use"  # it takes one as it stands
    MAKE = "make"  # there is no stack
    WAIT = "wait"  # an operation is running
    START_OVER = "start over"  # it never worked and takes no update: deleted, then made anew
    ROLL_BACK = "roll back"  # its last update stopped half-way, and can be taken back
    CONTINUE = "continue"  # taking its last update back stopped half-way
    EXPLAIN = "explain"  # no call leads out: somebody has to look


WAYS_OUT: Mapping[str, WayOut] = {
    "REVIEW_IN_PROGRESS": WayOut.START_OVER,  # the shell of a change set: not an operation, and nothing is in it
    "CREATE_IN_PROGRESS": WayOut.WAIT,
    "CREATE_COMPLETE": WayOut.USE,
    "CREATE_FAILED": WayOut.START_OVER,
    "ROLLBACK_IN_PROGRESS": WayOut.WAIT,
    "ROLLBACK_COMPLETE": WayOut.START_OVER,
    "ROLLBACK_FAILED": WayOut.START_OVER,
    "UPDATE_IN_PROGRESS": WayOut.WAIT,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": WayOut.WAIT,
    "UPDATE_COMPLETE": WayOut.USE,
    "UPDATE_FAILED": WayOut.ROLL_BACK,
    "UPDATE_ROLLBACK_IN_PROGRESS": WayOut.WAIT,
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": WayOut.WAIT,
    "UPDATE_ROLLBACK_COMPLETE": WayOut.USE,
    "UPDATE_ROLLBACK_FAILED": WayOut.CONTINUE,
    "DELETE_IN_PROGRESS": WayOut.WAIT,
    "DELETE_COMPLETE": WayOut.MAKE,
    "DELETE_FAILED": WayOut.START_OVER,
    "IMPORT_IN_PROGRESS": WayOut.WAIT,
    "IMPORT_COMPLETE": WayOut.USE,
    "IMPORT_ROLLBACK_IN_PROGRESS": WayOut.WAIT,
    "IMPORT_ROLLBACK_COMPLETE": WayOut.USE,
    "IMPORT_ROLLBACK_FAILED": WayOut.EXPLAIN,
}


def way_out(status: str) -> WayOut:
    """The way out of a status."""
    return WAYS_OUT.get(status, WayOut.EXPLAIN)
