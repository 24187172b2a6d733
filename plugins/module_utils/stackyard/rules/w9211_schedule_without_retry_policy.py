"""A schedule that leaves to Scheduler for how long it may still be late: a day, and 185 tries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .document import Document
from .e9207_schedule_expression import SCHEDULE
from .rule import Found, KitRule


class ScheduleWithoutRetryPolicy(KitRule):
    """Flags targets of schedules without a retry policy."""

    id = "W9211"
    shortdesc = "A schedule without a retry policy may start its target up to a day late"
    remedy = "write `RetryPolicy: {MaximumEventAgeInSeconds: ..., MaximumRetryAttempts: ...}` as late as is of use"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at the target of each schedule."""
        for schedule in document.resources(SCHEDULE):
            for one in document.possible(schedule, "Target"):
                if isinstance(one.value, Mapping) and not one.value.get("RetryPolicy"):
                    yield Found(one.path, f"{schedule.name} does not say for how long its target may be tried")
