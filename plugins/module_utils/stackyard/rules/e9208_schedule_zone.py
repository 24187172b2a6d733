"""A time zone that nobody knows: Scheduler refuses it while the stack is deployed, and cfn-lint lets it pass."""

from __future__ import annotations

from collections.abc import Iterator

from ..text.alike import alike
from .document import Document
from .e9207_schedule_expression import SCHEDULE
from .rule import Found, KitRule
from .settled import settled
from .zones import names


class ScheduleZone(KitRule):
    """Flags time zones of schedules that are not in the time-zone database."""

    id = "E9208"
    shortdesc = "Scheduler refuses a time zone that is not in the time-zone database, in the middle of a deployment"
    remedy = "write a zone by its place, such as Europe/Berlin or Asia/Shanghai, or UTC"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each zone that is known: literals, and defaults and allowed values of parameters."""
        for schedule in document.resources(SCHEDULE):
            for one in settled(document, schedule, "ScheduleExpressionTimezone"):
                if str(one.value) not in names():
                    near = alike(str(one.value), sorted(names()))
                    meant = f", did you mean {near[0]}?" if near else ""
                    yield Found(one.path, f"{schedule.name}: there is no time zone {one.value!r}{meant}")
